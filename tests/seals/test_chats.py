"""Who answers in a shop's chat, and whether it says that a machine does."""

from __future__ import annotations

import hashlib

import pytest

from scanner.derive.seals import chat_widgets
from scanner.derive.services import built_in
from scanner.model.evidence import Coverage, Evidence, Status, scope
from scanner.model.facts import ChatWidget, Page, Request, Seen
from scanner.model.values import Unknown
from scanner.model.vocabulary import Answerer, PageRole, Phase

SHOP = "https://www.muesli.example"
UNKNOWN = "unknown"


def chat(
    html: str, service: str | None, host: str = "chat.example", role: PageRole = PageRole.HOME
) -> ChatWidget | None:
    data = f"<html><title>x</title><body>{html}</body></html>".encode()
    digest = hashlib.sha256(data).hexdigest()
    page = Page(url=f"{SHOP}/", role=role, seen=(Seen(artifact=digest),))
    asked = Request(
        phase=Phase.BEFORE_CHOICE, page=Page(url=f"{SHOP}/", role=role), host=host, path="/w.js", service=service
    )
    evidence = Evidence(
        shop=SHOP,
        facts={"page": (page,), "request": (asked,) if service else ()},
        coverage=(
            Coverage("page", scope({"role": role}), Status.SEEN),
            Coverage("request", scope({"phase": Phase.BEFORE_CHOICE}), Status.SEEN),
        ),
    )
    derived = chat_widgets(evidence, {digest: data}, built_in())
    assert chat_widgets(derived, {digest: data}, built_in()) == derived
    found = [row for row in derived.rows("chat_widget") if isinstance(row, ChatWidget)]
    return found[0] if found else None


def told(row: ChatWidget | None) -> tuple[object, object]:
    assert row is not None
    return tuple(UNKNOWN if isinstance(value, Unknown) else value for value in (row.answers, row.ai_notice))  # type: ignore[return-value]


FRAME = '<section data-frame="https://chat.example/panel">{}</section>'


@pytest.mark.parametrize(
    ("name", "html", "service", "answers", "notice"),
    [
        ("an open bot says so", FRAME.format("<p>Hallo, ich bin der KI-Assistent von Müsli.</p>"),
            "moinAI", Answerer.MACHINE, True),
        ("an open bot greets as Lena", FRAME.format("<p>Hallo, ich bin Lena! Wie kann ich helfen?</p>"),
            "moinAI", Answerer.MACHINE, False),
        ("a closed bot", "<p>Müsli</p>",
            "moinAI", Answerer.MACHINE, UNKNOWN),
        ("a closed bot hidden in the page", "<aside data-hidden><p>Hallo, ich bin Lena!</p></aside>",
            "moinAI", Answerer.MACHINE, UNKNOWN),
        ("a closed chat of either kind", "<p>Müsli</p>",
            "Zendesk", Answerer.EITHER, UNKNOWN),
        ("an open chat of either kind", FRAME.format("<p>Hallo! Wie können wir helfen?</p>"),
            "Zendesk", Answerer.EITHER, UNKNOWN),
        ("people, as it says", FRAME.format("<p>Hier antworten echte Menschen, kein Bot.</p>"),
            "Zendesk", Answerer.PEOPLE, False),
        ("people, by its service", "<p>Müsli</p>",
            "LiveZilla", Answerer.PEOPLE, False),
        ("an English notice", FRAME.format("<p>Hi, I'm an AI assistant. Ask me anything.</p>"),
            "Intercom", Answerer.MACHINE, True),
        ("a virtual assistant", FRAME.format("<p>Ich bin Ihre virtuelle Assistentin.</p>"),
            "Userlike", Answerer.MACHINE, True),
        ("a help heading in the footer is no greeting", "<footer><p>Hallo! Fragen? Wie können wir helfen?</p></footer>",
            "moinAI", Answerer.MACHINE, UNKNOWN),
        ("a product with AI is no notice", "<main><p>Roboter mit KI-Assistent</p></main>",
            "moinAI", Answerer.MACHINE, UNKNOWN),
        ("other words for it", FRAME.format("<p>Hallo, ich bin Lena!</p><p>Digitale Beratung</p>"),
            "moinAI", Answerer.MACHINE, UNKNOWN),
        ("beside the page", "<aside><p>Hi! Ich bin Mia.</p><p>Antworten kommen von einer KI.</p></aside>",
            "moinAI", Answerer.MACHINE, True),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 45 and "<" not in value else "",
)  # fmt: skip
def test_a_chat_is_what_it_says_or_what_its_service_is_made_for(
    name: str, html: str, service: str, answers: Answerer, notice: object
) -> None:
    assert told(chat(html, service)) == (answers, notice), name


def test_a_button_tells_of_a_chat_of_the_shops_own() -> None:
    own = chat("<button>Live-Chat</button>", None)
    assert told(own) == (UNKNOWN, UNKNOWN)
    assert own is not None
    assert own.service is None
    assert told(chat("<button>KI-Berater fragen</button>", None)) == (Answerer.MACHINE, True)


@pytest.mark.parametrize(
    "html", ["<button>In den Warenkorb</button>", '<a href="https://wa.me/49">WhatsApp-Chat</a>', "<p>Chat</p>"]
)
def test_what_is_no_chat_gives_none(html: str) -> None:
    assert chat(html, None) is None


def test_the_notice_in_the_privacy_notice_is_none_in_the_chat() -> None:
    html = "<p>Unser Chatbot beantwortet Ihre Nachricht mit künstlicher Intelligenz.</p>"
    assert told(chat(html, "moinAI", role=PageRole.PRIVACY)) == (Answerer.MACHINE, UNKNOWN)
