"""What is read of a page as it was shown: lines with what stands out in them, pictures, links, data."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanner.derive.shown import read_shown

PAGE = b"""<html lang="de"><title>M\xc3\xbcsli</title><body><header><nav><a href="https://shop.example/">Start</a></nav></header>
<main><h1>Beerenm\xc3\xbcsli</h1><p>Zutaten: <span><b>Weizen</b></span>, Zucker, <mark>Milch</mark></p>
<p><s>9,99 \xe2\x82\xac</s> 7,99 \xe2\x82\xac</p><div data-hidden>Allergene<p>Spuren</p></div>
<table><tr><th>Energie</th><td>1500 kJ</td></tr></table>
<a href="https://issuer.example/c/1"><img src="https://shop.example/seal.png" alt="Gepr\xc3\xbcft"></a>
<script type="application/ld+json">{"@type": "Product", "name": "<b>"}</script>
<span itemprop="price" content="7.99">7,99</span><section data-frame="https://texts.example/x" data-unread></section>
</main><footer>Impressum</footer></body></html>"""


def test_words_keep_what_makes_them_stand_out() -> None:
    shown = read_shown(PAGE)
    line = next(line for line in shown.lines if line.text.startswith("Zutaten"))
    assert [(run.text.strip(" ,"), run.stands_out) for run in line.runs if run.text.strip(" ,")] == [
        ("Zutaten:", False), ("Weizen", True), ("Zucker", False), ("Milch", True),
    ]  # fmt: skip
    prices = next(line for line in shown.lines if "9,99" in line.text)
    assert [(run.text.strip(), run.struck) for run in prices.runs] == [("9,99 €", True), ("7,99 €", False)]


def test_lines_know_where_they_stand_and_whether_they_are_seen() -> None:
    shown = read_shown(PAGE)
    where = {line.text: (line.place, line.hidden, line.level) for line in shown.lines}
    assert where["Beerenmüsli"] == ("main", False, 1)
    assert where["Start"] == ("nav", False, 0)
    assert where["Spuren"] == ("main", True, 0)
    assert where["Impressum"] == ("footer", False, 0)
    cells = [(line.text, line.row) for line in shown.lines if line.tag in {"th", "td"}]
    assert cells == [("Energie", 1), ("1500 kJ", 1)]
    assert "Impressum" not in shown.text()
    assert "Spuren" not in shown.text(hidden=False)


def test_slanted_words_stand_out_too() -> None:
    (line,) = read_shown(b"<p>Zutaten: <em>Sesam</em>, Salz</p>").lines
    assert [run.text for run in line.runs if run.stands_out] == ["Sesam"]


def test_pictures_links_and_data_are_kept() -> None:
    shown = read_shown(PAGE)
    (image,) = shown.images
    assert (image.alt, image.href) == ("Geprüft", "https://issuer.example/c/1")
    assert [(link.href, link.label) for link in shown.links][-1] == ("https://issuer.example/c/1", "Geprüft")
    assert shown.data == ({"@type": "Product", "name": "<b>"},)
    assert ("price", "7.99") in shown.props
    assert shown.unread_frames == ("https://texts.example/x",)
    assert (shown.title, shown.language, shown.whole) == ("Müsli", "de", True)


@given(
    st.lists(
        st.sampled_from(
            [
                "<a href=x>",
                "</a>",
                "<b>",
                "</p>",
                "<p>",
                "<script>",
                "</script>",
                "{",
                "é",
                "<img src=y>",
                "<tr>",
                "\x00",
            ]
        )
    )
)
def test_whatever_stands_there_is_read(parts: list[str]) -> None:
    assert read_shown("".join(parts).encode()).title == ""
