"""Mail servers of shops: Postfix behind the MX of a domain, Dovecot beside it, found through a name server of ours.

A scan reaches them as it would the real ones: the shop file names the domain and our name server as the resolver, and
`connect_to` leads ports 25, 143, 993 and so on to where they really listen.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from .certificates import KeyPair, Leaf
from .dns_server import Zones, name_server, soa
from .mail_processes import dovecot, postfix
from .processes import closed_port
from .shops import AUTHORISED, NOTHING, Shop, Start, Workshop

Doors = dict[int, int]  # real port by the usual one
Serve = Callable[[KeyPair], AbstractContextManager[Doors]]

OLD_SUITES = "ECDHE-RSA-AES128-SHA:AES128-SHA:DHE-RSA-AES256-SHA:@SECLEVEL=0"


def zones_of(domain: str, mx: str) -> Zones:
    return {
        domain: {
            "SOA": soa(domain),
            "NS": (f"ns.{domain}.",),
            "A": ("127.0.0.1",),
            "MX": (f"10 {mx}.",),
            "TXT": ('"v=spf1 mx -all"',),
        },
        f"_dmarc.{domain}": {"TXT": ('"v=DMARC1; p=reject"',)},
        f"www.{domain}": {"A": ("127.0.0.1",)},
        f"ns.{domain}": {"A": ("127.0.0.1",)},
        mx: {"A": ("127.0.0.1",)},
    }


def mail_shop(domain: str, serve: Serve, leaf: Leaf | None = None, *, authorised: bool = False) -> Start:
    """A shop of which only the mail is looked at: its web ports are closed. The MX is mx.DOMAIN."""
    mx = f"mx.{domain}"

    @contextmanager
    def start(workshop: Workshop) -> Iterator[Shop]:
        chain = workshop.authority.issue(leaf or Leaf((mx,), key="rsa-2048"))
        with (
            serve(chain) as doors,
            name_server(zones_of(domain, mx)) as resolver,
            closed_port() as https_port,
            closed_port() as http_port,
        ):
            yield Shop(
                f"www.{domain}",
                https_port,
                http_port,
                workshop.authority.root,
                doors=tuple((mx, usual, real) for usual, real in doors.items()),
                told={
                    "mail_domains": [domain],
                    "resolver": {"address": f"127.0.0.1:{resolver}"},
                    **(AUTHORISED if authorised else NOTHING),
                },
            )

    return start


def smtp(host: str, *, tls: bool = True, **settings: str) -> Serve:
    @contextmanager
    def serve(chain: KeyPair) -> Iterator[Doors]:
        with postfix(host, chain if tls else None, settings) as port:
            yield {25: port}

    return serve


@contextmanager
def _all_three(chain: KeyPair) -> Iterator[Doors]:
    with postfix("mx.dovecot.example", chain, {}) as port, dovecot(chain) as doors:
        yield {25: port, **doors}


MAIL: dict[str, Start] = {
    "postfix_modern": mail_shop(
        "postfix.example",
        smtp(
            "mx.postfix.example",
            smtpd_tls_protocols=">=TLSv1.2",
            tls_medium_cipherlist="ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384",
            smtpd_tls_exclude_ciphers="aNULL",
        ),
    ),
    # What Debian's Postfix does when only told its certificate: security level 0 for all who come.
    "postfix_defaults": mail_shop("mailbydefault.example", smtp("mx.mailbydefault.example")),
    "postfix_no_starttls": mail_shop("cleartext.example", smtp("mx.cleartext.example", tls=False)),
    "postfix_tls10": mail_shop(
        "oldmail.example",
        smtp("mx.oldmail.example", smtpd_tls_protocols=">=TLSv1, <=TLSv1.1", tls_medium_cipherlist=OLD_SUITES),
    ),
    "postfix_wrong_name": mail_shop(
        "othername.example",
        smtp("mx.othername.example", smtpd_tls_protocols=">=TLSv1.2"),
        Leaf(("mail.hosting.example",), key="rsa-2048"),
    ),
    "dovecot": mail_shop("dovecot.example", _all_three, authorised=True),
}
