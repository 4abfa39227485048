"""What a server answers to RSA key exchanges with wrong paddings, asked with sslyze's messages on our connections.

A server whose answers tell one wrong padding from another is an oracle (ROBOT, USENIX Security 2018).
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from sslyze.plugins.robot import _robot_tester as sslyze_robot
from sslyze.plugins.robot._robot_tester import RobotPmsPaddingPayloadEnum

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.exchange import Line
from scanner.probes.tls.handshakes import known_suites, modern, version_of
from scanner.probes.tls.second_opinion import connectivity

#: For a server that does not answer in time.
SILENCE = "timed out"
_ROUNDS, _MOST_ROUNDS = 2, 3


def answers(line: Line, version: TlsVersion, names: Iterable[str], key: RSAPublicNumbers) -> dict[str, tuple[str, ...]]:
    """The answers to each kind of padding, round by round; empty where the libraries have none of the suites.

    `names`: suites with RSA key transport that the server takes (IANA); `key`: that of its certificate. Two rounds, and
    a third where they say that there is an oracle. May raise as sslyze and the network do.
    """
    number, known = version_of(version), known_suites(version)
    ours = modern(version) if version is TlsVersion.TLSV1_2 else {suite.openssl_name for suite in known.values()}
    usable = [known[name].openssl_name for name in names if name in known and known[name].openssl_name in ours]
    if not usable:
        return {}
    # Some servers are an oracle with GCM only.
    ciphers = ":".join(sorted(usable, key=lambda name: "GCM" not in name))
    info = connectivity(line, version, ciphers)

    def ask(kind: RobotPmsPaddingPayloadEnum) -> str:
        said = sslyze_robot._send_robot_payload(info, number, ciphers, kind, True, key.n, key.e)  # noqa: SLF001
        return SILENCE if SILENCE in said else said

    kinds = tuple(RobotPmsPaddingPayloadEnum)
    rounds: list[tuple[str, ...]] = []
    with ThreadPoolExecutor(len(kinds)) as pool:
        while len(rounds) < _ROUNDS or (len(rounds) < _MOST_ROUNDS and len(set(rounds[-1])) > 1):
            rounds.append(tuple(pool.map(ask, kinds)))
    return {kind.name: each for kind, each in zip(kinds, zip(*rounds, strict=True), strict=True)}
