"""Which fields and labels are found on pages that say it by their structure alone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from scanner.probes.browser.forms import FormSeen

from .pages import look_at, started

#: name: the page, and of each field (kind, label, whether a star or a word marks it).
PAGES: dict[str, tuple[str, list[tuple[str, str, bool]]]] = {
    # A sign drawn beside a field is no label of it; what is bold is mandatory where a sentence says so.
    "bold": (
        (
            "<p>Bitte alle fett gedruckten Felder ausfüllen.</p><form><table><tr><td><b>PLZ, Ort</b></td><td><input>"
            "<input></td></tr><tr><td>Telefon</td><td><input></td></tr><tr><td>Zeichen</td><td><svg role=img><text>x7k"
            "</text></svg><input></td></tr></table><button>Los</button></form>"
        ),
        [
            ("text", "PLZ, Ort", True),
            ("text", "PLZ, Ort", True),
            ("text", "Telefon", False),
            ("text", "Zeichen", False),
        ],
    ),
    # The heading of a part stands before what names the field itself.
    "headed": (
        (
            "<h2 id=h>Für wen ist das Rezept?</h2><form><span id=n>Nummer der Karte</span><input aria-labelledby='h n'>"
            "<h3 id=p>Foto</h3><input aria-labelledby=p><button>Los</button></form>"
        ),
        [("text", "Nummer der Karte", False), ("text", "Foto", False)],
    ),
    # Drawn stars are one choice, and the select that keeps it is not asked a second time.
    "stars": (
        (
            "<form><div><label for=r id=l>Sterne *</label><p role=group aria-labelledby=l><a role=radio>1</a>"
            "<a role=radio>2</a></p><select id=r style='display:none'><option>1</select></div>"
            "<textarea aria-label=Text></textarea><button>Los"
            "</button></form>"
        ),
        [("radio", "Sterne *", True), ("textarea", "Text", False)],
    ),
    # A place to drop files in is seen though its field is not.
    "dropped": (
        (
            "<form><h3 id=h>Bild</h3><div style='position:relative;padding:40px'>Hierher ziehen<input type=file"
            " aria-labelledby=h style='position:absolute;inset:0;opacity:0;width:100%;height:100%'></div><button>Los"
            "</button></form>"
        ),
        [("file", "Bild", False)],
    ),
    # What a style sheet writes behind a label is read; without it the rest would not be mandatory.
    "drawn": (
        (
            "<style>.o::after{content:' (facoltativo)'}</style><form><label>Nome <input></label><label class=o for=a>"
            "Fax</label><input id=a><label class=o for=b>Interno</label><input id=b><button>Los</button></form>"
        ),
        [("text", "Nome", False), ("text", "Fax", False), ("text", "Interno", False)],
    ),
    # Nothing in a part that is folded away is lost because it has not been laid out.
    "folded": (
        (
            "<details><summary>Frage vorab?</summary><form><p><label for=a>Name</label></p><div><input id=a"
            " style='width:100%'></div><button>Los</button></form></details>"
        ),
        [("text", "Name", False)],
    ),
    # A panel at the side is opened by somebody who wants to log in.
    "aside": (
        (
            "<div class='side-hidden' style='visibility:hidden'><form><label>Benutzer <input></label><button>Los"
            "</button></form></div>"
        ),
        [("text", "Benutzer", False)],
    ),
}


async def _all(files: list[Path]) -> dict[str, list[FormSeen]]:
    async with started() as browser:
        return {page.name: [one.seen for one in page.read] async for page in look_at(browser, files)}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[FormSeen]]:
    folder = tmp_path_factory.mktemp("pages")
    for name, (body, _) in PAGES.items():
        (folder / f"{name}.html").write_text(f"<!doctype html><title>Seite</title>{body}", "utf-8")
    return asyncio.run(_all(sorted(folder.iterdir())))


@pytest.mark.parametrize("name", PAGES)
def test_fields_are_found_with_their_labels_and_marks(seen: dict[str, list[FormSeen]], name: str) -> None:
    (form,) = seen[name]
    assert [(one.kind, one.label, one.star) for one in form.fields] == PAGES[name][1]


def test_the_heading_of_a_part_is_told_as_its_group(seen: dict[str, list[FormSeen]]) -> None:
    assert seen["headed"][0].fields[0].group == "Für wen ist das Rezept?"


def test_a_word_behind_a_label_is_told_as_a_hint(seen: dict[str, list[FormSeen]]) -> None:
    assert ["facoltativo" in one.hint for one in seen["drawn"][0].fields] == [False, True, True]
