"""Forms behind buttons are found by a click on what says that it opens them, and on nothing else."""

from __future__ import annotations

import pytest

from scanner.model.evidence import Cell, scope
from scanner.model.facts import Page
from scanner.model.vocabulary import GapCause, PageRole, Phase
from scanner.probes.browser.crawl.crawler import crawl
from scanner.probes.browser.crawl.results import Crawl, CrawlBudget
from scanner.probes.browser.form_pages import FormsOfPage, read_page, write_forms
from scanner.probes.browser.forms import FieldSeen, FormSeen, FormsSeen
from scanner.probes.browser.openers import opens
from scanner.probes.browser.opening import open_forms, with_late
from scanner.probes.browser.session import Browser
from scanner.probes.notebook import Notebook

from .conftest import Serve, Site
from .scenes import network_to, run

CELL = Cell("form", scope({"page.role": PageRole.HOME}))


def opened_on(site: Site) -> tuple[Crawl, FormsOfPage, Notebook]:
    made: list[Crawl] = []
    notebook = Notebook(())

    async def scene() -> None:
        async with Browser.open(network_to(site.port)) as browser:
            async with browser.phase(Phase.BEFORE_CHOICE) as phase:
                found = await crawl(phase, site.url(), CrawlBudget(pages=1), {}, beside=read_page)
            made.append(await open_forms(browser, notebook, found))

    run(scene)
    (page,) = (page for page in made[0].pages if page.role is PageRole.HOME)
    assert isinstance(page.beside, FormsOfPage)
    return made[0], page.beside, notebook


def names(read: FormsOfPage) -> list[list[str]]:
    assert read.seen is not None, read.reason
    return [[field.name for field in form.fields] for form in read.seen.forms]


OPENS = """<!doctype html><title>Müsli</title><h1>Müsli</h1>
<form action=/suche><input type=search name=q></form>
<button type=button id=review>Bewertung schreiben</button>
<a href="#" id=ask>Frage zum Produkt</a>
<div role=button tabindex=0 id=letter>Newsletter</div>
<details><summary>Benachrichtigen Sie mich</summary><form><input name=alert></form></details>
<div id=place></div>
<script>
const show = (html) => { place.insertAdjacentHTML('beforeend', html); };
review.onclick = () => show('<form action=/written><input name=written></form>');
ask.onclick = async (e) => { e.preventDefault(); show(await (await fetch('/fetched')).text()); };
letter.onclick = () => {
  const host = document.body.appendChild(document.createElement('shop-letter'));
  host.attachShadow({mode: 'closed'}).innerHTML = '<dialog open><form><input type=email name=closed></form></dialog>';
};
</script>"""


def test_forms_that_script_renders_or_fetches_after_a_click_are_found(serve: Serve) -> None:
    with serve({"/": OPENS, "/fetched": "<form><textarea name=question></textarea></form>"}) as site:
        _, read, notebook = opened_on(site)
    assert sorted(names(read)) == [["alert"], ["closed"], ["q"], ["question"], ["written"]]
    assert read.seen is not None and read.not_opened == () and read.seen.truncated == ()
    assert [form.ordinal for form in read.seen.forms] == list(range(5))
    assert any("“Bewertung schreiben”" in told for told in notebook.notices)


FORBIDDEN = """<!doctype html><title>Müsli</title><h1>Müsli</h1>
<form id=f action=/letter><input type=email name=mail><button>Newsletter</button>
<button type=button>Newsletter öffnen</button></form>
<button type=button>Bewertung absenden</button><button type=button>Jetzt kaufen und Bewertung schreiben</button>
<button type=button title="Konto löschen">Mein Konto</button><button type=button id=order-submit>Login</button>
<a href=/login>Anmelden</a><a href="https://letters.example/">Newsletter</a><button type=button>Mehr</button>
<script>for (const el of document.querySelectorAll('button,a'))
  el.addEventListener('click', () => {
    new Image().src = '/clicked?' + encodeURIComponent(el.textContent); });</script>"""


def test_what_may_send_order_delete_or_lead_elsewhere_is_never_clicked(serve: Serve) -> None:
    with serve({"/": FORBIDDEN}) as site:
        _, read, notebook = opened_on(site)
    assert names(read) == [["mail"]] and not notebook.notices
    assert not {"/clicked", "/letter", "/login"} & set(site.paths())


