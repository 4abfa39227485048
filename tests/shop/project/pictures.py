"""Product pictures: one plain rectangle each, and no thumbnails of them, which would be one dependency more."""

import io
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from oscar.core.thumbnails import AbstractThumbnailer
from PIL import Image


@dataclass(frozen=True, slots=True)
class Untouched:
    """What a template asks of a thumbnail."""

    url: str


class AsTheyAre(AbstractThumbnailer):
    """Oscar asks for thumbnails through this interface; the page scales the original."""

    def generate_thumbnail(self, source: Any, **_options: Any) -> Untouched:
        return Untouched(source.url if hasattr(source, "url") else f"/media/{source}")

    def delete_thumbnails(self, _source: Any) -> None:
        """There are none."""


def rectangle(colour: str) -> ContentFile:
    png = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(png, "PNG")
    return ContentFile(png.getvalue())
