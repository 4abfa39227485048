"""What a page says of consent by its own interfaces, asked in a real browser, and what is made of it."""

from __future__ import annotations

import pytest

from scanner.model.facts import ConsentMode, Page, TcfSignal
from scanner.model.facts.consent import Signals
from scanner.model.values import Unknown
from scanner.model.vocabulary import Phase, RequestType
from scanner.probes.browser.consent_mode import consent_mode, read_gcd, read_gcs
from scanner.probes.browser.records import Moment, SentRequest, Source
from scanner.probes.browser.session import Browser
from scanner.probes.browser.signals import Command, Heard, Layer, Notes, NotHeard, ask
from scanner.probes.browser.tcf import tcf_signal

from .conftest import serving
from .scenes import network_to, run
from .test_tc_string import REFUSED

GTAG = "<script>window.dataLayer = window.dataLayer || []; function gtag() { dataLayer.push(arguments) }</script>"
DENIED = "{ad_storage: 'denied', analytics_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied'}"
ALL_DENIED = Signals(
    ad_storage="denied", analytics_storage="denied", ad_user_data="denied", ad_personalization="denied"
)
START = "<script>dataLayer.push({'gtm.start': Date.now(), event: 'gtm.js'})</script>"
CONFIG = "<script>gtag('js', new Date()); gtag('config', 'G-1')</script>"


def cmp(answer: str) -> str:
    """A consent tool that answers so to both ways of asking."""
    return f"""<script>window.__tcfapi = (command, version, callback, number) => {{
    if (command === 'getTCData' || command === 'addEventListener') {answer} }}</script>"""


PAGES = {
    "nothing": "",
    "denied first": f"{GTAG}<script>gtag('consent', 'default', {DENIED})</script>{START}{CONFIG}",
    "denied too late": f"{GTAG}{CONFIG}<script>gtag('consent', 'default', {DENIED})</script>",
    "updated": f"{GTAG}<script>gtag('consent', 'default', {DENIED});"
    "gtag('consent', 'update', {analytics_storage: 'granted'})</script>" + CONFIG,
    "another name": "<script>window.shopLayer = []; function gtag() { shopLayer.push(arguments) }"
    f"gtag('consent', 'default', {DENIED})</script><script src='/gtm.js?id=GTM-1&l=shopLayer'></script>",
    "hostile": """<script>Array.prototype.toJSON = Object.prototype.toJSON = () => 'no'; JSON.stringify = () => 1;
    window.dataLayer = {length: 1e9, get 0() { throw 1 },
                        1: {get 0() { return 'consent' }, 1: 'default', 2: {ad_storage: 'x'.repeat(1e6)}}};
    document.querySelectorAll = () => { throw 1 }; window.__tcfapi = () => { throw new Error('no') }</script>""",
    "not listening": "<script>window.dataLayer = [['consent', 'default', {get ad_storage() { for (;;); }}]]</script>",
    "given": cmp(f"callback({{tcString: '{REFUSED}', eventStatus: 'tcloaded', listenerId: 3}}, true)"),
    "given late": cmp(f"setTimeout(() => callback({{tcString: '{REFUSED}'}}, true), 300)"),
    "without a string": cmp("callback({eventStatus: 'cmpuishown'}, true)"),
    "silent": cmp("return"),
    "nonsense": cmp("callback({tcString: 'CPnonsense', listenerId: {}}, true)"),
    "kept": f"<script>localStorage.setItem('euconsent-v2', '{REFUSED}')</script>",
}  # fmt: skip


@pytest.fixture(scope="module")
def heard() -> dict[str, Heard | NotHeard]:
    """The answers of all pages."""
    paths = {name: f"/{name.replace(' ', '-')}" for name in PAGES}
    pages = {paths[name]: f"<!doctype html><title>{name}</title>{body}<p>Müsli" for name, body in PAGES.items()}
    found: dict[str, Heard | NotHeard] = {}

    async def scene() -> None:
        with serving({**pages, "/gtm.js": ""}) as site:
            async with Browser.open(network_to(site.port)) as browser:
                for name, path in paths.items():
                    async with browser.phase(Phase.BEFORE_CHOICE) as phase, phase.tab() as tab:
                        assert (await tab.visit(site.url(path))).seen
                        found[name] = await ask(tab)

    run(scene)
    return found


