"""report.md: short enough for a comment, and in it no markup, link, mention or reference but ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from scanner.errors import RunFolderError
from scanner.model.report import Report, encode_report
from scanner.model.verdict import Blocker, Finding, Gate, Judgement, LeftOut, Text, Waived
from scanner.model.vocabulary import GapCause, Severity, Verdict
from scanner.reports.markdown import MOST, render_markdown
from scanner.reports.marked import code, link, prose

from . import crowded, samples, seven
from .test_console import ANY_TEXT, reports
from .test_html import attacked

#: What a renderer, GitHub or GitLab would make something of.
MARKUP = (
    "@admin", "@team/all hello@evil.example", "#1", "!7", "GH-12", "owner/repo#3", "~label %milestone &5 $9 ^alert#1",
    "0123456789abcdef0123456789abcdef01234567", "https://evil.example", "www.evil.example", "<b>bold</b>",
    "<https://evil.example>", "[link](https://evil.example)", "![image](https://evil.example/x.png)", "**bold** _it_",
    "`code` `", "``", "a | b | c", "\\| \\\\| x", "| --- | --- |", "# heading", "- item", "1. one", "> quote",
    "<details><summary>x", "</details>", "<!-- comment", ":warning:", "~~gone~~", "&lt;b&gt; &amp;", "$x^2$ $`y`$",
    "\n\n# heading\n", "\r\n/close", "[^1] [x]: https://evil.example", "```\nfence", "<br>", "[ ] task", "JIRA-7",
    "`@admin", "@admin`", "` @admin `", "``@admin` x", "\\`@admin", "www.evil.example`", "a`b`@admin`c`",
)  # fmt: skip
REPORTS = {
    "failing": samples.FAILING,
    "passing": samples.PASSING,
    "unseen": samples.UNSEEN,
    "inconclusive": samples.INCONCLUSIVE,
    "hostile": samples.hostile(),
    "crowded": crowded.crowded(),
    "attacked": attacked(),
}
FORBIDDEN = re.compile(
    r"@|#|!\d|GH-\d|://|www\.|[<>*_~$^&\[\]{}|\\`%]|\b[0-9a-f]{7,}\b|:\w+:|evil\.example/", re.IGNORECASE
)


def tokens(markdown: str) -> list[Token]:
    """All tokens, inline ones too, in order."""
    found: list[Token] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        found += [token, *(token.children or [])]
    return found


def page(report: Report, lang: str = "en") -> str:
    return render_markdown(encode_report(report), lang).decode()


def marked_up() -> Report:
    """Markup in every place that a shop, a policy or a stored file can fill."""

    def attack(n: int) -> str:
        return MARKUP[n % len(MARKUP)]

    def text(n: int) -> Text:
        return Text(attack(n), attack(n + 1))

    verdicts: list[Any] = []
    for n in range(len(MARKUP)):
        found = tuple(Finding(text(n + i), attack(n + i + 1), attack(n), (), attack(n)) for i in range(3))
        about: dict[str, Any] = {
            "remedy": text(n + 2),
            "references": (attack(n), "r"),
            "tuned_because": text(n + 3),
            "waiver_detail": Waived(attack(n + 4), attack(n + 5), attack(n + 6)),
        }
        failed = Judgement(Verdict.FAIL, found, decided_by=text(n))
        blockers = tuple(Blocker(text(n + i), GapCause.TIMEOUT, attack(n + i + 2)) for i in range(5))
        verdicts += [
            samples.control(attack(n), attack(n), attack(n + 1), failed, **about, counted=n % 2 == 0),
            samples.unknown(attack(n), *blockers),
            replace(samples.by_choice(attack(n), GapCause.FACT_MISSING), title=text(n)),
        ]
    reference = replace(samples.REFERENCES[0], id="r", title=text(3), url="https://law.example/x?a=b|c`d<e>f) (g")
    return replace(
        samples.FAILING,
        shop=attack(0),
        name=attack(1),
        profile=attack(2),
        as_of=attack(3),
        verdicts=tuple(verdicts),
        left_out=(LeftOut(attack(1), text(2)),),
        gate=Gate(False, 1, Severity.HIGH, tuple(text(n) for n in range(len(MARKUP)))),
        references=(reference,),
        run={**samples.RUN, "notices": list(MARKUP), "vantage": {attack(1): attack(2)}, "authorised_by": attack(0)},
        coverage_note=text(1),
    )


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("name", ["failing", "hostile"])
def test_the_page_reads_as_it_was_reviewed(name: str, lang: str, golden: Callable[[str, str], None]) -> None:
    golden(f"{name}.{lang}.md", page(REPORTS[name], lang))


def is_harmless(markdown: str) -> None:
    """Every text outside of code is plain words; links lead to provisions; HTML is ours."""
    within_link = False
    for token in tokens(markdown):
        assert token.type not in {
            "image",
            "fence",
            "code_block",
            "em_open",
            "strong_close_x",
            "blockquote_open",
            "s_open",
        }
        match token.type:
            case "link_open":
                within_link = True
                assert re.fullmatch(r"https?://[!-~]+", str(token.attrs["href"]))
            case "link_close":
                within_link = False
            case "html_inline":
                assert token.content == "<br>"
            case "html_block":
                assert re.fullmatch(r"<details><summary>[^<>@#]+</summary>\n?|</details>\n?", token.content)
            case "text" if not within_link:
                assert not FORBIDDEN.search(token.content), token.content
            case "heading_open":
                assert token.tag in {"h2", "h3"}
            case _:
                pass


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("report", [*REPORTS.values(), marked_up()], ids=[*REPORTS, "marked_up"])
def test_no_text_of_the_shop_is_more_than_words_and_code(report: Report, lang: str) -> None:
    markdown = page(report, lang)
    is_harmless(markdown)
    counted = {verdict.counted for verdict in report.verdicts if verdict.verdict is Verdict.FAIL}
    assert sum(token.type == "heading_open" for token in tokens(markdown)) == 1 + len(counted)


@pytest.mark.parametrize("lang", ["en", "de"])
def test_no_text_breaks_a_table(lang: str) -> None:
    cells, found = 0, []
    for token in tokens(page(marked_up(), lang)):
        cells += token.type == "td_open"
        if token.type == "tr_close":
            found.append(cells)
            cells = 0
    assert set(found) == {0, 5, 6}


@pytest.mark.parametrize("attack", MARKUP)
def test_markup_is_shown_as_code_and_prose_stays_prose(attack: str) -> None:
    for written in (code(attack), prose(attack), prose(f"see {attack}, then"), link(attack, "https://law.example")):
        assert "\n" not in written
        is_harmless(f"- x {written}\n")
        is_harmless(f"| a |\n| --- |\n| {written} |\n")
    assert prose("Den Haken entfernen (siehe Art. 7): `x` bleibt, und a_b.") == (
        "Den Haken entfernen (siehe Art. 7): `x` bleibt, und `a_b`."
    )


@given(st.text() | st.lists(st.sampled_from([*MARKUP, *"`|\\ @#<>x"])).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_text_stays_what_it_is(text: str) -> None:
    is_harmless(f"- x {code(text)}\n")
    is_harmless(f"- x {prose(text)}\n")
    shown = [token for token in tokens(f"- x {code(text)}\n") if token.type == "code_inline"]
    assert len(shown) == (1 if code(text) else 0)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//evil.example", "data:text/html,x", "https://u@evil.example", ""]
)
def test_what_is_no_address_of_the_web_is_no_link(url: str) -> None:
    assert link("GDPR Art. 32", url) == "GDPR Art. 32"


@pytest.mark.parametrize("report", [*REPORTS.values(), marked_up()], ids=[*REPORTS, "marked_up"])
def test_it_fits_into_a_comment(report: Report) -> None:
    for lang in ("en", "de"):
        assert len(page(report, lang)) < MOST


def test_what_is_cut_is_counted_and_the_worst_stays() -> None:
    wide = Text("w " * 400, "w " * 400)
    failed = replace(samples.OLD_VERSIONS, remedy=wide)
    worst = replace(failed, control="WORST")
    rest = [replace(failed, control=f"R-{n}", severity=Severity.LOW) for n in range(400)]
    open_ones = [samples.unknown(f"U-{n}", samples.GAP) for n in range(50)]
    markdown = page(replace(samples.FAILING, verdicts=(*rest, *open_ones, worst)))
    assert len(markdown) < MOST
    shown = len(re.findall(r"`(?:WORST|R-\d+|U-\d+)`", markdown))
    assert markdown.index("`WORST`") < markdown.index("`R-")
    assert f"{451 - shown} controls that failed or are open are left out here" in markdown
    assert "legal advice" in markdown.splitlines()[-1]
    assert "left out here" not in page(samples.FAILING)


def test_the_outcome_the_run_and_the_limits_are_said() -> None:
    markdown = page(samples.FAILING, "de")
    assert markdown.startswith("## ❌ Siegel-Bericht: NICHT BESTANDEN – `Müsli Beispiel GmbH`\n")
    assert (
        "**17 Prüfungen:** 7 nicht bestanden, 3 unbekannt, 3 nicht geprüft, 2 bestanden, 2 nicht anwendbar" in markdown
    )
    for said in ("baseline-de-shop", "41 von 46 geplanten", "kein Zertifikat, keine Rechtsberatung", "ausgenommen bis"):
        assert said in markdown
    assert page(samples.PASSING).startswith("## ✅ ")
    assert "the run was interrupted" in page(samples.UNSEEN)


@given(reports(ANY_TEXT | st.lists(st.sampled_from(MARKUP)).map(" ".join)), st.sampled_from(["en", "de"]))
@settings(max_examples=40, deadline=None)
def test_any_report_gives_a_harmless_page(report: Report, lang: str) -> None:
    markdown = page(report, lang)
    assert len(markdown) < MOST
    is_harmless(markdown)


@pytest.mark.parametrize("lang", ["en", "de"])
def test_states_of_consent_are_counted_and_nothing_of_the_shop_is_named(lang: str) -> None:
    markdown = render_markdown(encode_report(samples.FAILING), lang, seven.evidence()).decode()
    counted = {
        "en": "| Stored on the device: statistics | 0 | 1 | 2 | 0 | 0 | 2 | 0 |",
        "de": "| Auf dem Gerät gespeichert: Statistik | 0 | 1 | 2 | 0 | 0 | 2 | 0 |",
    }
    unsure = {"en": "Hosts that were asked: marketing", "de": "Angefragte Hosts: Marketing"}
    assert counted[lang] in markdown
    assert f"| {unsure[lang]} | 0 | 0 | 1 | 0 | 0 + 1? | 0 | 0 |" in markdown
    assert "MUID" not in markdown
    assert len(render_markdown(encode_report(crowded.crowded()), lang, seven.hostile())) < MOST + 2_000
    is_harmless(render_markdown(encode_report(samples.FAILING), lang, seven.hostile()).decode())
    assert (
        "state of consent"
        not in render_markdown(encode_report(samples.FAILING), "en", {**seven.evidence(), "facts": {}}).decode()
    )


def test_what_is_no_report_is_refused() -> None:
    with pytest.raises(RunFolderError, match="the report is broken"):
        render_markdown({"schema": "siegel/report/1"})
