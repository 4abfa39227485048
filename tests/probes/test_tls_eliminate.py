"""Elimination against servers of which everything is known: it finds exactly what they take, or says it may not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.eliminate import Elimination, Numbers, Question, eliminate, in_order
from scanner.probes.tls.exchange import Fate, Reply
from scanner.probes.tls.flight import Alert, Flight, ServerHello

OFFERED = tuple(range(1, 13))
V = TlsVersion.TLSV1_3

Server = Callable[[Numbers], int | Reply]


def refusal(description: int = 40) -> Reply:
    return Reply(Fate.ALERT, Flight(alerts=(Alert(2, description),), complete=True), "no")


def choice(group: int | None, version: TlsVersion = V) -> Reply:
    return Reply(Fate.ANSWERED, Flight(ServerHello(version, (0x1301,), group=group)), "")


CLOSED = Reply(Fate.CLOSED, Flight(), "closed")
TIMEOUT = Reply(Fate.TIMEOUT, Flight(), "too late")


def own_order(takes: Numbers) -> Server:
    return lambda names: next((group for group in takes if group in names), None) or refusal()


def follows(takes: Numbers) -> Server:
    return lambda names: next((group for group in names if group in takes), None) or refusal()


def run(server: Server, *, still: bool = True, offered: Numbers = OFFERED) -> tuple[Elimination, int]:
    asked = 0

    def ask(names: Numbers) -> Reply:
        nonlocal asked
        asked += 1
        found = server(names)
        return found if isinstance(found, Reply) else choice(found)

    question = Question(V, ask, lambda reply: reply.hello.group if reply.hello else None, lambda: still)
    return in_order(question, offered, eliminate(question, offered)), asked


some = st.lists(st.sampled_from(OFFERED), unique=True, max_size=8).map(tuple)


@given(some)
def test_all_that_is_taken_is_found_in_the_servers_order(takes: Numbers) -> None:
    found, asked = run(own_order(takes))
    assert found.found == takes
    assert found.cut_off is None
    assert found.decides is (True if len(takes) > 1 else None)
    assert asked <= len(takes) + 2


@given(some)
def test_a_server_that_follows_us_has_no_order(takes: Numbers) -> None:
    found, asked = run(follows(takes))
    assert set(found.found) == set(takes)
    assert found.cut_off is None
    assert found.decides is (False if len(takes) > 1 else None)
    assert asked <= len(takes) + 2


@given(some, st.integers(0, 9), st.sampled_from([CLOSED, TIMEOUT, refusal(80)]))
def test_a_server_that_has_enough_of_us_is_cut_off(takes: Numbers, patience: int, then: Reply) -> None:
    left = patience

    def tired(names: Numbers) -> int | Reply:
        nonlocal left
        left -= 1
        return own_order(takes)(names) if left >= 0 else then

    found, _ = run(tired, still=False)
    assert set(found.found) <= set(takes)
    assert found.cut_off is not None or set(found.found) == set(takes)


def test_a_closed_connection_ends_it_where_the_server_still_answers() -> None:
    def closes(names: Numbers) -> int | Reply:
        return next((group for group in (3, 7) if group in names), None) or CLOSED

    assert run(closes, still=True)[0] == Elimination((3, 7), decides=True)
    assert run(closes, still=False)[0].cut_off == CLOSED


def test_a_server_that_heeds_nothing_has_one_group() -> None:
    found, asked = run(lambda _names: 5)
    assert (found.found, found.cut_off) == ((5,), None)
    assert asked <= 3


def test_a_choice_that_was_not_offered_is_kept_and_ends_it() -> None:
    assert run(lambda _names: 99)[0].found == (99,)


def test_an_answer_that_does_not_tell_cuts_it_off() -> None:
    found, _ = run(lambda _names: choice(None))
    assert found.found == () and found.cut_off is not None


def test_an_alert_behind_the_hello_is_a_refusal() -> None:
    flight = Flight(ServerHello(V, (0x1301,)), alerts=(Alert(2, 80),), complete=True)
    late = Reply(Fate.ANSWERED, flight, "")
    found, _ = run(lambda names: next((group for group in (3, 7) if group in names), None) or late)
    assert found == Elimination((3, 7), decides=True)


def test_an_answer_in_another_version_is_a_refusal() -> None:
    found, _ = run(lambda _names: choice(3, TlsVersion.TLSV1_2))
    assert found == Elimination()


@pytest.mark.parametrize("order", [(7, 2, 9, 4), (9, 7, 2, 4)])
def test_a_certificate_on_a_curve_hides_no_group_from_a_server_that_follows_us(order: Numbers) -> None:
    """It refuses whoever does not offer the curve of its certificate, here 2."""

    def server(names: Numbers) -> int | Reply:
        return refusal() if 2 not in names else follows(order)(names)

    assert set(run(server)[0].found) == set(order)


def test_one_that_decides_itself_shows_what_it_prefers_to_its_certificates_curve() -> None:
    def server(names: Numbers) -> int | Reply:
        return refusal() if 2 not in names else own_order((7, 2, 9, 4))(names)

    assert run(server)[0] == Elimination((7, 2), decides=True)