def of(heard: dict[str, Heard | NotHeard], name: str) -> Heard:
    answer = heard[name]
    assert isinstance(answer, Heard), answer
    return answer


def mode(heard: Heard, sent: tuple[SentRequest, ...] = ()) -> ConsentMode:
    return consent_mode(Phase.BEFORE_CHOICE, heard, sent)


def test_the_default_and_what_came_before_it_is_read_from_the_pages_own_commands(
    heard: dict[str, Heard | NotHeard],
) -> None:
    first, late = mode(of(heard, "denied first")), mode(of(heard, "denied too late"))
    assert (first.present, first.defaults, first.default_first, first.pings) == (True, ALL_DENIED, True, 0)
    assert (late.present, late.defaults, late.default_first) == (True, ALL_DENIED, False)
    assert isinstance(first.page, Page) and str(first.page.url).endswith("/denied-first")
    updated = mode(of(heard, "updated"))
    assert updated.defaults == ALL_DENIED
    assert isinstance(updated.signals, Signals) and updated.signals.analytics_storage == "granted"
    assert mode(of(heard, "another name")).defaults == ALL_DENIED


def test_a_page_without_any_of_it_says_so(heard: dict[str, Heard | NotHeard]) -> None:
    nothing = of(heard, "nothing")
    assert mode(nothing).present is False and mode(nothing).pings is None
    signal = tcf_signal(Phase.BEFORE_CHOICE, nothing, ())
    assert (signal.present, signal.decoded, signal.policy_version) == (False, None, None)


def test_a_page_that_bends_everything_is_heard_as_far_as_its_types_go(heard: dict[str, Heard | NotHeard]) -> None:
    hostile = of(heard, "hostile")
    assert sum(len(value) for layer in hostile.layers for c in layer.commands for value in c.signals.values()) < 100
    row = mode(hostile)
    assert row.present is True and isinstance(row.defaults, Signals) and isinstance(row.defaults.ad_storage, Unknown)
    assert isinstance(tcf_signal(Phase.BEFORE_CHOICE, hostile, ()).decoded, Unknown)


def test_a_page_that_does_not_answer_is_a_gap(heard: dict[str, Heard | NotHeard]) -> None:
    assert isinstance(heard["not listening"], NotHeard)


@pytest.mark.parametrize("name", ["given", "given late", "kept"])
def test_the_tc_string_is_read_wherever_the_page_has_it(name: str, heard: dict[str, Heard | NotHeard]) -> None:
    signal = tcf_signal(Phase.REJECTED, of(heard, name), ())
    assert (signal.present, signal.policy_version, signal.cmp_id) == (True, 5, 1)
    assert (signal.purposes_consent, signal.vendors_consent, signal.disclosed_vendors) == ((), 0, False)
    assert signal.phase is Phase.REJECTED and "policy version 5" in str(signal.decoded)


def test_a_tool_without_a_string_a_silent_one_and_one_that_talks_nonsense_are_told_apart(
    heard: dict[str, Heard | NotHeard],
) -> None:
    signals: dict[str, TcfSignal] = {
        name: tcf_signal(Phase.BEFORE_CHOICE, of(heard, name), ())
        for name in ("without a string", "silent", "nonsense")
    }
    assert {signal.present for signal in signals.values()} == {True}
    assert signals["without a string"].decoded is None
    assert "did not answer" in str(signals["silent"].decoded)
    assert "can't be read" in str(signals["nonsense"].decoded)


# ── what requests say, without a browser ─────────────────────────────────────────────────────────────────────────────


def sent(host: str, query: str, *, path: str = "/g/collect", body: bytes | None = None) -> SentRequest:
    return SentRequest(
        when=Moment(Phase.BEFORE_CHOICE, 1, "https://shop.example/", 5), source=Source.PAGE, frame="",
        type=RequestType.PING, method="POST", scheme="https", host=host, port=443, path=path, query=query, body=body,
    )  # fmt: skip


HERE = Heard("https://shop.example/")


