"""Links and pages are told for what they are, and what must not be followed is never taken for anything."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

import pytest
import yaml

from scanner.model.vocabulary import GapCause, PageRole
from scanner.probes.browser.crawl.confirm import Is, confirm
from scanner.probes.browser.crawl.frontier import Frontier, search_url
from scanner.probes.browser.crawl.legal import legal_links
from scanner.probes.browser.crawl.links import UNREAD, Contents, Datum, Field, FormHint, Link, LinkKind, Place
from scanner.probes.browser.crawl.urls import key, never, shape, trapped
from scanner.probes.browser.roles import LIKELY, guess
from scanner.probes.browser.sites import same_site, site
from scanner.probes.browser.visit import Outcome, Visit

HOME = "https://www.muesli.example/"
CORPUS = Path(__file__).parent / "crawl_corpus"

#: What the rules get wrong, known and bearable: neither does harm.
KNOWN_MISSES = {"Search Terms", "EUR €"}


def entries(name: str) -> list[list[str]]:
    return yaml.safe_load((CORPUS / f"{name}.yaml").read_text("utf-8"))["links"]


def link_of(entry: list[str]) -> Link:
    _, label, href, place, *marks = entry
    return Link(href=urljoin(HOME, href), stated=href, label=label, place=Place(place), priced="priced" in marks)


def taken_for(link: Link) -> list[str]:
    """What the target is taken for, best first."""
    if never(link):
        return ["never"]
    prefix = "" if same_site(link.href, HOME) else "elsewhere:"
    return [prefix + one.role.value for one in guess(link, HOME)] or ["none"]


def is_right(entry: list[str]) -> bool:
    meant, said = entry[0].split("+"), taken_for(link_of(entry))
    return said[0] == meant[0] if len(meant) == 1 else set(meant) <= set(said)


@pytest.mark.parametrize("entry", entries("links"), ids=lambda entry: f"{entry[0]} {entry[1]} {entry[2]}")
def test_a_link_leads_where_its_words_and_address_say(entry: list[str]) -> None:
    if entry[1] in KNOWN_MISSES:
        pytest.xfail("known")
    assert is_right(entry), taken_for(link_of(entry))


def test_links_that_no_rule_was_made_for_are_told_nearly_as_well() -> None:
    held_out = entries("held_out")
    assert sum(map(is_right, held_out)) / len(held_out) >= 0.95


def test_there_are_enough_labelled_links() -> None:
    assert len(entries("links")) >= 150
    assert len(entries("held_out")) >= 70


@pytest.mark.parametrize("name", ["links", "held_out"])
def test_what_would_do_something_is_never_followed_and_never_a_candidate(name: str) -> None:
    dangerous = [entry for entry in entries(name) if entry[0] == "never"]
    assert dangerous
    for entry in dangerous:
        assert never(link_of(entry)), entry
        assert guess(link_of(entry), HOME) == ()


@pytest.mark.parametrize("name", ["links", "held_out"])
def test_no_ordinary_page_is_shunned(name: str) -> None:
    roles = {role.value for role in PageRole}
    for entry in entries(name):
        if entry[0].split("+")[0] in roles:
            assert never(link_of(entry)) is None, entry


@pytest.mark.parametrize("method", ["post", "delete", "put"])
def test_a_link_that_a_script_sends_otherwise_than_by_get_is_never_followed(method: str) -> None:
    assert never(Link(href=HOME + "impressum", label="Impressum", method=method))


@pytest.mark.parametrize("path", ["locale/set?locale=en&next=/", "i18n/setlang/", "de/language/switch/en"])
def test_a_link_that_sets_the_language_of_all_other_pages_is_never_followed(path: str) -> None:
    assert never(Link(href=HOME + path, label="Website in English"))


@pytest.mark.parametrize("path", ["en/", "language/", "locales/berlin", "sprachen/setup-guide", "lang/settings"])
def test_a_page_about_languages_or_in_one_is_a_page(path: str) -> None:
    assert never(Link(href=HOME + path, label="English")) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://user:secret@www.muesli.example/impressum", "ftp://www.muesli.example/impressum",
        "data:text/html,Impressum", "https://www.muesli.example:99999/impressum", "http://[::1/impressum",
        "blob:https://www.muesli.example/1", "https://www.muesli.example/LOGOUT", "https://www.muesli.example/l%6Fgout",
    ],
)  # fmt: skip
def test_a_strange_address_is_never_followed(url: str) -> None:
    assert never(Link(href=url, label="Impressum"))
    assert guess(Link(href=url, label="Impressum"), HOME) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.muesli.example/agb", "https://www.muesli.example/agb/"),
        ("https://www.muesli.example/agb", "http://muesli.example/agb#top"),
        ("https://www.muesli.example/agb;jsessionid=12AB", "https://www.muesli.example/agb?utm_source=x&gclid=1"),
        ("https://www.muesli.example/m?a=1&b=2", "https://www.muesli.example/m?b=2&a=1&PHPSESSID=77"),
        ("https://www.muesli.example/m?p=2&order=name", "https://www.muesli.example/m?filter[x]=1"),
        ("https://www.muesli.example//m//x", "https://www.muesli.example/m/x"),
        ("https://www.muesli.example/index.html", "https://www.muesli.example/"),
    ],
)
def test_one_page_has_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


def test_different_pages_have_different_keys() -> None:
    urls = [HOME, HOME + "agb", HOME + "AGB", HOME + "?cl=basket", HOME + "?cl=account", HOME + "#/agb", HOME + "#!agb"]
    assert len({key(url) for url in urls}) == len(urls)


def test_endless_lists_and_calendars_are_traps() -> None:
    for path in ("termine/2027/01", "m?p=2", "m/page/7", "a/b/a/b/a/b", "m?filter[a]=1", "/".join("abcdefghijkl")):
        assert trapped(HOME + path), path
    assert trapped(HOME + "muesli/beeren?variante=3") is None
    assert shape(HOME + "termine/12") == shape(HOME + "termine/13")


def test_a_site_is_the_registrable_domain() -> None:
    assert site("www.shop.muesli.co.uk") == "muesli.co.uk"
    assert same_site("https://www.muesli.example/", "http://shop.muesli.example:8080/x")
    assert not same_site("https://one.myshopify.com/", "https://two.myshopify.com/")
    assert same_site("http://127.0.0.1:1/", "http://127.0.0.1:2/")
    assert not same_site("https://www.muesli.example/", "javascript:void(0)")


def test_a_control_without_an_address_is_told_by_its_label() -> None:
    control = Link(href="", label="Impressum", place=Place.FOOTER, kind=LinkKind.CONTROL, path="html>:nth-child(1)")
    assert guess(control, HOME)[0].role is PageRole.IMPRINT
    assert guess(Link(href="", label="In den Warenkorb", kind=LinkKind.CONTROL), HOME) == ()


def test_structured_data_makes_a_product() -> None:
    link = Link(href=HOME + "beerenmix", label="Beerenmix", place=Place.MAIN)
    assert guess(link, HOME) == ()
    assert guess(link, HOME, {key(link.href): "Product"})[0].role is PageRole.PRODUCT


def test_a_link_to_a_place_on_the_page_is_only_what_it_is_called_without_doubt() -> None:
    imprint = Link(href=HOME + "#impressum", stated="#impressum", label="Impressum", place=Place.FOOTER)
    assert [one.role for one in guess(imprint, HOME)] == [PageRole.IMPRINT]
    assert guess(Link(href=HOME + "#inhalt", stated="#inhalt", label="Zum Inhalt"), HOME) == ()


# -- what a page is


def visit_of(text: str = "", *, title: str = "", url: str = HOME + "x", passwords: int = 0) -> Visit:
    return Visit(
        number=1, url=url, outcome=Outcome.SEEN, final_url=url, status=200, title=title, text=text, passwords=passwords
    )


def form(*fields: Field, method: str = "post", text: str = "") -> FormHint:
    return FormHint(HOME + "do", method, "", Place.MAIN, visible=True, text=text, fields=fields)


EMAIL, PASSWORD = Field("input", "email", "email", "", ""), Field("input", "password", "pw", "", "")
MESSAGE = Field("textarea", "", "message", "", "")
ARTICLE = (Datum("BlogPosting", "", ""),)
NAMES = Field("input", "text", "firstname", "", ""), Field("input", "text", "lastname", "", "")
PRICED = tuple(Link(href=f"{HOME}p/{n}", label=f"Müsli {n}", priced=True, place=Place.MAIN) for n in range(5))
IMPRINT = "Müsli GmbH, 12345 Beispielstadt, hallo@muesli.example, Tel: 030 23125 000, HRB 7, Amtsgericht Beispielstadt"
NOTICE = (
    "Verantwortlicher nach DSGVO. Wir verarbeiten personenbezogene Daten. Rechtsgrundlage Art. 6. Auskunft, Löschung."
)

PAGES = [
    (PageRole.IMPRINT, Is.CONFIRMED, "Impressum", Contents(main=IMPRINT)),
    (PageRole.IMPRINT, Is.UNSURE, "Impressum", Contents(main="Folgt in Kürze.")),
    (PageRole.IMPRINT, Is.NOT, "Müslis", Contents(main="Haferflocken und Beeren")),
    (PageRole.IMPRINT, Is.NOT, "Impressum: was gehört hinein?", Contents(main=IMPRINT, data=ARTICLE)),
    (PageRole.PRIVACY, Is.CONFIRMED, "Datenschutz | Müsli", Contents(main=NOTICE)),
    (PageRole.PRIVACY, Is.UNSURE, "Müsli Beispiel", Contents(main=NOTICE)),
    (PageRole.PRIVACY, Is.NOT, "Kontakt", Contents(main="Wir freuen uns auf Sie.")),
    (PageRole.PRODUCT, Is.CONFIRMED, "Beerenmix", Contents(main="7,90 €", buttons=("In den Warenkorb",))),
    (PageRole.PRODUCT, Is.CONFIRMED, "Mix", Contents(main="€ 7", data=(Datum("Product", "", "Mix"),), links=PRICED)),
    (PageRole.PRODUCT, Is.NOT, "Müslis", Contents(main="7,90 €", links=PRICED, buttons=("In den Warenkorb",) * 5)),
    (PageRole.PRODUCT, Is.NOT, "Über uns", Contents(main="Wir rösten.")),
    (PageRole.CATEGORY, Is.CONFIRMED, "Müslis", Contents(main="7,90 €", links=PRICED)),
    (PageRole.CATEGORY, Is.NOT, "Mix", Contents(main="7,90 €", links=PRICED, data=(Datum("Product", "", "Mix"),))),
    (PageRole.CATEGORY, Is.NOT, "Über uns", Contents(main="Wir rösten.")),
    (PageRole.LOGIN, Is.CONFIRMED, "Anmelden", Contents(forms=(form(EMAIL, PASSWORD),))),
    (PageRole.LOGIN, Is.NOT, "Anmelden", Contents(main="Bitte Skripte erlauben")),
    (PageRole.REGISTRATION, Is.CONFIRMED, "Registrieren", Contents(forms=(form(*NAMES, EMAIL, PASSWORD),))),
    (PageRole.REGISTRATION, Is.CONFIRMED, "Konto", Contents(forms=(form(EMAIL, PASSWORD, PASSWORD),))),
    (PageRole.REGISTRATION, Is.NOT, "Anmelden", Contents(forms=(form(EMAIL, PASSWORD),))),
    (PageRole.CART, Is.CONFIRMED, "Warenkorb | Müsli", Contents(main="3 Artikel")),
    (PageRole.CART, Is.CONFIRMED, "Müsli", Contents(main="Ihr Warenkorb ist leer.")),
    (PageRole.CART, Is.NOT, "Müslis", Contents(main="Haferflocken")),
    (PageRole.CONTACT, Is.CONFIRMED, "Kontakt", Contents(forms=(form(EMAIL, MESSAGE),))),
    (PageRole.CONTACT, Is.NOT, "Kontaktlinsen", Contents(main="Monatslinsen 6er", links=PRICED)),
    (PageRole.NEWSLETTER, Is.CONFIRMED, "Newsletter", Contents(main="Unser Newsletter", forms=(form(EMAIL),))),
    (PageRole.CHECKOUT_CONTACT, Is.NOT, "Kasse", Contents(main="Ihr Warenkorb ist leer.", forms=(form(EMAIL),))),
    (PageRole.CHECKOUT_CONTACT, Is.CONFIRMED, "Kasse", Contents(main="Als Gast bestellen", forms=(form(EMAIL),))),
    (PageRole.WITHDRAWAL, Is.CONFIRMED, "Widerrufsrecht", Contents(main="Widerrufsrecht: vierzehn Tage")),
    (PageRole.SHIPPING, Is.CONFIRMED, "Versand", Contents(main="Versandkosten 4,90 €, Lieferzeit 2 Tage")),
    (PageRole.PAYMENT, Is.CONFIRMED, "Zahlungsarten", Contents(main="PayPal, Kreditkarte, Rechnung")),
    (PageRole.HOME, Is.CONFIRMED, "Müsli", Contents(total=12)),
    (PageRole.HOME, Is.UNSURE, "", Contents()),
    (PageRole.TERMS, Is.NOT, "404 – Seite nicht gefunden", Contents(main="Oh")),
]  # fmt: skip


@pytest.mark.parametrize(("role", "answer", "title", "contents"), PAGES, ids=lambda part: str(part)[:40])
def test_a_page_is_what_it_shows(role: PageRole, answer: Is, title: str, contents: Contents) -> None:
    made = confirm(role, visit_of(title=title), contents, start=HOME)
    assert made.answer is answer, made.reason


def test_what_was_not_seen_is_nothing() -> None:
    gap = Visit(number=1, url=HOME, outcome=Outcome.GAP, cause=GapCause.TIMEOUT, reason="too late")
    assert confirm(PageRole.HOME, gap, Contents(total=3)).answer is Is.NOT


def test_a_page_that_led_elsewhere_is_not_the_shops() -> None:
    visit = visit_of(title="Impressum", url="https://rechtstexte.test/impressum")
    assert confirm(PageRole.IMPRINT, visit, Contents(main=IMPRINT), start=HOME).answer is Is.NOT


# -- what comes back from a page is only taken as what it must be


@pytest.mark.parametrize(
    "value",
    [
        None, 7, "text", [], {"links": 3}, {"links": [1, None, "x", []]},
        {"links": [{"href": 5, "label": {}, "place": "moon"}]},
        {"forms": [{"fields": "none"}, {"fields": [None, {"type": 1}]}]}, {"total": True}, {"total": -4}, {"main": 3},
        {"data": [{"type": None}]}, {"headings": [1, {}]}, {"frames": [{"src": 1}]}, {"cut": "yes"},
    ],
)  # fmt: skip
def test_nonsense_from_a_page_is_left_out(value: object) -> None:
    read = Contents.of(value)
    assert isinstance(read, Contents)
    assert all(isinstance(link.place, Place) and isinstance(link.href, str) for link in read.links)
    assert read.total >= 0


def test_texts_and_lists_from_a_page_are_cut() -> None:
    read = Contents.of({"links": [{"href": "x" * 9000, "label": "y" * 9000}] * 9000, "main": "z" * 9_000_000})
    assert len(read.links) < 9000
    assert len(read.links[0].href) == 2000
    assert len(read.main) == 300_000


# -- search, candidates, legal links


def test_a_search_is_asked_by_the_shops_own_form_for_a_word_of_its_own() -> None:
    fields = (Field("input", "search", "q", "", ""), Field("input", "hidden", "lang", "", "", "de"))
    search = FormHint(HOME + "suche", "get", "search", Place.HEADER, visible=True, text="", fields=fields)
    contents = Contents(forms=(search,), links=(PRICED[0],))
    assert search_url(contents, HOME) == HOME + "suche?lang=de&q=m%C3%BCsli"


def test_no_search_is_sent_by_post_or_to_another_party_or_with_a_token() -> None:
    field = Field("input", "search", "q", "", "")
    token = Field("input", "hidden", "csrf_token", "", "", "1f")
    for action, method, fields in (
        (HOME + "suche", "post", (field,)),
        ("https://search.test/", "get", (field,)),
        (HOME + "suche", "get", (field, token)),
    ):  # fmt: skip
        search = FormHint(action, method, "", Place.HEADER, visible=True, text="", fields=fields)
        assert search_url(Contents(forms=(search,)), HOME) is None


def test_the_frontier_is_bounded_and_gives_the_best_first() -> None:
    frontier = Frontier(HOME)
    links = tuple(
        Link(href=f"{HOME}produkt/{n}", label="Müsli", place=Place.MAIN, priced=n == 7) for n in range(10_500)
    )
    frontier.add(Contents(links=links), 0)
    assert frontier.total <= 10_000
    first = frontier.take(PageRole.PRODUCT)
    assert first is not None
    assert first.url == f"{HOME}produkt/7"
    assert first.score >= LIKELY


def test_pages_too_far_from_the_front_page_are_no_candidates() -> None:
    frontier = Frontier(HOME)
    frontier.add(Contents(links=(Link(href=HOME + "impressum", label="Impressum", place=Place.FOOTER),)), 3)
    assert frontier.take(PageRole.IMPRINT) is None


def links_to(*pairs: tuple[str, str], visible: bool = True, place: Place = Place.FOOTER) -> Contents:
    return Contents(
        links=tuple(Link(href=HOME + path, label=label, place=place, visible=visible) for path, label in pairs)
    )


def test_legal_links_count_their_clicks() -> None:
    pages = {
        key(HOME): links_to(("service", "Service"), ("datenschutz", "Datenschutz")),
        key(HOME + "service"): links_to(("impressum", "Impressum")),
    }
    made = legal_links(HOME, pages, {})[key(HOME)]
    assert (made.privacy.clicks, made.privacy.label) == (1, "Datenschutz")
    assert (made.imprint.clicks, made.imprint.label) == (2, "Service")
    assert made.terms is None


def test_a_legal_link_that_nobody_sees_is_said_to_be_hidden() -> None:
    made = legal_links(HOME, {key(HOME): links_to(("impressum", "Impressum"), visible=False)}, {})[key(HOME)]
    assert made.imprint.clicks == 1
    assert made.imprint.visible is False


def test_a_link_to_a_page_known_to_be_something_else_is_no_legal_link() -> None:
    pages = {key(HOME): links_to(("impressum", "Impressum"))}
    wrong = [(PageRole.IMPRINT, key(HOME + "impressum"))]
    assert legal_links(HOME, pages, {}, wrong)[key(HOME)].imprint is None


def test_links_that_were_not_read_are_unknown_and_not_absent() -> None:
    made = legal_links(HOME, {key(HOME): UNREAD}, {})[key(HOME)]
    assert "not read" in made.imprint.reason
