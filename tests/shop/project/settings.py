"""django-oscar as its own documentation sets it up, and what anybody who runs it behind nginx with TLS adds.

What is left out stays as Oscar and Django have it: that is what makes it a real shop. Of the environment it reads
SHOP_FOLDER, where database and pictures are, and SHOP_LANGUAGE, de or en.
"""

import os
from pathlib import Path

from oscar import INSTALLED_APPS as OSCAR_APPS
from oscar.defaults import *  # noqa: F403 - this is how Oscar is configured

FOLDER = Path(os.environ["SHOP_FOLDER"])
HERE = Path(__file__).parent

SECRET_KEY = "only-on-loopback"
DEBUG = False
ALLOWED_HOSTS = ["shop.example"]
SITE_ID = 1

# Behind nginx, which ends TLS (Django's deployment checklist). OSCAR_BASKET_COOKIE_SECURE and
# OSCAR_RECENTLY_VIEWED_COOKIE_SECURE are of Oscar alone, and easily forgotten: they stay off, as they come.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "shop.sqlite3",
        "ATOMIC_REQUESTS": True,
        "OPTIONS": {"timeout": 60, "transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"},
    }
}


class NoMigrations:
    """Tables are made as the models have them: a database that lives for one session has no history."""

    def __contains__(self, _app: str) -> bool:
        return True

    def __getitem__(self, _app: str) -> None:
        return None


MIGRATION_MODULES = NoMigrations()

INSTALLED_APPS = OSCAR_APPS
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "oscar.apps.search.context_processors.search_form",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.core.context_processors.metadata",
                "project.banner.banner",
            ],
        },
    }
]
ROOT_URLCONF = "project.urls"
AUTHENTICATION_BACKENDS = ["oscar.apps.customer.auth_backends.EmailBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody has an account here
HAYSTACK_CONNECTIONS = {
    "default": {"ENGINE": "haystack.backends.whoosh_backend.WhooshEngine", "PATH": FOLDER / "index"}
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

LANGUAGE_CODE = os.environ["SHOP_LANGUAGE"]
LANGUAGES = [("de", "Deutsch")] if LANGUAGE_CODE == "de" else [("en", "English")]
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = FOLDER / "media"

OSCAR_SHOP_NAME = "Müsli Beispiel"
OSCAR_DEFAULT_CURRENCY = "EUR"
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_THUMBNAILER = "project.pictures.AsTheyAre"
OSCAR_MISSING_IMAGE_URL = "image_not_found.jpg"
