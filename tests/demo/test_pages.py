"""The demo shop's pages: what they embed, link and say, with each fault and without it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser

import pytest

from scanner.demo import known_faults
from scanner.demo.certificates import WWW
from scanner.demo.embedded import AFTER_CONSENT, EMBEDDED
from scanner.demo.responses import Request, Response, answer
from scanner.demo.storefront import Site
from scanner.demo.storefront.cookies import COOKIE_NOTES

ALL = tuple(fault.id for fault in known_faults())


@cache
def site(*faults: str) -> Site:
    return Site(faults)


def ask(path: str, *faults: str) -> Response:
    return answer(Request("GET", path, WWW), site(*faults), faults)


def text(path: str, *faults: str) -> str:
    return ask(path, *faults).body.decode()


def header(response: Response, name: str) -> str | None:
    return dict(response.headers).get(name)


def pages() -> list[str]:
    return [path for path in site().paths() if not path.startswith("/assets/") and "." not in path]


def policy(*faults: str) -> dict[str, str]:
    """The directives of the Content-Security-Policy, each once."""
    stated = [
        one.strip().partition(" ") for one in (header(ask("/", *faults), "Content-Security-Policy") or "").split(";")
    ]
    assert len({name for name, _, _ in stated}) == len(stated)
    return {name: sources for name, _, sources in stated}


# --- the shop without faults -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", pages())
def test_every_page_leads_in_one_click_to_what_the_law_wants_at_hand(path: str) -> None:
    footer = text(path).partition("<footer")[2]
    for link, label in (
        ("/impressum", "Impressum"),
        ("/datenschutz", "Datenschutz"),
        ("/agb", "AGB"),
        ("/widerruf", "Widerrufsrecht"),
        ("/vertrag-widerrufen", "Vertrag widerrufen"),
    ):
        assert f'<a href="{link}">{label}</a>' in footer
    assert "data-cookie-settings>Cookie-Einstellungen</a>" in footer


@pytest.mark.parametrize("path", [*pages(), "/gibt-es-nicht"])
def test_no_page_asks_anything_of_anybody_else_by_itself(path: str) -> None:
    # Where a card is paid with, its fields are the payment provider's.
    html = text(path).replace('src="https://js.stripe.com/', "") if path == "/rechnung-bezahlen" else text(path)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', html.replace("data-load", ""))


def test_only_the_basket_sets_a_cookie_and_it_is_guarded() -> None:
    setting = {path for path in site().paths() if header(ask(path), "Set-Cookie")}
    assert setting == {"/warenkorb"}
    cookie = header(ask("/warenkorb"), "Set-Cookie") or ""
    assert re.fullmatch(r"sessionid=[\w-]{32}; Path=/; SameSite=Lax; Secure; HttpOnly", cookie)


def test_every_visitor_gets_a_session_of_their_own() -> None:
    assert header(ask("/warenkorb"), "Set-Cookie") != header(ask("/warenkorb"), "Set-Cookie")


def test_the_sitemap_lists_what_can_be_visited_and_nothing_that_stands_behind_a_form() -> None:
    listed = re.findall(f"<loc>https://{WWW}(.*?)</loc>", text("/sitemap.xml"))
    assert set(listed) == {path for path in pages() if not path.endswith(("/danke", "/eingang", "/vorfuehrung"))} - {
        "/suche",
        "/warenkorb",
        "/rechnung-bezahlen",
    }
    assert f"https://{WWW}/sitemap.xml" in text("/robots.txt")


# --- built for everybody ---------------------------------------------------------------------------------------------


class _Reader(HTMLParser):
    """Ids, labels, fields and pictures of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.pictures: list[dict[str, str | None]] = []
        self.levels: list[int] = []
        self._in_label = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "label":
            self._in_label += 1
            self.labelled.add(str(given.get("for")))
        if tag in {"input", "select", "textarea"} and given.get("type") != "hidden":
            self.fields.append(given | ({"aria-label": "inside"} if self._in_label else {}))
        if tag == "img":
            self.pictures.append(given)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        self._in_label -= tag == "label"


@pytest.mark.parametrize("faults", [(), ALL], ids=["sound", "all faults"])
@pytest.mark.parametrize("path", pages())
def test_fields_have_labels_pictures_a_text_and_ids_are_given_once(path: str, faults: tuple[str, ...]) -> None:
    html = text(path, *faults)
    reader = _Reader()
    reader.feed(html)
    assert [name for name, count in Counter(reader.ids).items() if count > 1] == []
    assert all(field.get("aria-label") or field.get("id") in reader.labelled for field in reader.fields)
    without = [picture["src"] for picture in reader.pictures if "alt" not in picture]
    assert without == (["/assets/bowl.svg"] if "SL-023" in faults and path == "/" else [])
    named = re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', html)
    assert {word for one in named for word in one.split()} <= set(reader.ids)
    content = html.partition("<main")[2].partition("</main>")[0]
    inner = _Reader()
    inner.feed(content)
    assert inner.levels[0] == 1
    assert all(below - above <= 1 for above, below in zip(inner.levels, inner.levels[1:], strict=False))


