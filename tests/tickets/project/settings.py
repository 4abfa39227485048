"""pretix as its own documentation sets it up behind nginx with TLS; what is left out stays as it comes.

Runs with the Python of `install.sh`, which alone has pretix. Of the environment it reads DATA_DIR, where database and
logs are, and PRETIX_CONFIG_FILE (`pretix.cfg` here).
"""

from pretix.settings import *  # noqa: F403 - this is how pretix is configured
from pretix.settings import DATABASES

SECRET_KEY = "only-on-loopback"
EMAIL_BACKEND = EMAIL_CUSTOM_SMTP_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # no mail leaves
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody has an account here

# Several visitors at once: a scan opens pages in parallel.
DATABASES["default"]["OPTIONS"] = {
    "timeout": 60,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
}


class NoMigrations:
    """Tables are made as the models have them, as pretix's own tests do: this database has no history."""

    def __contains__(self, _app: str) -> bool:
        return True

    def __getitem__(self, _app: str) -> None:
        return None


MIGRATION_MODULES = NoMigrations()
