"""How well forms are understood, measured on pages that were labelled by hand before the rules were written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, Route

from scanner.derive.forms import read_form
from scanner.model.values import Unknown
from scanner.probes.browser.forms import LIMITS, FormsSeen, forms_script, read_forms

CORPUS = Path(__file__).parent / "forms_corpus"
SHOP = "https://www.shop.example/page"

_TAKE_TRUTH = """() => {
  const forms = [];
  for (const top of document.querySelectorAll('[data-form]')) {
    const [purpose, notice] = top.getAttribute('data-form').split(' ');
    const fields = [];
    for (const el of top.querySelectorAll('[data-asks]')) {
      const asks = el.getAttribute('data-asks');
      if (asks !== '-') fields.push({ asks: asks.replace('!', ''), required: asks.endsWith('!') });
    }
    forms.push({ purpose, notice: notice === 'notice', fields });
  }
  for (const name of ['data-form', 'data-asks'])
    for (const el of document.querySelectorAll(`[${name}]`)) el.removeAttribute(name);
  return forms;
}"""


@dataclass(slots=True)
class Score:
    """Decisions on one question: right, wrong, and left open."""

    right: int = 0
    wrong: int = 0
    open: int = 0
    mistakes: list[str] = field(default_factory=list)

    def add(self, where: str, wanted: object, got: object) -> None:
        if isinstance(got, Unknown):
            self.open += 1
        elif got == wanted:
            self.right += 1
            return
        else:
            self.wrong += 1
        self.mistakes.append(f"{where}: {wanted}, read as {'unknown' if isinstance(got, Unknown) else got}")

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.wrong + self.open)


@dataclass(slots=True)
class Scores:
    """All questions. `unmatched`: forms or fields found that are not there, or there and not found."""

    meaning: Score = field(default_factory=Score)
    purpose: Score = field(default_factory=Score)
    required: Score = field(default_factory=Score)
    notice: Score = field(default_factory=Score)
    unmatched: list[str] = field(default_factory=list)


def look(page: Page) -> FormsSeen:
    """The forms of a page, read in a world of its own as in a scan."""
    session = page.context.new_cdp_session(page)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "forms"})["executionContextId"]
    answer = session.send(
        "Runtime.callFunctionOn",
        {
            "functionDeclaration": forms_script(),
            "executionContextId": world,
            "arguments": [{"value": dict(LIMITS)}],
            "returnByValue": True,
        },
    )
    assert "exceptionDetails" not in answer, answer
    session.detach()
    return read_forms(page.url, [(page.url, answer["result"]["value"])])


def _serving(path: Path) -> Callable[[Route], None]:
    html = path.read_text("utf-8")
    return lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")


def measure(page: Page, files: Iterable[Path]) -> Scores:
    """The scores over some pages of the corpus."""
    scores = Scores()
    for path in files:
        page.route("**/*", _serving(path))
        page.goto(SHOP)
        truth = page.evaluate(_TAKE_TRUTH)
        seen = look(page)
        page.unroute("**/*")
        if len(seen.forms) != len(truth):
            scores.unmatched.append(f"{path.name}: {len(seen.forms)} forms found, {len(truth)} there")
        for i, (form, wanted) in enumerate(zip(seen.forms, truth, strict=False)):
            reading = read_form(form)
            place = f"{path.stem} form {i}"
            scores.purpose.add(place, wanted["purpose"], reading.purpose.purpose)
            scores.notice.add(place, wanted["notice"], reading.links_notice)
            if len(form.fields) != len(wanted["fields"]):
                scores.unmatched.append(f"{place}: {len(form.fields)} fields found, {len(wanted['fields'])} there")
            for one, own, want in zip(form.fields, reading.fields, wanted["fields"], strict=False):
                where = f"{place} {one.name or one.id} “{one.label[:60]}”"
                scores.meaning.add(where, want["asks"], own.meaning.asks_for)
                scores.required.add(where, want["required"], own.demand.required)
    return scores
