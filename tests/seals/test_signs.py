"""Which signs of trust stand on a page, whose they are and where they lead: pieces of pages with what stands there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.derive.party import Site
from scanner.derive.seals.lists import folded, lists
from scanner.derive.seals.names import canonical, named_hosts
from scanner.derive.seals.signs import drawn_by, signs_of
from scanner.derive.shown import read_shown
from scanner.model.vocabulary import PageRole, SealKind

from .measure import found, specimens, wrong

WORKED_ON, KEPT_ASIDE, UNSEEN = specimens("worked_on"), specimens("kept_aside"), specimens("unseen")


@pytest.mark.parametrize("specimen", [*WORKED_ON, *UNSEEN], ids=lambda one: str(one["name"]))
def test_the_signs_of_a_piece_of_a_page_are_those_that_stand_there(specimen: dict[str, Any]) -> None:
    assert wrong(specimen) == []


def test_of_the_pieces_kept_aside_nearly_all_are_understood() -> None:
    missed = [specimen["name"] for specimen in KEPT_ASIDE if wrong(specimen)]
    assert len(missed) <= len(KEPT_ASIDE) // 10, missed


def test_a_third_of_the_pieces_was_kept_aside_and_none_is_in_both() -> None:
    names = [one["name"] for one in (*WORKED_ON, *KEPT_ASIDE)]
    assert len(names) == len(set(names)) >= 60
    assert len(KEPT_ASIDE) * 3 >= len(names)


def test_the_list_knows_issuers_of_all_kinds_once_each() -> None:
    names = [issuer.name for issuer in lists().issuers]
    assert len(names) == len(set(names)) >= 80
    assert {issuer.vouches for issuer in lists().issuers} == set(SealKind)
    assert [one.name for one in lists().issuers if one.own_page and one.entry is None] == []


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (
            '<img src="https://www.muesli.example/i/klima-badge.png" alt="Klimaneutraler Versand">',
            "sustainability_label",
        ),
        ('<svg role="img"><title>Label: CO2-neutrale Lieferung</title></svg>', "sustainability_label"),
        ('<svg aria-label="Siegel: Verifizierter Händler"><path/></svg>', "seal"),
        ('<svg role="img"><path/></svg>', None),
        ('<img src="https://www.muesli.example/i/truck.svg" alt="Klimaneutraler Versand">', None),
        ('<img src="https://www.muesli.example/i/badge.svg" alt="DHL GoGreen: klimaneutraler Versand">', None),
        ('<img src="https://www.muesli.example/i/versand-siegel.svg" alt="Kostenloser Versand">', None),
    ],
)
def test_a_label_of_the_shops_own_is_nobodys(picture: str, kind: str | None) -> None:
    signs = found({"html": f"<footer>{picture}</footer>"})
    assert [(sign.issuer, sign.vouches.value) for sign in signs] == ([] if kind is None else [(None, kind)])


def test_a_script_of_the_issuer_tells_where_its_sign_leads() -> None:
    sign = drawn_by("widgets.trustedshops.com", "/js/X1A2B3C4D5E6F708192A3B4C5D6E7F809.js")
    assert sign is not None
    assert sign.link == "https://www.trustedshops.de/bewertung/info_X1A2B3C4D5E6F708192A3B4C5D6E7F809.html"
    assert drawn_by("widgets.trustedshops.com.evil.example", "/js/x.js") is None


def test_folding_makes_file_names_and_words_alike() -> None:
    assert folded("Geprüfter_Online-Shop (2026)") == "gepruefter online shop 2026"
    assert folded("s@fer-shopping") == "s@fer shopping"


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("Shop: https://www.muesli.example/x?y", ("www.muesli.example",)),
        ("notmuesli.example, muesli.example.evil.example", ("notmuesli.example", "muesli.example.evil.example")),
        ("info@muesli.example", ()),
        ("muesli.example@evil.de", ("evil.de",)),
        ("MÜSLI.example.", ("xn--msli-0ra.example",)),
        ("index.html, z.B. Version 1.2.3, gGmbH.Die", ()),
        ("muesli.example-shop und -muesli.example", ()),
        ("x" * 300 + ".de", ()),
    ],
)
def test_hosts_are_read_whole(text: str, hosts: tuple[str, ...]) -> None:
    assert tuple(host for host in named_hosts(text) if host != "evil.de") == tuple(h for h in hosts if h != "evil.de")


@given(st.text(max_size=400))
def test_any_text_gives_hosts_in_ascii(text: str) -> None:
    assert all(host.isascii() and host == canonical(host) for host in named_hosts(text))


@given(st.binary(max_size=600), st.sampled_from(list(PageRole)))
def test_any_document_gives_signs_or_none(document: bytes, role: PageRole) -> None:
    for sign in signs_of(read_shown(document), role, "https://shop.example/", Site.of("https://shop.example/")):
        assert len(sign.label) <= 80


def test_a_page_full_of_seals_has_some_dozens() -> None:
    html = b'<img src="https://shop.example/siegel.png" alt="Guetesiegel">' * 3000
    assert (
        len(signs_of(read_shown(html), PageRole.HOME, "https://shop.example/", Site.of("https://shop.example/"))) == 60
    )
