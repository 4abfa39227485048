"""Buying, writing and withdrawing in the demo shop: everything can be gone through, and nothing comes of it."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.demo.messages import Request
from scanner.demo.storefront import Reply, Site
from scanner.demo.storefront.goods import found_by, products
from scanner.demo.storefront.sessions import MOST_OF_ONE, MOST_SESSIONS, Sessions

FORM = "application/x-www-form-urlencoded"
HOST = "www.muesli.example"
CONTACT = {"email": "anna@example.org"}
ADDRESS = {
    "vorname": "Anna",
    "nachname": "Wolpertinger",
    "strasse": "Kornweg 1",
    "plz": "10115",
    "ort": "Berlin",
    "land": "DE",
}
WITHDRAWAL = {"name": "Anna Wolpertinger", "bestellnummer": "MB-77777", "email": "anna@example.org"}


class Visitor:
    """Keeps the session cookie, as a browser does."""

    def __init__(self, *faults: str) -> None:
        self.site = Site(faults)
        self.cookie = ""

    def get(self, target: str) -> Reply:
        return self._kept(self.site.reply(Request("GET", target, HOST, cookie=self.cookie)))

    def post(self, target: str, origin: str = f"https://{HOST}", **fields: str) -> Reply:
        body = urlencode(fields).encode()
        request = Request("POST", target, HOST, cookie=self.cookie, origin=origin, content_type=FORM, body=body)
        return self._kept(self.site.reply(request))

    def _kept(self, reply: Reply) -> Reply:
        for cookie in reply.cookies:
            self.cookie = cookie.partition(";")[0]
        return reply

    def buys(self, slug: str = "nussknacker", count: int = 1) -> Visitor:
        assert self.post("/warenkorb", artikel=slug, menge=str(count)).location == "/warenkorb"
        return self

    def goes_to(self, step: str) -> Visitor:
        """Through all steps before that one."""
        steps = {
            "kontakt": CONTACT,
            "adresse": ADDRESS,
            "versand": {"versand": "standard"},
            "zahlung": {"zahlung": "vorkasse"},
        }
        for name, answers in steps.items():
            if name == step:
                break
            assert self.post(f"/kasse/{name}", **answers).status == 303
        return self


def text(reply: Reply) -> str:
    return reply.body.decode()


# --- shelves and search ----------------------------------------------------------------------------------------------


def test_every_product_stands_on_its_shelf_and_on_the_one_of_all() -> None:
    visitor = Visitor()
    for one in products():
        for shelf in ("/", "/sorten", f"/sorten/{one.category}"):
            assert f'href="{one.path}"' in text(visitor.get(shelf))


@pytest.mark.parametrize(
    ("words", "slugs"),
    [
        ("Himbeeren", ["beerenmorgen"]),
        ("NUSSK", ["nussknacker"]),
        ("mandel mohn", ["mandelmond"]),
        ("müsli sonntage", ["bananensplitter"]),
        ("musli sonntage", ["bananensplitter"]),
        ("wolpertinger", []),
        ("  ", []),
    ],
)
def test_search_finds_what_begins_with_every_word(words: str, slugs: list[str]) -> None:
    assert [one.slug for one in found_by(words)] == slugs


def test_what_is_searched_for_is_shown_and_never_becomes_markup() -> None:
    shown = text(Visitor().get("/suche?q=%3Cscript%3Ealert(1)%3C/script%3E"))
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert" not in shown
    assert "Keine Treffer" in shown


# --- the basket ------------------------------------------------------------------------------------------------------


def test_what_is_put_into_the_basket_is_in_it_with_its_sum() -> None:
    visitor = Visitor().buys("nussknacker", 2).buys("beerenmorgen")
    shown = text(visitor.get("/warenkorb"))
    assert "Nussknacker" in shown
    assert "15,80\u00a0€" in shown  # two at 7,90
    assert "26,60\u00a0€" in shown  # with 6,90 and 3,90 for the parcel
    assert "1,74\u00a0€" in shown  # 7 % of it contained


def test_from_thirty_five_euros_the_ordinary_parcel_is_free() -> None:
    shown = text(Visitor().buys("mandelmond", 5).get("/warenkorb"))
    assert "kostenlos" in shown
    assert shown.count("41,00\u00a0€") == 3


def test_numbers_can_be_changed_and_things_taken_out() -> None:
    visitor = Visitor().buys("nussknacker").buys("beerenmorgen").buys("kakaokruemel")
    visitor.post("/warenkorb/aendern", menge_nussknacker="3", menge_beerenmorgen="0", menge_kakaokruemel="viele")
    shown = text(visitor.get("/warenkorb"))
    assert 'name="menge_nussknacker" value="3"' in shown
    assert 'name="menge_kakaokruemel" value="1"' in shown
    assert "Beerenmorgen" not in shown.partition("<main")[2]
    visitor.post("/warenkorb/aendern", entfernen="nussknacker")
    visitor.post("/warenkorb/aendern", entfernen="kakaokruemel")
    assert "Ihr Warenkorb ist leer" in text(visitor.get("/warenkorb"))


@pytest.mark.parametrize(("asked", "held"), [("0", 1), ("-5", 1), ("99", MOST_OF_ONE), ("1e9", 1), ("٣", 1), ("", 1)])
def test_a_number_out_of_bounds_becomes_one_within(asked: str, held: int) -> None:
    visitor = Visitor()
    visitor.post("/warenkorb", artikel="nussknacker", menge=asked)
    assert f'name="menge_nussknacker" value="{held}"' in text(visitor.get("/warenkorb"))


def test_what_is_not_sold_can_not_be_bought() -> None:
    assert Visitor().post("/warenkorb", artikel="../../etc/passwd").status == 404


def test_two_visitors_have_two_baskets() -> None:
    one = Visitor().buys("nussknacker")
    other = Visitor()
    other.site = one.site
    assert "Ihr Warenkorb ist leer" in text(other.get("/warenkorb"))
    assert one.cookie != other.cookie


def test_a_session_that_was_not_given_out_here_is_not_taken_over() -> None:
    visitor = Visitor()
    visitor.cookie = "sessionid=" + "A" * 32
    assert visitor.get("/warenkorb").cookies[0].startswith("sessionid=")
    assert visitor.cookie != "sessionid=" + "A" * 32


def test_baskets_are_bounded_and_the_oldest_goes_first() -> None:
    sessions = Sessions()
    first, second = sessions.open(), sessions.open()
    for _ in range(MOST_SESSIONS - 2):
        sessions.open()
    assert sessions.find(f"a=b; sessionid={first.id}") is first
    sessions.open()
    assert len(sessions) == MOST_SESSIONS
    assert sessions.find(f"sessionid={first.id}") is first
    assert sessions.find(f"sessionid={second.id}") is None


# --- the checkout ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["kontakt", "adresse", "versand", "zahlung", "pruefen"])
def test_with_an_empty_basket_the_checkout_leads_back_to_it(step: str) -> None:
    assert Visitor().get(f"/kasse/{step}").location == "/warenkorb"


@pytest.mark.parametrize("step", ["adresse", "versand", "zahlung", "pruefen"])
def test_no_step_of_the_checkout_can_be_left_out(step: str) -> None:
    assert Visitor().buys().get(f"/kasse/{step}").location == "/kasse/kontakt"
    assert Visitor().buys().post(f"/kasse/{step}").status in {303, 405}


def test_a_guest_gets_to_the_review_which_says_what_it_costs_above_the_button() -> None:
    visitor = Visitor().buys("nussknacker", 2).goes_to("pruefen")
    shown = text(visitor.get("/kasse/pruefen")).partition("<main")[2]
    before, button, after = shown.partition('<button type="submit">zahlungspflichtig bestellen</button>')
    assert button
    for word in (
        "Nussknacker",
        "15,80\u00a0€",
        "Gesamtsumme",
        "19,70\u00a0€",
        "Vorkasse",
        "Standardversand",
        "/agb",
        "/widerruf",
    ):
        assert word in before
    assert "<button" not in after.partition("</main>")[0]


def test_the_parcel_that_was_chosen_is_in_the_sum() -> None:
    visitor = Visitor().buys("mandelmond", 5).goes_to("versand")
    assert visitor.post("/kasse/versand", versand="express").location == "/kasse/zahlung"
    assert visitor.post("/kasse/zahlung", zahlung="rechnung").location == "/kasse/pruefen"
    assert "50,90\u00a0€" in text(visitor.get("/kasse/pruefen"))


def test_the_order_button_orders_nothing() -> None:
    visitor = Visitor().buys().goes_to("pruefen")
    assert visitor.site.binding_acts == 0
    assert visitor.post("/kasse/bestellen").location == "/kasse/vorfuehrung"
    assert "kein Vertrag zustande gekommen" in text(visitor.get("/kasse/vorfuehrung"))
    assert visitor.site.binding_acts == 1
    assert "Nussknacker" in text(visitor.get("/warenkorb")).partition("<main")[2]


@pytest.mark.parametrize(
    ("step", "answers", "wrong"),
    [
        ("kontakt", {"email": "anna"}, "Bitte prüfen Sie die E-Mail-Adresse"),
        ("adresse", ADDRESS | {"plz": "1011"}, "muss 5 Zeichen haben"),
        ("adresse", ADDRESS | {"land": "FR"}, "eine der Antworten"),
        ("adresse", ADDRESS | {"nachname": "  "}, "Nachname"),
        ("versand", {"versand": "brieftaube"}, "eine der Antworten"),
        ("zahlung", {"zahlung": "lastschrift"}, "Ihre IBAN"),
        ("zahlung", {}, "Zahlungsart"),
    ],
)
def test_a_wrong_answer_is_shown_again_with_what_is_wrong(step: str, answers: dict[str, str], wrong: str) -> None:
    visitor = Visitor().buys().goes_to(step)
    reply = visitor.post(f"/kasse/{step}", **answers)
    assert reply.status == 422
    assert wrong in text(reply)
    assert visitor.get("/kasse/pruefen").location == f"/kasse/{step}"


def test_an_account_number_opens_the_way_for_direct_debit() -> None:
    visitor = Visitor().buys().goes_to("zahlung")
    assert visitor.post("/kasse/zahlung", zahlung="lastschrift", iban="DE02").location == "/kasse/pruefen"


# --- everything else that is sent ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "answers", "thanks"),
    [
        ("/newsletter", CONTACT, "/newsletter/danke"),
        ("/kontakt", CONTACT | {"nachricht": "Guten Tag"}, "/kontakt/danke"),
        (
            "/registrieren",
            CONTACT | {"vorname": "A", "nachname": "B", "passwort": "zehn Zeichen", "newsletter": "ja"},
            "/registrieren/danke",
        ),
    ],
)
def test_a_form_that_is_filled_in_leads_to_a_page_that_says_so(path: str, answers: dict[str, str], thanks: str) -> None:
    visitor = Visitor()
    assert visitor.post(path, **answers).location == thanks
    assert "Vorführladen" in text(visitor.get(thanks)).partition("<main")[2]


@pytest.mark.parametrize("path", ["/newsletter", "/kontakt", "/registrieren", "/anmelden", "/vertrag-widerrufen"])
def test_an_empty_form_comes_back(path: str) -> None:
    reply = Visitor().post(path)
    assert reply.status == 422
    assert 'role="alert"' in text(reply)


def test_what_was_typed_comes_back_escaped_and_a_password_never() -> None:
    reply = Visitor().post("/registrieren", vorname='"><b>x', passwort="geheimnis")
    assert 'value="&#34;&gt;&lt;b&gt;x"' in text(reply)
    assert "geheimnis" not in text(reply)


def test_nobody_gets_in_since_there_are_no_accounts() -> None:
    reply = Visitor().post("/anmelden", email="anna@example.org", passwort="geheimnis")
    assert reply.status == 422
    assert "keine Kundenkonten" in text(reply)


def test_a_withdrawal_takes_two_steps_and_the_second_shows_what_was_declared() -> None:
    visitor = Visitor()
    assert "<h1>Vertrag widerrufen</h1>" in text(visitor.get("/vertrag-widerrufen"))
    shown = text(visitor.post("/vertrag-widerrufen", **WITHDRAWAL, waren="<b>Nüsse</b>"))
    assert "MB-77777" in shown
    assert "&lt;b&gt;Nüsse" in shown
    assert '<button type="submit">Widerruf bestätigen</button>' in shown
    assert visitor.site.binding_acts == 0
    assert visitor.post("/vertrag-widerrufen/bestaetigen", **WITHDRAWAL).location == "/vertrag-widerrufen/eingang"
    assert visitor.site.binding_acts == 1
    assert "nichts zu widerrufen" in text(visitor.get("/vertrag-widerrufen/eingang"))


def test_a_withdrawal_demands_only_what_the_law_names() -> None:
    demanded = re.findall(r'name="(\w+)"[^>]* required', text(Visitor().get("/vertrag-widerrufen")))
    assert demanded == ["name", "bestellnummer", "email"]


# --- what is kept, and what is refused -------------------------------------------------------------------------------


def test_nothing_that_visitors_say_about_themselves_is_kept() -> None:
    visitor = Visitor().buys().goes_to("zahlung")
    visitor.post(
        "/kasse/zahlung", zahlung="lastschrift", kontoinhaber="Anna Wolpertinger", iban="DE02120300000000202051"
    )
    visitor.post("/kontakt", **CONTACT, nachricht="Guten Tag, Wolpertinger")
    visitor.post("/vertrag-widerrufen", **WITHDRAWAL)
    held = repr(_everything(visitor.site))
    assert "nussknacker" in held
    for told in ("Anna", "Wolpertinger", "anna@example.org", "DE02", "Kornweg", "10115", "MB-77777"):
        assert told not in held
    for path in ("/kasse/kontakt", "/kasse/adresse", "/kasse/zahlung", "/kasse/pruefen", "/warenkorb", "/kontakt"):
        assert "Wolpertinger" not in text(visitor.get(path))


def _everything(thing: object, depth: int = 8) -> object:
    """All that an object holds, as far as it is the demo's own."""
    if depth and type(thing).__module__.startswith("scanner.demo"):
        names = getattr(thing, "__dict__", None) or {
            name: getattr(thing, name) for name in getattr(thing, "__slots__", ())
        }
        return {name: _everything(value, depth - 1) for name, value in dict(names).items()}
    if depth and isinstance(thing, dict):
        return [(name, _everything(value, depth - 1)) for name, value in thing.items()]
    return thing


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("POST", "/", 405, "GET, HEAD"),
        ("DELETE", "/kontakt", 405, "GET, HEAD, POST"),
        ("GET", "/kasse/bestellen", 405, "POST"),
        ("GET", "/vertrag-widerrufen/bestaetigen", 405, "POST"),
        ("POST", "/gibt-es-nicht", 404, ""),
    ],
)
def test_a_method_that_a_page_does_not_know_is_refused(method: str, path: str, status: int, allow: str) -> None:
    reply = Site().reply(Request(method, path, HOST))
    assert (reply.status, reply.allow) == (status, allow)


