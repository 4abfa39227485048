"""Evidence of earlier versions is read with today's names."""

from __future__ import annotations

from scanner.model.codec import decode_evidence
from scanner.model.earlier import as_today
from scanner.model.facts import KINDS

EVIDENCE = {
    "schema": "siegel/evidence/1",
    "facts": {"tls_session": [{"endpoint": {"host": "shop.example"}, "ocsp_stapling": True}]},
}


def test_a_field_with_a_former_name_is_read_under_its_own() -> None:
    (row,) = decode_evidence(EVIDENCE).facts["tls_session"]
    assert isinstance(row, KINDS["tls_session"])
    assert getattr(row, "ocsp_stapled", None) is True


def test_todays_name_wins_where_both_stand() -> None:
    assert as_today("tls_session", {"ocsp_stapling": True, "ocsp_stapled": False}) == {"ocsp_stapled": False}


def test_what_is_no_row_is_left_for_the_codec_to_refuse() -> None:
    assert as_today("tls_session", ["ocsp_stapling"]) == ["ocsp_stapling"]
    assert as_today("page", {"ocsp_stapling": 1}) == {"ocsp_stapling": 1}


def test_certificates_of_earlier_probes_were_shown_to_who_names_the_host() -> None:
    assert as_today("certificate", {"chain": 0}) == {"chain": 0, "sni": True}
    assert as_today("certificate", {"chain": 1, "sni": False}) == {"chain": 1, "sni": False}


def test_a_field_that_rows_no_longer_have_is_passed_over() -> None:
    row = {"url": "https://shop.example/.env", "present": True, "sha256": "ab" * 32}
    (found,) = decode_evidence({"schema": "siegel/evidence/1", "facts": {"exposed_file": [row]}}).facts["exposed_file"]
    assert getattr(found, "present", None) is True
    assert not hasattr(found, "sha256")
