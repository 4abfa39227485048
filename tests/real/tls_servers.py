"""Servers that each pin down one thing a handshake shows: groups, sessions, staples, repairs that are missing."""

from collections.abc import Iterator
from contextlib import contextmanager

from . import bad
from .certificates import Leaf
from .processes import closed_port
from .relics import SSL3, TLS10, Relic, relic
from .shops import (
    AUTHORISED,
    Shop,
    Start,
    Workshop,
    behind,
    names,
    on_gnutls,
    on_nginx,
    on_openssl,
    on_pyopenssl,
    on_python,
)
from .tlslite_servers import old, tlslite

X25519MLKEM768 = 0x11EC  # RFC 10024

DHE_SUITES = "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384"
ECDHE_RSA = "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384"
LEVEL_0 = ":@SECLEVEL=0"


def rsa(host: str) -> Leaf:
    return Leaf(names(host), key="rsa-2048")


def ec(host: str) -> Leaf:
    return Leaf(names(host))


@contextmanager
def _blocks_after_thirty(workshop: Workshop) -> Iterator[Shop]:
    with (
        on_nginx("www.blocks-after-thirty.example", http=None)(workshop) as inner,
        bad.serving(bad.refuse_after(30, inner.https_port)) as https_port,
    ):
        yield Shop(inner.host, https_port, inner.http_port, inner.ca)


@contextmanager
def _odd_port(workshop: Workshop) -> Iterator[Shop]:
    """Nothing listens on 443; the shop's address names 8443."""
    with on_nginx("www.oddport.example", http=None)(workshop) as inner, closed_port() as refusing:
        yield Shop(
            inner.host,
            refusing,
            inner.http_port,
            inner.ca,
            doors=tuple((host, 8443, inner.https_port) for host in names(inner.host)),
            told={"shop": f"https://{inner.host}:8443/"},
        )


GROUPS: dict[str, Start] = {
    "pyopenssl_hybrid": on_pyopenssl("www.hybrid.example", rsa("www.hybrid.example")),
    "pyopenssl_hybrid_only": on_pyopenssl(
        "www.hybridonly.example", ec("www.hybridonly.example"), "Groups = X25519MLKEM768\nMinProtocol = TLSv1.3"
    ),
    "pyopenssl_every_hybrid": on_pyopenssl(
        "www.hybrids.example",
        ec("www.hybrids.example"),
        "Groups = SecP256r1MLKEM768:SecP384r1MLKEM1024:X25519MLKEM768:P-384\nMinProtocol = TLSv1.3",
    ),
    "pyopenssl_brainpool_tls13": on_pyopenssl(
        "www.brainpool13.example",
        ec("www.brainpool13.example"),
        "Groups = brainpoolP256r1tls13:brainpoolP384r1tls13:brainpoolP512r1tls13\nMinProtocol = TLSv1.3",
    ),
    "s_server_brainpool_tls12": on_openssl(
        "www.brainpool12.example",
        rsa("www.brainpool12.example"),
        *("-tls1_2", "-cipher", ECDHE_RSA, "-groups", "brainpoolP256r1:brainpoolP384r1:brainpoolP512r1"),
    ),
    "s_server_x448_only": on_openssl(
        "www.x448.example", rsa("www.x448.example"), "-cipher", ECDHE_RSA, "-groups", "X448"
    ),
    "nginx_p521_only": on_nginx("www.p521.example", rsa("www.p521.example"), tls=("ssl_ecdh_curve secp521r1;",)),
    "s_server_p256_retry": on_openssl("www.retry.example", ec("www.retry.example"), "-tls1_3", "-groups", "P-256"),
    "s_server_ffdhe_tls13": on_openssl(
        "www.ffdhe.example", ec("www.ffdhe.example"), "-tls1_3", "-groups", "ffdhe3072:ffdhe2048"
    ),
    "nginx_dhe_own_1024": on_nginx(
        "www.ownprime.example",
        rsa("www.ownprime.example"),
        dh="own-1024",
        protocols="TLSv1.2",
        ciphers=DHE_SUITES + LEVEL_0,
    ),
    "nginx_dhe_common_1024": on_nginx(
        "www.commonprime.example",
        rsa("www.commonprime.example"),
        dh="rfc2409-1024",
        protocols="TLSv1.2",
        ciphers=DHE_SUITES + LEVEL_0,
    ),
    "nginx_dhe_3072": on_nginx(
        "www.prime3072.example",
        rsa("www.prime3072.example"),
        dh="rfc3526-3072",
        protocols="TLSv1.2",
        ciphers=f"{DHE_SUITES}:{ECDHE_RSA}",
        tls=("ssl_ecdh_curve prime256v1;",),
    ),
    "resets_on_hybrid": behind(
        "www.resets-on-hybrid.example",
        lambda port: bad.reset_on_group(X25519MLKEM768, port),
        on_nginx("www.resets-on-hybrid.example"),
    ),
}