def test_a_form_of_another_site_is_refused_and_so_is_what_is_no_form() -> None:
    visitor = Visitor().buys().goes_to("pruefen")
    assert visitor.post("/kasse/bestellen", origin="https://evil.example").status == 403
    assert visitor.site.reply(Request("POST", "/kontakt", HOST, content_type="text/plain", body=b"a=b")).status == 415
    assert visitor.site.binding_acts == 0


def test_what_is_for_one_visitor_is_kept_by_no_cache() -> None:
    visitor = Visitor().buys()
    for reply in (
        visitor.get("/warenkorb"),
        visitor.get("/kasse/kontakt"),
        visitor.get("/suche?q=x"),
        visitor.post("/kontakt"),
    ):
        assert reply.cache_control == "no-store"
    assert visitor.get("/agb").cache_control == "no-cache"


_SHARED = Visitor().buys()
_FIELDS = ("artikel", "menge", "entfernen", "menge_nussknacker", "email", "versand", "zahlung", "iban", "passwort", "q")


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(
        [path for path in Site().paths() if "." not in path] + ["/kasse/zahlung", "/warenkorb/aendern", "/x"]
    ),
    st.dictionaries(st.sampled_from(_FIELDS) | st.text(max_size=8), st.text(max_size=40), max_size=6),
    st.text(max_size=60),
    st.sampled_from(["GET", "POST", "HEAD", "BREW"]),
)
def test_whatever_is_sent_is_answered(path: str, fields: dict[str, str], cookie: str, method: str) -> None:
    body = urlencode(fields, errors="replace")
    request = Request(method, f"{path}?{body}", HOST, cookie=cookie, content_type=FORM, body=body.encode())
    reply = _SHARED.site.reply(request)
    assert reply.status in {200, 303, 404, 405, 422}
    assert reply.location is None or re.fullmatch(r"/[a-z/-]*", reply.location)