SENDS = """<!doctype html><title>Müsli</title><h1>Müsli</h1>
<form id=f method=post action=/sent><input name=a value=b></form>
<button type=button onclick="document.getElementById('f').submit()">Newsletter</button>
<button type=button
  onclick="this.insertAdjacentHTML('afterend', '<form><input name=later></form>')">Kontaktformular</button>"""


def test_a_form_that_an_opener_sends_is_kept_back_and_the_next_is_opened_all_the_same(serve: Serve) -> None:
    with serve({"/": SENDS, "/sent": "sent"}) as site:
        _, read, _ = opened_on(site)
    assert "/sent" not in site.paths()
    assert ["later"] in names(read)


COVERED = """<!doctype html><title>Müsli</title><h1>Müsli</h1>
<button type=button>Bewertung schreiben</button><form><input name=q></form>
<div style="position:fixed;inset:0;background:#fff8"></div>"""


def test_what_could_not_be_opened_is_a_gap(serve: Serve) -> None:
    with serve({"/": COVERED}) as site:
        made, read, notebook = opened_on(site)
    assert names(read) == [["q"]] and "Bewertung schreiben" in read.not_opened[0]
    (page,) = made.pages
    write_forms(notebook, page, Page(url=page.url, role=PageRole.HOME), (CELL,))
    assert notebook.coverage[CELL.kind, CELL.scope].cause is GapCause.NOT_OPERABLE


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bewertung schreiben", "review"),
        ("Write a review", "review"),
        ("Frage zum Produkt?", "question"),
        ("Newsletter", "newsletter"),
        ("Benachrichtigen, wenn verfügbar", "alert"),
        ("Rédiger un avis", "review"),
        ("Avvisami", "alert"),
        ("Zaloguj się", "account"),
        ("Klicke hier, um dich anzumelden", "account"),
        ("Ajouter des codes promo", "coupon"),
        ("Land und Währung", "region"),
        ("Lieferland: DE", "region"),
        ("Ship to", "region"),
        ("Landeier aus der Region", None),
        ("Mehr erfahren", None),
        ("Newsletter abbestellen", None),
        ("Bewertung absenden", None),
        ("Anmelden mit Google", None),
        ("Kostenpflichtig bestellen", None),
        ("Vertrag widerrufen", None),
        ("Konto löschen", None),
        ("In den Warenkorb", None),
    ],
)
def test_what_a_control_opens_is_told_by_its_words(text: str, kind: str | None) -> None:
    assert opens([text]) == kind


def test_what_asks_for_country_and_currency_gives_way_to_whatever_else_opens(serve: Serve) -> None:
    said = ("Newsletter", "Bewertung schreiben", "Kontaktformular", "Rückruf", "Anmelden", "Neue Adresse")
    buttons = "".join(f"<button type=button>{text}</button>" for text in ("Land und Währung", *said))
    with serve({"/": f"<!doctype html><title>Tee</title>{buttons}"}) as site:
        _, read, _ = opened_on(site)
    assert [one.label for one in read.openers] == list(said)


def test_a_control_that_only_points_is_told_by_its_sentence() -> None:
    assert opens(["Hier klicken"], around="Haben Sie einen Gutschein? Hier klicken") == "coupon"
    assert opens(["Mehr"], around="Haben Sie einen Gutschein? Mehr") is None
    assert opens(["Klick hier"], ["place-order"], "Haben Sie einen Gutschein?") is None


def alike(number: int, own: str, *, shown: str = "yes") -> FormSeen:
    field = FieldSeen(name="email", kind="email", id=own)
    return FormSeen(ordinal=number, frame="/", page="/", action="/newsletter", shown=shown, fields=(field,))


def test_a_pop_up_that_asks_for_what_the_foot_of_the_page_asks_for_is_a_form_of_its_own() -> None:
    first = FormsSeen((alike(0, "foot"),))
    late = with_late(first, FormsSeen((alike(0, "pop"), alike(1, "foot"))))
    assert [form.fields[0].id for form in late.forms] == ["foot", "pop"]
    assert [form.ordinal for form in late.forms] == [0, 1]


def test_a_form_whose_identifiers_are_new_at_each_reading_is_the_same_form() -> None:
    first = FormsSeen((alike(0, "f-81"),))
    assert with_late(first, FormsSeen((alike(0, "f-92"),))) == first
    assert with_late(first, FormsSeen((alike(0, "f-81"), alike(1, "pop", shown="no")))) == first