@pytest.mark.parametrize("faults", [(), ALL], ids=["sound", "all faults"])
def test_no_template_leaves_anything_open(faults: tuple[str, ...]) -> None:
    for path in pages():
        html = text(path, *faults)
        assert "{%" not in html
        assert "{{" not in html
        assert "None" not in html


# --- who is let in ---------------------------------------------------------------------------------------------------


def test_the_policy_lets_in_the_shop_and_the_services_of_its_banner() -> None:
    assert policy() == {
        "default-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "script-src": "'self' https://www.googletagmanager.com https://bat.bing.com",
        "connect-src": "'self' https://region1.google-analytics.com",
        "img-src": "'self' https://bat.bing.com",
        "frame-src": "'self' https://js.stripe.com",
        "report-uri": "/csp-meldung",
    }


@pytest.mark.parametrize("fault", sorted(EMBEDDED))
def test_the_policy_lets_in_what_a_fault_embeds_and_nothing_else(fault: str) -> None:
    one = EMBEDDED[fault]
    before, now = policy(), policy(fault)
    assert one.origin in now[one.directive].split()
    assert {name: sources for name, sources in now.items() if name != one.directive} == {
        name: sources for name, sources in before.items() if name != one.directive
    }


def test_the_policy_lets_the_newsletter_form_send_where_its_fault_leads() -> None:
    assert policy("FM-001")["form-action"] == f"'self' http://{WWW}"


def test_the_policy_holds_with_every_fault_but_the_one_that_drops_it() -> None:
    sources = policy(*(set(ALL) - {"HTTP-004"}))["style-src"]
    assert sources == "'self' https://cdn.jsdelivr.net https://fonts.googleapis.com https://fonts.bunny.net"


# --- the banner ------------------------------------------------------------------------------------------------------


def test_the_banner_names_purposes_recipients_and_where_data_go_and_links_the_legal_pages() -> None:
    banner = text("/").partition('id="cookie-banner"')[2].partition("</section>")[0]
    for word in ("Google Analytics", "Microsoft Advertising", "in den USA", "freiwillig", "jederzeit", "widerrufen"):
        assert word in banner
    assert 'href="/impressum"' in banner
    assert 'href="/datenschutz"' in banner
    assert re.findall(r"data-choice=\"(\w+)\"", banner) == ["all", "none", "settings", "save", "none", "all"]
    assert [" checked" in tag for tag in re.findall("<input[^>]*>", banner)] == [True, False, False]


def test_without_scripts_no_banner_shows_and_nothing_is_loaded() -> None:
    assert re.search(r'<section id="cookie-banner"[^>]* hidden>', text("/"))
    assert "ausgeschaltet" in text("/cookie-einstellungen").partition("<noscript>")[2].partition("</noscript>")[0]


# --- the notice ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("note", COOKIE_NOTES, ids=lambda note: note.name)
def test_the_notice_names_every_cookie_with_whose_it_is_what_for_and_how_long(note: object) -> None:
    one = next(known for known in COOKIE_NOTES if known is note)
    for path in ("/datenschutz", "/cookie-einstellungen"):
        row = text(path).partition(f'<th scope="row"><code>{one.name}</code></th>')[2].partition("</tr>")[0]
        assert one.of in row
        assert one.purpose in row
        assert one.kept in row


@pytest.mark.parametrize("service", ["Google Analytics", "Microsoft Advertising"])
def test_the_notice_says_of_each_service_all_that_consent_needs(service: str) -> None:
    paragraph = text("/datenschutz").partition(f"<h3>{service}</h3>")[2].partition("<h")[0]
    for word in (
        "Irland",
        "Mit Ihrer Einwilligung",
        "§&nbsp;25 Abs.&nbsp;1 TDDDG",
        "Buchst.&nbsp;a DSGVO",
        "USA",
        "Data Privacy Framework",
    ):
        assert word in paragraph
    assert re.search(r"löscht \w+ nach \d+ (?:Tagen|Monaten)", paragraph)


def test_the_notice_names_whom_the_banner_sends_data_to() -> None:
    told = text("/datenschutz")
    operators = {"googletagmanager.com": "Google", "google-analytics.com": "Google", "bat.bing.com": "Microsoft"}
    for one in AFTER_CONSENT:
        operator = next(name for host, name in operators.items() if one.host.endswith(host))
        assert operator in told


def test_the_notice_names_google_fonts_where_they_are_embedded() -> None:
    assert "Google Fonts" not in text("/datenschutz")
    assert "Google Fonts" in text("/datenschutz", "CK-005")


def test_the_notice_with_every_fault_is_still_one_page() -> None:
    told = text("/datenschutz", *ALL)
    assert told.count("<h1>") == 1
    assert told.count("<h3>Google Analytics</h3>") == 1
