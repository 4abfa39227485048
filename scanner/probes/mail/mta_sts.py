"""A domain's MTA-STS as a sender finds it (RFC 8461 § 3): the TXT record, then the policy file over verified https."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from pathlib import Path

from scanner.errors import AddressRefused, NetworkError
from scanner.model.facts import MtaSts
from scanner.model.values import Unknown
from scanner.model.vocabulary import GapCause
from scanner.network import Network, NoSuchHost
from scanner.probes.dns.client import Client
from scanner.probes.dns.records import TXT
from scanner.probes.mail.sts_policy import MAX_BYTES, Problem, announced, parse
from scanner.probes.tls.anchors import verifying

PATH = "/.well-known/mta-sts.txt"


async def look_up(
    network: Network, client: Client, domain: str, hosts: Sequence[str], ca_files: Sequence[Path]
) -> MtaSts:
    """What a sender finds; `hosts`: the domain's MX. Raises NetworkError where the record could not be looked up."""
    present, problem = announced((await client.look_up(f"_mta-sts.{domain}", TXT)).texts)
    if not present:
        return _without(problem, present=False)
    try:
        response = await network.fetch(f"https://mta-sts.{domain}{PATH}", max_bytes=MAX_BYTES, tls=verifying(ca_files))
    except NoSuchHost:
        return _without(Problem.NO_HOST)
    except AddressRefused as error:
        return _unknown(error)
    except NetworkError as error:
        if isinstance(error.__cause__, ssl.SSLCertVerificationError):
            return _without(Problem.UNTRUSTED_CERTIFICATE)
        return _without(Problem.NO_ANSWER) if error.cause == "refused" else _unknown(error)
    if response.status != 200:
        # § 3.3: redirects are not followed, and any other status than 200 means that there is no policy.
        return _without(Problem.REDIRECT if 300 <= response.status < 400 else Problem.NO_FILE)
    policy = None if response.truncated or not response.decoded else parse(response.body)
    if policy is None:
        return _without(Problem.BROKEN_FILE)
    return MtaSts(
        present=True,
        mode=policy.mode,
        max_age=policy.max_age,
        mx_matches=policy.matches(hosts) if hosts else None,
        problem=None,
    )


def _without(problem: Problem | None, *, present: bool = True) -> MtaSts:
    return MtaSts(present=present, mode=None, max_age=None, mx_matches=None, problem=problem)


def _unknown(error: NetworkError) -> MtaSts:
    reason = Unknown(error.message, GapCause(error.cause))
    return MtaSts(present=True, mode=reason, max_age=reason, mx_matches=reason, problem=reason)
