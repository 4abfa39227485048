"""What a server answers to RSA key exchanges with wrong paddings, asked with sslyze's messages on our connections.

A server whose answers tell one wrong padding from another is an oracle (ROBOT, USENIX Security 2018).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sslyze.plugins.robot import _robot_tester as sslyze_robot
from sslyze.plugins.robot._robot_tester import RobotPmsPaddingPayloadEnum

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.exchange import Line
from scanner.probes.tls.handshakes import version_of
from scanner.probes.tls.second_opinion import connectivity

#: For a server that does not answer in time.
SILENCE = "timed out"
_ROUNDS, _MOST_ROUNDS = 2, 3
_GCM, _ANY = "AES128-GCM-SHA256:AES256-GCM-SHA384", "RSA"


def answers(line: Line, version: TlsVersion) -> dict[str, tuple[str, ...]]:
    """The answers to each kind of padding, round by round; empty where no handshake with RSA comes about.

    Two rounds, and a third where they say that there is an oracle. May raise as sslyze and the network do.
    """
    number = version_of(version)
    info = connectivity(line, version, _ANY)
    suites = (_GCM, _ANY) if version is TlsVersion.TLSV1_2 else (_ANY,)
    for ciphers in suites:
        key = sslyze_robot._get_rsa_parameters(info, number, ciphers)  # noqa: SLF001 - the plugin's parts
        if key is not None:
            break
    else:
        return {}

    def ask(kind: RobotPmsPaddingPayloadEnum) -> str:
        said = sslyze_robot._send_robot_payload(info, number, ciphers, kind, True, key.n, key.e)  # noqa: SLF001
        return SILENCE if SILENCE in said else said

    kinds = tuple(RobotPmsPaddingPayloadEnum)
    rounds: list[tuple[str, ...]] = []
    with ThreadPoolExecutor(len(kinds)) as pool:
        while len(rounds) < _ROUNDS or (len(rounds) < _MOST_ROUNDS and len(set(rounds[-1])) > 1):
            rounds.append(tuple(pool.map(ask, kinds)))
    return {kind.name: each for kind, each in zip(kinds, zip(*rounds, strict=True), strict=True)}