REPAIRS: dict[str, Start] = {
    # No TLS 1.2: a server that knows it marks every downgrade (RFC 8446 § 4.1.3), which an old one doesn't.
    "tlslite_no_fallback_scsv": on_python(
        "www.noscsv.example",
        tlslite(old((3, 1), (3, 2), ["aes128", "3des", "rc4"], exchanges=["rsa", "ecdhe_rsa"]), deaf=True),
        rsa("www.noscsv.example"),
        told=AUTHORISED,
    ),
    "nginx_no_extended_master_secret": on_nginx(
        "www.noems.example",
        rsa("www.noems.example"),
        protocols="TLSv1.2",
        ciphers=f"{ECDHE_RSA}:AES128-GCM-SHA256",
        tls=("ssl_conf_command Options -ExtendedMasterSecret;",),
        told=AUTHORISED,
    ),
    "gnutls_no_secure_renegotiation": on_gnutls(
        "www.oldreneg.example",
        rsa("www.oldreneg.example"),
        "NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+ECDHE-RSA:%DISABLE_SAFE_RENEGOTIATION",
        told=AUTHORISED,
    ),
    "s_server_client_renegotiation": on_openssl(
        "www.clientreneg.example",
        rsa("www.clientreneg.example"),
        *("-tls1_2", "-cipher", ECDHE_RSA, "-client_renegotiation"),
        told=AUTHORISED,
    ),
    "gnutls_3des_tls10": on_gnutls(
        "www.gnutls3des.example",
        rsa("www.gnutls3des.example"),
        "NONE:+VERS-TLS1.0:+VERS-TLS1.1:+VERS-TLS1.2:+RSA:+DHE-RSA:+3DES-CBC:+ARCFOUR-128:+AES-128-CBC:+SHA1:+COMP-NULL"
        ":+SIGN-RSA-SHA256:+SIGN-RSA-SHA1:+GROUP-FFDHE2048:%SERVER_PRECEDENCE:%VERIFY_ALLOW_SIGN_WITH_SHA1",
        told=AUTHORISED,
    ),
    "gnutls_normal": on_gnutls("www.gnutls.example", rsa("www.gnutls.example"), "NORMAL", told=AUTHORISED),
    "relic_export": on_python(
        "www.export.example",
        lambda chain: relic(
            chain,
            Relic(
                {
                    SSL3: (0x0004, 0x0009, 0x0003, 0x0006, 0x0008, 0x0014),
                    TLS10: (0x0016, 0x000A, 0x0009, 0x0015, 0x0007, 0x0003, 0x0006, 0x0008, 0x0014),
                },
                deflate=True,
            ),
        ),
        rsa("www.export.example"),
    ),
    "relic_ssl2": on_python(
        "www.ssl2.example",
        lambda chain: relic(
            chain,
            Relic({SSL3: (0x0004, 0x0005)}, ssl2=(b"\x01\x00\x80", b"\x07\x00\xc0", b"\x02\x00\x80")),
        ),
        rsa("www.ssl2.example"),
    ),
}

