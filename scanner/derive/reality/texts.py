"""The shop's texts as these comparisons read them: the notice in all its parts, and every other page that was kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scanner.derive.notice.blocks import Kind
from scanner.derive.notice.fold import fold, tidy
from scanner.derive.notice.reading import NoticeReading, Section, Sentence, read_notice, split_sentences
from scanner.derive.shown import Line, Shown, read_shown
from scanner.model.evidence import Evidence
from scanner.model.facts import Page
from scanner.model.kept import text_of
from scanner.model.vocabulary import PageRole

#: Pages whose own text is about goods, parcels and opinions; only their frame is the shop's own voice.
_ABOUT_GOODS = frozenset(
    {PageRole.PRODUCT, PageRole.CATEGORY, PageRole.SEARCH, PageRole.BLOG, PageRole.REVIEWS, PageRole.SHIPPING}
)
_FRAME = frozenset({"header", "footer", "nav", "aside"})
#: Words on something to click say what a click does, and promise nothing.
_CONTROLS = frozenset({"button", "label", "option", "legend"})
_MOST_PAGES = 60
_MOST_SENTENCES = 4_000
_LONGEST_LINE = 6_000
_NO_SECTION = (Section("", ()),)


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the shop with its page. `reading`: its sections and sentences. `shown`: how it looked.

    `document`: what was kept of it.
    """

    url: str
    role: PageRole
    reading: NoticeReading
    shown: Shown
    document: bytes = b""


@dataclass(frozen=True, slots=True)
class Texts:
    """What was kept. `notice`: all parts of the privacy notice, the page about cookies included; `main` is its first.

    `others`: all pages but these. `lost`: addresses of parts whose text was not kept.
    """

    notice: tuple[Text, ...]
    others: tuple[Text, ...]
    lost: tuple[str, ...] = ()

    @property
    def main(self) -> Text | None:
        """The privacy notice itself."""
        return next((text for text in self.notice if text.role is PageRole.PRIVACY), None)

    @property
    def complete(self) -> bool:
        """Whether all of the notice was read."""
        whole = all(text.reading.fully_read and not text.shown.unread_frames for text in self.notice)
        return self.main is not None and whole and not self.lost

    def of(self, *roles: PageRole) -> tuple[Text, ...]:
        """The texts of pages with one of these roles."""
        return tuple(text for text in (*self.notice, *self.others) if text.role in roles)


def read_texts(evidence: Evidence, artifacts: Mapping[str, bytes]) -> Texts:
    """Reads every page that was kept, each once."""
    notice: list[Text] = []
    others: list[Text] = []
    lost: list[str] = []
    pages = [row for row in evidence.rows("page") if isinstance(row, Page)]
    for page in pages[:_MOST_PAGES]:
        if not isinstance(page.url, str) or not isinstance(page.role, PageRole):
            continue
        part = page.role in {PageRole.PRIVACY, PageRole.COOKIES}
        document = text_of(page, artifacts)
        if document is None:
            lost += [page.url] if part else []
            continue
        shown = read_shown(document)
        reading = read_notice(document.decode("utf-8", "replace"), page.url) if part else _reading(page, shown)
        (notice if part else others).append(Text(page.url, page.role, reading, shown, document))
    notice.sort(key=lambda text: text.role is not PageRole.PRIVACY)
    return Texts(tuple(notice), tuple(others), tuple(lost))


def _reading(page: Page, shown: Shown) -> NoticeReading:
    """A page in the shop's own voice, with header and footer, as a reading without sections."""
    sentences = [
        Sentence(part, fold(part), Kind.TEXT, 0, "")
        for line in _lines(shown, page.role)
        for part in split_sentences(tidy(line.text[:_LONGEST_LINE]))
    ]
    from_bytes = shown.whole and len(sentences) <= _MOST_SENTENCES
    few = tuple(sentences[:_MOST_SENTENCES])
    number = sum(len(one.text.split()) for one in few)
    return NoticeReading(str(page.url), None, number, None, from_bytes, _NO_SECTION, few)


def _lines(shown: Shown, role: object) -> Iterator[Line]:
    for line in shown.lines:
        if line.tag in _CONTROLS or (line.runs and all(run.href for run in line.runs if run.text.strip())):
            continue
        if role in _ABOUT_GOODS and line.place not in _FRAME:
            continue
        yield line
