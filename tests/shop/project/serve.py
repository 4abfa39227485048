"""Fills the database, if there is none yet, and serves the shop on a socket that listens already.

SHOP_FOLDER=… SHOP_LANGUAGE=de python -m project.serve FILE_DESCRIPTOR
"""

import os
import socket
import sys

import django
import waitress
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
    django.setup()
    from django.conf import settings  # noqa: PLC0415 - of no use before the set-up

    from project import catalogue  # noqa: PLC0415

    if not settings.DATABASES["default"]["NAME"].exists():
        call_command("migrate", run_syncdb=True, verbosity=0)
        catalogue.fill(settings.LANGUAGE_CODE)
        call_command("update_index", verbosity=0)
    listener = socket.socket(fileno=int(sys.argv[1]))
    waitress.serve(
        StaticFilesHandler(get_wsgi_application()),
        sockets=[listener],
        threads=8,
        trusted_proxy="127.0.0.1",  # nginx, which ended TLS
        trusted_proxy_headers={"x-forwarded-proto"},
    )


if __name__ == "__main__":
    main()
