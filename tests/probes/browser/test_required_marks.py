"""Ways in which shops mark what has to be filled in, in a real browser: what counts as a mark, and what does not."""

# ruff: noqa: E501 - one way a line is easier to read
from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from playwright.sync_api import Browser, sync_playwright

from scanner.derive.forms import read_form
from scanner.probes.browser.chromium import Binary
from scanner.probes.browser.forms import LIMITS, forms_script, read_forms

SHOP = "https://www.shop.example/"
A, B = (
    '<div><label for="a{n}">Name{a}</label><input id="a{n}"></div>',
    '<div><label for="b{n}">Telefon{b}</label><input id="b{n}"></div>',
)


#: A third and a fourth field that are not needed.
FREE = '<label for="c{n}">Firma (optional)</label><input id="c{n}"><label for="d{n}">Zusatz (optional)</label><input id="d{n}">'


def two(a: str = "", b: str = "", *, head: str = "", foot: str = "", of: str = "") -> str:
    """A form with two fields; `a` and `b` at their labels, `of` the form's attributes."""
    return (
        f'<form id="f{{n}}" {of}>{head}{A.replace("{a}", a)}{B.replace("{b}", b)}{foot}<button>Senden</button></form>'
    )


#: (what, the form, whether its fields have to be filled in)
WAYS: list[tuple[str, str, str]] = [
    ("asterisk", two("*"), "10"),
    ("asterisk before the label", two("").replace(">Name", ">* Name"), "10"),
    ("asterisk in brackets", two(" (*)"), "10"),
    ("asterisk in a raised mark", two("<sup>*</sup>"), "10"),
    ("full-width asterisk", two("＊"), "10"),
    ("asterisk in abbr", two('<abbr title="Pflichtfeld">*</abbr>'), "10"),
    ("asterisk right after the field", two().replace('<input id="a{n}">', '<input id="a{n}"> *'), "10"),
    ("asterisk in a span after the field", two().replace('<input id="a{n}">', '<input id="a{n}"><span>*</span>'), "10"),
    ("asterisk in the placeholder", '<form><input placeholder="Name*"><input placeholder="Telefon"><button>Los</button></form>', "10"),
    ("asterisk drawn at the label", two().replace("<label", '<label class="star"', 1), "10"),
    ("asterisk drawn at the wrapper", two().replace("<div", '<div class="star"', 1), "10"),
    ("asterisk drawn before", two().replace("<label", '<label class="before"', 1), "10"),
    ("a word drawn at the label", two().replace("<label", '<label class="word"', 1), "10"),
    ("asterisk as a picture", two('<img alt="*">'), "10"),
    ("picture that says so", two('<img alt="Pflichtfeld">'), "10"),
    ("sign with a title", two('<i class="icon" title="Pflichtfeld"></i>'), "10"),
    ("sign with a name", two('<span aria-label="required">•</span>'), "10"),
    ("svg with a title", two('<svg width="8" height="8"><title>required</title></svg>'), "10"),
    ("svg with a name", two('<svg width="8" height="8" aria-label="Pflichtfeld" role="img"></svg>'), "10"),
    ("Pflichtfeld", two(" (Pflichtfeld)"), "10"),
    ("Pflichtangabe", two(" – Pflichtangabe"), "10"),
    ("erforderlich", two(" <small>erforderlich</small>"), "10"),
    ("required", two(" (required)"), "10"),
    ("Pflicht as a badge", two(' <span class="badge">Pflicht</span>'), "10"),
    ("wird benötigt", two(" (wird benötigt)"), "10"),
    ("all are", two(head="<p>Alle Felder sind Pflichtfelder.</p>"), "11"),
    ("asterisk drawn at the cell of the label", '<form><dl><dt class="star"><label for="a1">Name</label></dt><dd><input id="a1"></dd><dt><label for="b1">Telefon</label></dt><dd><input id="b1"></dd></dl><button>Los</button></form>', "10"),
    ("mark in the cell before, another label for machines", '<form><p>Felder mit ¹ sind Pflichtfelder.</p><table><tr><td>Name ¹</td><td><input aria-label="Name"></td></tr><tr><td>Telefon</td><td><input aria-label="Telefon"></td></tr></table><button>Los</button></form>', "10"),
    ("one mark for a cell with two fields", '<form><table><tr><td>PLZ, Ort *</td><td><input name="plz"> <input name="ort"></td></tr></table><button>Los</button></form>', "11"),
    ("red cells", '<form><p>Angaben in <font color="red">Rot</font> sind unbedingt notwendig.</p><table><tr><td><font color="red">Name</font></td><td><input name="n"></td></tr><tr><td>Telefon</td><td><input name="t"></td></tr></table><button>Los</button></form>', "10"),
    ("asterisk drawn beside a label for machines", '<form><div><div class="star">Name</div><div><input aria-label="Name"></div></div><div><div>Telefon</div><div><input aria-label="Telefon"></div></div><button>Los</button></form>', "10"),
    ("a sign drawn at labels, explained", two(head="<style>.raute::after{content:' ◆'}</style><p>◆ muss ausgefüllt sein</p>").replace("<label", '<label class="raute"', 1), "10"),
    ("a letter in brackets, explained", two(" (M)", head="<p>(M) means mandatory.</p>"), "10"),
    ("red labels", two(head="<p><b style='color:red'>Rot</b> beschriftete Zeilen sind Pflicht.</p>").replace("<label", '<label style="color:red"', 1), "10"),
    ("yellow fields", two(head="<p>Gelb hinterlegte Felder bitte unbedingt ausfüllen.</p>").replace("<input", '<input style="background:#ff8"', 1), "10"),
    ("nötig", two(" (nötig)"), "10"),
    ("a switch for what is necessary", '<form><span role="switch" tabindex="0">Notwendig</span><span role="switch" tabindex="0">Statistik</span><button>Los</button></form>', "00"),
    ("one label for two fields", '<form><div><label class="star" for="a1">PLZ / Ort</label><input id="a1"> <input aria-label="Ort"></div><button>Los</button></form>', "11"),
    ("not marked but what may be left out", two(b=" (freiwillig)", head="<p>Pflichtangaben sind nicht gekennzeichnet; was Sie weglassen dürfen, ist mit (freiwillig) markiert.</p>"), "10"),
    ("all are, at the bottom", two(foot="<p>Alle Angaben sind erforderlich.</p>"), "11"),
    ("all are, beside the form", "<div><p>All fields are required.</p>" + two() + "</div>", "11"),
    ("all but those called optional", two(b=" (optional)", head="<p>All fields are required unless marked optional.</p>"), "10"),
    ("alle, sofern nicht", two(b=" (freiwillig)", head="<p>Sofern nicht als freiwillig gekennzeichnet, sind alle Felder Pflichtfelder.</p>"), "10"),
    ("all without optional", two(b=" (optional)", head="<p>Felder ohne den Hinweis „optional“ sind Pflichtfelder.</p>"), "10"),
    ("every question", two(head="<p>Please answer every question.</p>"), "11"),
    ("bold", two(head="<p>Fett gedruckte Felder sind Pflichtfelder.</p>").replace(">Name<", "><b>Name</b><"), "10"),
    ("bold by a style, below", two(foot="<p>Fields in bold are mandatory.</p>").replace("<label", '<label style="font-weight:700"', 1), "10"),
    ("red labels", two(head="<p>Rot markierte Felder sind Pflichtfelder.</p>").replace("<label", '<label style="color:#c00"', 1), "10"),
    ("coloured fields", two(head="<p>Farbig hinterlegte Felder sind Pflichtfelder.</p>").replace("<input", '<input style="background:#ffd"', 1), "10"),
    ("highlighted border", two(foot="<p>Highlighted fields are required.</p>").replace("<input", '<input style="border:2px solid #d00"', 1), "10"),
    ("another sign", two(" •", head="<p>• = Pflichtfeld</p>"), "10"),
    ("a cross", two(" †", foot="<p>Mit † gekennzeichnete Felder sind erforderlich.</p>"), "10"),
    ("a diamond that a sentence explains", two(" ◊", head="<p>Les informations suivies d’un losange (◊) sont indispensables.</p>"), "10"),
    ("a bullet to be filled in", two(" •", head="<p>Felder mit einem Punkt (•) füllen Sie bitte aus, alle anderen können leer bleiben.</p>"), "10"),
    ("a word in quotes", two(" muss", head="<p>Mit „muss“ gekennzeichnete Felder brauchen wir.</p>"), "10"),
    ("a word that is marked", two(" <em>essential</em>", head="<p>We only insist on the things marked essential.</p>"), "10"),
    ("orange labels", two(head="<p>Le voci in arancione sono obbligatorie.</p>").replace("<label", '<label style="color:#e67700"', 1), "10"),
    ("everything unless", two(b=" (optional)", head="<p>We ask for everything below unless it says (optional).</p>"), "10"),
    ("alles behalve", two(b=" (niet verplicht)", head="<p>Alles invullen, behalve waar ‘niet verplicht’ staat.</p>"), "10"),
    ("alle Angaben, außer", two(b=" (freiwillig)", head="<p>Wir benötigen alle Angaben, außer wo „freiwillig“ dabeisteht.</p>"), "10"),
    ("fill in all four", two(head="<p>Got a code? Fill in all four.</p>"), "11"),
    ("aria-required", two().replace("<input", '<input aria-required="true"', 1), "10"),
    ("told by a description", two().replace("<input", '<input aria-describedby="d{n}"', 1).replace("</form>", '<p id="d{n}">Pflichtangabe</p></form>'), "10"),
    ("data-required and a mark", two("*").replace("<input", '<input data-required="1"', 1), "10"),
    ("a part that is mandatory", "<form><fieldset><legend>Pflichtangaben</legend>" + A.replace("{a}", "") + "</fieldset><fieldset><legend>Freiwillige Angaben</legend>" + B.replace("{b}", "") + "</fieldset><button>Los</button></form>", "10"),
    ("a table's own column", "<form><table><tr><td>Name</td><td><input></td><td>*</td></tr><tr><td>Telefon</td><td><input></td><td></td></tr></table><button>Los</button></form>", "10"),
    ("a table's label cells", "<form><table><tr><td>Name *</td><td><input></td></tr><tr><td>Telefon</td><td><input></td></tr></table><button>Los</button></form>", "10"),
    ("a group of radio buttons by its legend", '<form><fieldset><legend>Anrede *</legend><label><input type="radio" name="s">Frau</label><label><input type="radio" name="s">Herr</label></fieldset>' + B.replace("{b}", "") + "<button>Los</button></form>", "10"),
    ("a group of radio buttons by one of them", '<form><p>Anrede</p><label><input type="radio" name="s" required>Frau</label><label><input type="radio" name="s">Herr</label>' + B.replace("{b}", "") + "<button>Los</button></form>", "10"),
    ("a group by aria-required", '<form><div role="radiogroup" aria-label="Anrede" aria-required="true"><span role="radio" tabindex="0">Frau</span><span role="radio">Herr</span></div>' + B.replace("{b}", "") + "<button>Los</button></form>", "10"),
    ("nothing", two(), "00"),
    ("a sign without a sentence", two(" ◊"), "00"),
    ("a quoted word that marks nothing", two(" muss", head="<p>Wir brauchen „etwas“ Geduld.</p>"), "00"),
    ("a quoted word in another sentence", two(" Express", head="<p>Bei „Express“ brauchen wir Ihre Telefonnummer.</p>"), "00"),
    ("not everything", two(head="<p>We don't need all of this.</p>"), "00"),
    ("only the others are called optional", two(foot=FREE), "1100"),
    ("one of the others is called optional", two(foot=FREE[: FREE.index("<label", 1)]), "000"),
    ("others are called optional, and one is marked", two("*", foot=FREE), "1000"),
    ("called optional", two(" (optional)", " – freiwillig"), "00"),
    ("not required", two(" (nicht erforderlich)", " (not required)"), "00"),
    ("keine Pflichtangabe", two(" (keine Pflichtangabe)"), "00"),
    ("a legend without a mark", two(head="<p>* Pflichtfelder</p>"), "00"),
    ("a legend on asterisks is none on all", two("*", head="<p>Alle mit * markierten Felder sind Pflichtfelder.</p>"), "10"),
    ("not all are", two(head="<p>Es müssen nicht alle Felder ausgefüllt werden.</p>"), "00"),
    ("a sign with another title", two('<i class="icon" title="Wozu brauchen wir das?"></i>'), "00"),
    ("a bold label without a legend", two().replace(">Name<", "><b>Name</b><"), "00"),
    ("red without a legend", two().replace("<label", '<label style="color:#c00"', 1), "00"),
    ("disabled", two("*").replace("<input", "<input disabled", 1), "00"),
]  # fmt: skip
STYLE = '.star::after{content:" *"} .before::before{content:"* "} .word::after{content:" (erforderlich)"}'