SESSIONS: dict[str, Start] = {
    "nginx_tickets_a_day": on_nginx(
        "www.day.example", ec("www.day.example"), http2=True, tls=("ssl_session_timeout 1d;",)
    ),
    "nginx_tickets_four_days": on_nginx(
        "www.fourdays.example",
        rsa("www.fourdays.example"),
        protocols="TLSv1.2",
        tls=("ssl_session_timeout 4d;", "ssl_prefer_server_ciphers on;"),
    ),
    "nginx_session_ids_only": on_nginx(
        "www.ids.example",
        rsa("www.ids.example"),
        protocols="TLSv1.2",
        tls=("ssl_session_tickets off;", "ssl_session_cache shared:ids:1m;", "ssl_session_timeout 10m;"),
    ),
    "nginx_no_resumption": on_nginx(
        "www.noresume.example",
        rsa("www.noresume.example"),
        protocols="TLSv1.2",
        tls=("ssl_session_tickets off;", "ssl_session_cache off;"),
    ),
    "s_server_no_tickets_tls13": on_openssl(
        "www.notickets.example", ec("www.notickets.example"), "-tls1_3", "-num_tickets", "0"
    ),
    "nginx_early_data": on_nginx("www.early-data.example", ec("www.early-data.example"), tls=("ssl_early_data on;",)),
    "gnutls_early_data": on_gnutls(
        "www.early-gnutls.example",
        ec("www.early-gnutls.example"),
        "NORMAL:-VERS-ALL:+VERS-TLS1.3",
        *("--earlydata", "--maxearlydata=8192", "--alpn=http/1.1", "--alpn=h2"),
    ),
    "nginx_staple_good": on_nginx(
        "www.staple.example",
        Leaf(names("www.staple.example"), ocsp=True, scts=2),
        staple="good",
    ),
    "nginx_staple_revoked": on_nginx(
        "www.revoked.example", Leaf(names("www.revoked.example"), ocsp=True), staple="revoked"
    ),
    "nginx_must_staple_kept": on_nginx(
        "www.mustkept.example", Leaf(names("www.mustkept.example"), ocsp=True, must_staple=True), staple="good"
    ),
    "nginx_must_staple_broken": on_nginx(
        "www.mustbroken.example", Leaf(names("www.mustbroken.example"), ocsp=True, must_staple=True, scts=1)
    ),
    "nginx_server_preference": on_nginx(
        "www.prefers.example",
        rsa("www.prefers.example"),
        protocols="TLSv1.2",
        ciphers="ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-CHACHA20-POLY1305:AES128-SHA",
        tls=("ssl_prefer_server_ciphers on;",),
        http2=True,
    ),
    "nginx_other_default": on_nginx(
        "www.shared.example",
        rsa("www.shared.example"),
        ec("www.shared.example"),
        default=Leaf(("hosting.example",), key="rsa-3072"),
    ),
    "gnutls_sni_fatal": on_gnutls(
        "www.named.example",
        rsa("www.named.example"),
        "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-RSA",
        "--sni-hostname=www.named.example",
        "--sni-hostname-fatal",
    ),
    "nginx_ipv6_only": on_nginx("www.six.example", address="::1"),
    "s_server_client_certificate": on_openssl(
        "www.mutual.example", rsa("www.mutual.example"), "-Verify", "1", "-verify_return_error", "-cipher", ECDHE_RSA
    ),
    "tlslite_modern": on_python(
        "www.tlslite.example",
        tlslite(
            old(
                (3, 3),
                (3, 4),
                ["aes256gcm", "aes128gcm", "chacha20-poly1305"],
                exchanges=["ecdhe_rsa"],
                master_secret=True,
                then_mac=True,
            ),
        ),
        rsa("www.tlslite.example"),
        told=AUTHORISED,
    ),
    "nginx_gzip": on_nginx("www.gzip.example", tls=("gzip on; gzip_min_length 1;",)),
    "nginx_odd_port": _odd_port,
    "blocks_after_thirty": _blocks_after_thirty,
}

MORE_TLS: dict[str, Start] = {**GROUPS, **REPAIRS, **SESSIONS}