def test_gcs_and_gcd_are_read_and_what_nobody_has_explained_is_left_out() -> None:
    assert read_gcs("G100") == {"ad_storage": "denied", "analytics_storage": "denied"}
    assert read_gcs("G1-1") == {"analytics_storage": "granted"}
    assert [read_gcs(odd) for odd in (None, "", "G1", "G2100", "G11111")] == [{}] * 5
    assert read_gcd("11p1q1r1t5") == {
        "ad_storage": ("denied", None), "analytics_storage": ("denied", "denied"),
        "ad_user_data": ("denied", "granted"), "ad_personalization": ("granted", None),
    }  # fmt: skip
    assert read_gcd("13l3l3l2m5l1") is not None
    assert read_gcd("11x1x1x1x5") == {}
    assert [read_gcd(odd) for odd in (None, "", "11", "zzzzzzzzz", "99p1p1p1p5", "11ppppppp", "11p1p1p")] == [None] * 7


def test_pings_while_denied_are_counted_at_google_and_on_a_server_of_ones_own() -> None:
    requests = (
        sent("region1.google-analytics.com", "v=2&gcs=G100&gcd=13p3p3p2p5l1"),
        sent("region1.google-analytics.com", "v=2&gcs=G101&gcd=13p3r3p2p5l1"),
        sent("googleads.g.doubleclick.net", "gcs=G101&gcd=13p3r3p2p5l1", path="/pagead/1"),
        sent("data.shop.example", "v=2&gcs=G100"),
        sent("data.shop.example", "", body=b"v=2&gcs=G100", path="/collect"),
        sent("maps.google.com", "q=Berlin", path="/maps"),
    )
    row = mode(HERE, requests)
    assert row.present is True and row.pings == 4
    assert row.defaults == ALL_DENIED and isinstance(row.default_first, Unknown)
    assert "gcs=G100" in str(row.decoded)


def test_a_request_that_says_nobody_ever_said_is_no_consent_mode() -> None:
    assert mode(HERE, (sent("www.google-analytics.com", "v=2&gcd=13l3l3l3l1l1"),)).present is False


def test_defaults_for_regions_count_where_they_are_for_europe() -> None:
    granted, denied = {"ad_storage": "granted"}, {"ad_storage": "denied"}

    def with_default(*commands: Command) -> ConsentMode:
        return mode(Heard("https://shop.example/", layers=(Layer("dataLayer", 9, commands),)))

    europe = with_default(Command("default", denied, ("DE", "FR-75")), Command("default", granted))
    america = with_default(Command("default", denied, ("US-CA",)), Command("default", granted))
    for row, stands in ((europe, "denied"), (america, "granted")):
        assert isinstance(row.defaults, Signals) and row.defaults.ad_storage == stands
        assert row.defaults.ad_user_data is None


def test_what_a_template_of_the_tag_manager_sets_is_read_from_the_tags_own_notes() -> None:
    notes = Notes(used=True, late=True, defaults={"ad_storage": False}, updates={"ad_storage": True})
    row = mode(Heard("https://shop.example/", notes=notes))
    assert isinstance(row.defaults, Signals) and isinstance(row.signals, Signals)
    assert (row.defaults.ad_storage, row.signals.ad_storage, row.default_first) == ("denied", "granted", False)


def test_an_array_whose_beginning_may_be_gone_does_not_say_what_came_first() -> None:
    layer = Layer("dataLayer", 300, (Command("default", {"ad_storage": "denied"}),))
    assert isinstance(mode(Heard("https://shop.example/", layers=(layer,))).default_first, Unknown)


def test_a_string_that_is_only_sent_is_read_and_a_macro_is_none() -> None:
    macro = sent("ads.example", "gdpr=1&gdpr_consent=${GDPR_CONSENT_12}")
    assert tcf_signal(Phase.BEFORE_CHOICE, HERE, (macro,)).present is False
    row = tcf_signal(Phase.BEFORE_CHOICE, HERE, (macro, sent("ads.example", f"gdpr=1&gdpr_consent={REFUSED}")))
    assert row.present is True and row.policy_version == 5


def test_times_and_what_else_may_tell_a_visitor_apart_is_not_written_down() -> None:
    row = tcf_signal(Phase.BEFORE_CHOICE, HERE, (sent("ads.example", f"gdpr_consent={REFUSED}"),))
    assert REFUSED not in repr(row) and "20" not in str(row.decoded)
