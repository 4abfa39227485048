"""The servers, by name: each is a shop with known settings, and `truth/NAME.yaml` says what a scan of it must see."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from . import bad, mail_servers, tls_servers, tlslite_servers
from .certificates import (
    INTERMEDIATE,
    ROOT,
    SELF,
    SHA1_INTERMEDIATE,
    STRANGER,
    STRANGER_ROOT,
    Leaf,
)
from .processes import closed_port
from .shops import Shop, Start, Workshop, certified, names, on_nginx, on_openssl, on_python

__all__ = ["BAD", "CERTIFICATES", "HTTP", "MAIL", "MORE_TLS", "SERVERS", "TLS", "Shop", "Workshop"]


@contextmanager
def _refuses(workshop: Workshop) -> Iterator[Shop]:
    with closed_port() as https_port, closed_port() as http_port:
        yield Shop("www.refuses.example", https_port, http_port, workshop.authority.root)


@contextmanager
def _blocks_after_five(workshop: Workshop) -> Iterator[Shop]:
    with (
        on_nginx("www.blocks-after-five.example", http=None)(workshop) as behind,
        bad.serving(bad.refuse_after(5, behind.https_port)) as https_port,
    ):
        yield Shop(behind.host, https_port, behind.http_port, behind.ca)


@contextmanager
def _http_hangs(workshop: Workshop) -> Iterator[Shop]:
    with on_nginx("www.http-hangs.example")(workshop) as shop, bad.serving(bad.hang) as http_port:
        yield Shop(shop.host, shop.https_port, http_port, shop.ca)


def headers(
    hsts: tuple[str, ...] = (),
    nosniff: tuple[str, ...] = (),
    csp: tuple[str, ...] = (),
    report_only: tuple[str, ...] = (),
) -> tuple[tuple[str, str], ...]:
    return (
        *(("Strict-Transport-Security", value) for value in hsts),
        *(("X-Content-Type-Options", value) for value in nosniff),
        *(("Content-Security-Policy", value) for value in csp),
        *(("Content-Security-Policy-Report-Only", value) for value in report_only),
    )


def _lifetime(start: datetime, days: int, seconds: int) -> tuple[datetime, datetime]:
    return start, start + timedelta(days=days, seconds=seconds)


MARCH_15 = datetime(2026, 3, 15, tzinfo=UTC)  # from here on 200 days, before 398 (CA/Browser Forum ballot SC-081v3)

TLS: dict[str, Start] = {
    "nginx_modern": on_nginx(
        "www.modern.example", Leaf(names("www.modern.example"), key="rsa-2048"), Leaf(names("www.modern.example"))
    ),
    "nginx_intermediate": on_nginx(
        "www.intermediate.example",
        Leaf(names("www.intermediate.example"), key="rsa-2048"),
        dh="ffdhe2048",
        ciphers="ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305:"
        "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384:"
        "ECDHE-RSA-AES128-SHA:DHE-RSA-AES256-SHA256",
    ),
    "nginx_weak": on_nginx(
        "www.weak.example",
        Leaf(names("www.weak.example"), key="rsa-1024"),
        dh="rfc2409-1024",
        protocols="TLSv1 TLSv1.1 TLSv1.2",
        headers=(),
        http="return 302 https://$host$request_uri;",
        ciphers="AES128-SHA:AES256-SHA:CAMELLIA128-SHA:AES128-SHA256:AES128-GCM-SHA256:AES128-CCM8:"
        "ECDHE-RSA-AES128-SHA:DHE-RSA-AES128-SHA:DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0",
    ),
    "nginx_tls12_only": on_nginx(
        "www.tls12.example",
        protocols="TLSv1.2",
        ciphers="ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-CCM:ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA",
    ),
    # nginx 1.22 asks for TLS 1.0 to 1.2, and OpenSSL 3 at security level 2 gives it TLS 1.2 only.
    "nginx_defaults": on_nginx(
        "www.defaults.example", Leaf(names("www.defaults.example"), key="rsa-2048"), protocols="", ciphers=None
    ),
    # The versions are those of the default server: nginx hears the name only after it has chosen one.
    "nginx_sni_required": on_nginx(
        "www.sni-required.example",
        before="server { listen {listen} default_server; ssl_reject_handshake on; ssl_protocols TLSv1.2 TLSv1.3; }",
    ),
    "s_server_tls13_only": on_openssl(
        "www.tls13.example",
        Leaf(names("www.tls13.example"), key="rsa-2048"),
        "-tls1_3",
        "-ciphersuites",
        "TLS_AES_256_GCM_SHA384:TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256",
    ),
    "s_server_everything": on_openssl(
        "www.everything.example",
        Leaf(names("www.everything.example"), key="rsa-2048"),
        "-cipher",
        "ALL:aNULL:eNULL:@SECLEVEL=0",
    ),
    "s_server_static_only": on_openssl(
        "www.static.example",
        Leaf(names("www.static.example"), key="rsa-2048"),
        "-tls1_2",
        "-cipher",
        "AES256-GCM-SHA384:AES128-SHA256",
    ),
    "tlslite_ssl3": on_python(
        "www.ssl3.example", tlslite_servers.ssl3, Leaf(names("www.ssl3.example"), key="rsa-2048")
    ),
}

CERTIFICATES: dict[str, Start] = {
    "expired": certified("www.expired.example", Leaf(names("www.expired.example"), first_day=-47, last_day=-3)),
    "not_yet_valid": certified("www.early.example", Leaf(names("www.early.example"), first_day=3, last_day=47)),
    "self_signed": certified("www.selfsigned.example", Leaf(names("www.selfsigned.example"), issuer=SELF, sent=())),
    "missing_intermediate": certified("www.gap.example", Leaf(names("www.gap.example"), sent=())),
    "wrong_host": certified("www.wronghost.example", Leaf(("www.other.example", "other.example"))),
    "wrong_order": certified("www.order.example", Leaf(names("www.order.example"), sent=(ROOT, INTERMEDIATE))),
    "chain_with_root": certified(
        "www.withroot.example", Leaf(names("www.withroot.example"), sent=(INTERMEDIATE, ROOT))
    ),
    "sha1_leaf": certified("www.sha1.example", Leaf(names("www.sha1.example"), hash="sha1")),
    "sha1_intermediate": certified(
        "www.sha1ca.example", Leaf(names("www.sha1ca.example"), issuer=SHA1_INTERMEDIATE, sent=(SHA1_INTERMEDIATE,))
    ),
    "lifetime_400_days": certified("www.long.example", Leaf(names("www.long.example"), first_day=-20, last_day=379)),
    "lifetime_200_days": certified(
        "www.limit.example", Leaf(names("www.limit.example"), "ec-256", *_lifetime(MARCH_15, 200, -1))
    ),
    "lifetime_200_days_and_a_second": certified(
        "www.second.example", Leaf(names("www.second.example"), "ec-256", *_lifetime(MARCH_15, 200, 0))
    ),
    "lifetime_398_days_before_march": certified(
        "www.march.example",
        Leaf(names("www.march.example"), "ec-256", *_lifetime(MARCH_15 - timedelta(days=1), 398, -1)),
    ),
    "expires_in_5_days": certified("www.five.example", Leaf(names("www.five.example"), first_day=-39, last_day=5)),
    "expires_in_20_days": certified(
        "www.twenty.example", Leaf(names("www.twenty.example"), first_day=-24, last_day=20)
    ),
    "ec_p384": certified("www.p384.example", Leaf(names("www.p384.example"), key="ec-384")),
    "rsa_3072": certified("www.rsa3072.example", Leaf(names("www.rsa3072.example"), key="rsa-3072")),
    "ed25519": certified("www.ed25519.example", Leaf(names("www.ed25519.example"), key="ed25519")),
    "wildcard": certified("www.wild.example", Leaf(("*.wild.example",))),
    "wildcard_too_deep": certified("www.deep.example", Leaf(("*.example",))),
    "wildcard_partial": certified("www.partial.example", Leaf(("w*.partial.example",))),
    "common_name_only": certified("www.cn.example", Leaf((), common_name="www.cn.example")),
    "unknown_root": certified(
        "www.unknown.example", Leaf(names("www.unknown.example"), issuer=STRANGER, sent=(STRANGER, STRANGER_ROOT))
    ),
    "no_ca_given": certified(
        "www.private.example", Leaf(names("www.private.example"), sent=(INTERMEDIATE, ROOT)), trust=False
    ),
}

_NO_REDIRECT = "default_type text/html; location / { return 200 '<!doctype html><title>Shop</title>'; }"
_META_REFRESH = """default_type text/html; add_header Strict-Transport-Security 'max-age=63072000; includeSubDomains';
location / { return 200 '<!doctype html><meta http-equiv=refresh content="0;url=https://www.plain.example/">'; }"""

HTTP: dict[str, Start] = {
    "http_302_hsts_quoted_csp_report_only": on_nginx(
        "www.quoted.example",
        http="return 302 https://$host$request_uri;",
        headers=headers(
            ('max-age="31536000"; includeSubDomains',), ("NoSniff",), (), ("default-src 'self'; object-src 'none'",)
        ),
    ),
    "http_307_hsts_capitals_csp_twice": on_nginx(
        "www.capitals.example",
        http="return 307 https://$host$request_uri;",
        headers=headers(
            ("MAX-AGE=63072000; INCLUDESUBDOMAINS; PRELOAD",),
            ("nosniff", "nosniff"),
            ("default-src 'self'; object-src 'none'", "base-uri 'none'"),
        ),
    ),
    "http_308_hsts_spaces_csp_capitals": on_nginx(
        "www.spaces.example",
        http="return 308 https://$host$request_uri;",
        headers=headers(
            ("max-age = 31536000 ; includeSubDomains",),
            ("nosniff",),
            ("DEFAULT-SRC 'self'; Object-Src 'NONE'; Base-URI 'Self'",),
        ),
    ),
    "http_other_host_hsts_zero": on_nginx(
        "www.zero.example",
        http="return 301 https://www.zero.example.elsewhere.example/;",
        headers=headers(("max-age=0; includeSubDomains",), ("sniff",), ("default-src 'self'",)),
    ),
    "http_userinfo_trick_hsts_absent": on_nginx(
        "www.userinfo.example", http="return 301 https://www.userinfo.example@elsewhere.example/;", headers=()
    ),
    "http_chain_hsts_twice": on_nginx(
        "www.chain.example",
        headers=headers(("max-age=31536000", "max-age=0"), ("nosniff", "sniff"), ()),
        http="location = / { return 301 http://$host/shop/; } location / { return 301 https://$host$request_uri; }",
    ),
    "http_meta_refresh_hsts_on_http_only": on_nginx("www.plain.example", http=_META_REFRESH, headers=()),
    "http_closed_hsts_duplicate_directive": on_nginx(
        "www.duplicate.example",
        http=None,
        headers=headers(
            ("max-age=31536000; includeSubDomains; max-age=31536000",), ("nosniff",), ("object-src 'self'",)
        ),
    ),
    "http_loop_hsts_not_a_number": on_nginx(
        "www.loop.example", http="return 301 http://$host/;", headers=headers(("max-age=abc; includeSubDomains",))
    ),
    "http_relative_hsts_without_max_age": on_nginx(
        "www.relative.example",
        headers=headers(("includeSubDomains; preload",), ("nosniff, nosniff",)),
        http="absolute_redirect off; location = / { return 301 /shop/; } location / { return 200 'Shop'; }",
    ),
    "http_capitals_hsts_unknown_directives": on_nginx(
        "www.unknown-directive.example",
        http="return 301 HTTPS://WWW.UNKNOWN-DIRECTIVE.EXAMPLE/;",
        headers=headers(
            ('max-age=31536000;; x="a; preload"; includeSubDomains;',), ("nosniff",), ("upgrade-insecure-requests",)
        ),
    ),
    "http_no_redirect_hsts_garbage": on_nginx(
        "www.garbage.example", http=_NO_REDIRECT, headers=headers(("yes please",), ("nosniff;",), (";",))
    ),
}

BAD: dict[str, Start] = {
    "hangs": on_python("www.hangs.example", lambda _: bad.hang),
    "closes_at_once": on_python("www.closes.example", lambda _: bad.close_at_once),
    "resets": on_python("www.resets.example", lambda _: bad.reset),
    "rubbish": on_python("www.rubbish.example", lambda _: bad.rubbish),
    "drips": on_python("www.drips.example", lambda _: bad.drip_handshake),
    "refuses": _refuses,
    "plain_http_on_443": on_nginx("www.plain443.example", speaks_tls=False),
    "endless_headers": on_python("www.endless.example", lambda chain: bad.over_tls(chain, bad.endless_headers)),
    "dripping_headers": on_python("www.slow.example", lambda chain: bad.over_tls(chain, bad.dripping_headers)),
    "endless_body": on_python("www.body.example", lambda chain: bad.over_tls(chain, bad.endless_body)),
    "blocks_after_five": _blocks_after_five,
    "http_hangs": _http_hangs,
}

MORE_TLS: dict[str, Start] = tls_servers.MORE_TLS
MAIL: dict[str, Start] = mail_servers.MAIL
SERVERS: dict[str, Start] = {**TLS, **MORE_TLS, **CERTIFICATES, **HTTP, **BAD, **MAIL}