@pytest.fixture(scope="module")
def browser(chromium: Binary) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(chromium.path), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def found(browser: Browser) -> dict[str, str]:
    """What is read of each form, all looked at in a few pages."""
    told: dict[str, str] = {}
    page = browser.new_page()
    for start in range(0, len(WAYS), _ON_A_PAGE):
        held = WAYS[start : start + _ON_A_PAGE]
        forms = (
            f"<section><div><div>{html.replace('{n}', str(n))}</div></div></section>"
            for n, (_, html, _) in enumerate(held)
        )
        body = "".join(f"<article>{one}</article>" for one in forms)
        page.set_content(f"<!doctype html><html><head><style>{STYLE}</style></head><body>{body}</body></html>")
        seen = read_forms(SHOP, [(SHOP, page.evaluate(_script(), LIMITS))])
        for (name, _, _), form in zip(held, seen.forms, strict=True):
            told[name] = "".join(str(int(one.demand.required)) for one in read_form(form).fields)
    page.close()
    return told


_ON_A_PAGE = 15


@cache
def _script() -> str:
    return forms_script()


@pytest.mark.parametrize(("name", "wanted"), [(name, wanted) for name, _, wanted in WAYS])
def test_what_has_to_be_filled_in(found: dict[str, str], name: str, wanted: str) -> None:
    assert found[name] == wanted
