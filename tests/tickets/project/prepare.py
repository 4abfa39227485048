"""Makes the database and its content; the static files too, where the package came without them.

`python -m project.prepare` prints their folder. DATA_DIR=… PRETIX_CONFIG_FILE=… DJANGO_SETTINGS_MODULE=project.settings
"""

from pathlib import Path

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    from django.conf import settings  # noqa: PLC0415 - of no use before the set-up

    from project import content  # noqa: PLC0415

    database, static = Path(settings.DATABASES["default"]["NAME"]), Path(settings.STATIC_ROOT)
    if not database.exists():
        call_command("migrate", run_syncdb=True, verbosity=0)
        content.fill()
    if not (static / "CACHE" / "manifest.json").exists():
        call_command("rebuild", verbosity=0)
    print(static)  # noqa: T201


if __name__ == "__main__":
    main()