# --- what faults demand is demanded by the server too ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "path", "answers", "missing"),
    [
        ("FM-004", "/newsletter", CONTACT, "Vorname"),
        ("FM-005", "/registrieren", CONTACT | {"vorname": "A", "nachname": "B", "passwort": "zehn Zeichen"}, "Anrede"),
        (
            "FM-006",
            "/registrieren",
            CONTACT | {"vorname": "A", "nachname": "B", "passwort": "zehn Zeichen"},
            "Geburtsdatum",
        ),
        ("FM-007", "/kontakt", CONTACT | {"nachricht": "x"}, "Telefon"),
    ],
)
def test_a_field_that_a_fault_makes_mandatory_can_not_be_left_out(
    fault: str, path: str, answers: dict[str, str], missing: str
) -> None:
    assert Visitor().post(path, **answers).status == 303
    reply = Visitor(fault).post(path, **answers)
    assert reply.status == 422
    assert f"Bitte füllen Sie das Feld „{missing}“ aus." in text(reply)


def test_a_contact_form_without_marks_says_what_is_mandatory_only_afterwards() -> None:
    assert "Pflicht" not in text(Visitor("FM-010").get("/kontakt")).partition("<main")[2]
    assert "Nachricht“ aus" in text(Visitor("FM-010").post("/kontakt"))
