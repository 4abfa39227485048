"""What sslyze sees where our own hellos can't look, or might have missed something.

Its connections are used without its Scanner, whose queue opens hundreds of them for what a handful settles. It is asked
for the certificates of TLS 1.3, which are sent encrypted; whether the server takes any suite that our sweep found
rejected; and whether it gets through with a version that the server refused us without saying why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from nassl.ephemeral_key_info import OpenSslEvpPkeyEnum
from nassl.ssl_client import ClientCertificateRequested, OpenSslDigestNidEnum, SslClient
from sslyze.connection_helpers.tls_connection import NoCiphersAvailableBugInSSlyze, SslConnection
from sslyze.errors import ServerRejectedTlsHandshake, ServerTlsConfigurationNotSupported
from sslyze.plugins.openssl_cipher_suites._test_cipher_suite import (
    CipherSuiteAcceptedByServer,
    connect_with_cipher_suite,
)
from sslyze.plugins.openssl_cipher_suites._tls12_workaround import WorkaroundForTls12ForCipherSuites
from sslyze.plugins.openssl_cipher_suites.cipher_suites import CipherSuite, CipherSuitesRepository
from sslyze.server_connectivity import (
    ClientAuthRequirementEnum,
    ServerConnectivityInfo,
    ServerTlsProbingResult,
    TlsVersionEnum,
)
from sslyze.server_setting import ServerNetworkConfiguration, ServerNetworkLocation

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.exchange import Target

#: A chain in DER, leaf first, and the stapled OCSP response.
Chain = tuple[tuple[bytes, ...], bytes | None]

_ALL = "ALL:COMPLEMENTOFALL:-PSK:-SRP"
_MOST = 40

_SHA = (OpenSslDigestNidEnum.SHA256, OpenSslDigestNidEnum.SHA384, OpenSslDigestNidEnum.SHA512)


@dataclass(frozen=True)
class _Connectivity(ServerConnectivityInfo):
    """Where to connect. An address literal is no server name (RFC 6066 § 3), which sslyze sends all the same."""

    named: bool = True

    def get_preconfigured_tls_connection(self, *args: object, **options: object) -> SslConnection:
        options["should_enable_server_name_indication"] = self.named
        return super().get_preconfigured_tls_connection(*args, **options)  # type: ignore[arg-type]


class SecondOpinion:
    """Asks one server. `begins` is called before each connection.

    Every method may raise whatever sslyze, nassl and the operating system raise: no error here may decide anything.
    """

    def __init__(self, target: Target, timeout_s: float, begins: Callable[[], None]) -> None:
        name = target.server_name or target.address
        self._location = ServerNetworkLocation(name, target.connect_port, target.address)
        seconds = max(1, round(timeout_s))
        self._network = ServerNetworkConfiguration(name, network_timeout=seconds, network_max_retries=1)
        self._named = target.server_name is not None
        self._begins = begins

    def chain(self, version: TlsVersion, suites: Iterable[str], *, other_than: str | None = None) -> Chain:
        """The certificates sent in a version with one of the suites (IANA names).

        `other_than`: ask a TLS 1.3 server for a certificate whose key is not of this type ("rsa" or "ec").
        """
        known = _known(version)
        usable = [known[name].openssl_name for name in suites if name in known]
        connection = self._info(version, ":".join(usable)).get_preconfigured_tls_connection()
        if other_than is not None and isinstance(connection.ssl_client, SslClient):
            kind = OpenSslEvpPkeyEnum.EC if other_than == "rsa" else OpenSslEvpPkeyEnum.RSA_PSS
            connection.ssl_client.set_signature_algorithms([(digest, kind) for digest in _SHA])
        connection.ssl_client.set_tlsext_status_ocsp()
        self._begins()
        try:
            _shake_hands(connection)
            staple = connection.ssl_client.get_tlsext_status_ocsp_resp()
            sent = connection.ssl_client.get_received_chain()
        finally:
            connection.close()
        chain = tuple(x509.load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER) for pem in sent)
        return chain, None if staple is None else staple.as_der_bytes()

    def further_suites(self, version: TlsVersion, found: Iterable[str]) -> list[str]:
        """IANA names of suites the server takes besides those `found`: mostly none, which one or two hellos show."""
        rest = [suite for name, suite in _known(version).items() if name not in set(found)]
        further: list[str] = []
        for legacy in (True, False):
            group = [suite for suite in rest if _legacy(version, suite) is legacy]
            while group and len(further) < _MOST:
                taken = self._any_of(version, group, legacy=legacy)
                further += taken
                group = [suite for suite in group if suite.name not in taken] if taken else []
        return further

    def gets_through(self, version: TlsVersion) -> bool:
        """Whether a handshake of this version with any suite that OpenSSL has comes to a ServerHello."""
        info = self._info(version, _ALL)
        connection = info.get_preconfigured_tls_connection(override_tls_version=version_of(version))
        if version is not TlsVersion.TLSV1_3:
            connection.ssl_client.set_cipher_list(_ALL)
        self._begins()
        try:
            _shake_hands(connection)
        except ServerTlsConfigurationNotSupported:
            # OpenSSL itself gave up on what the server had chosen.
            return True
        except (ServerRejectedTlsHandshake, NoCiphersAvailableBugInSSlyze):
            return False
        finally:
            connection.close()
        return True

    def _any_of(self, version: TlsVersion, group: Sequence[CipherSuite], *, legacy: bool) -> list[str]:
        """The names of those taken of a group: the one chosen, or several where the library hides the choice."""
        info = self._info(version, _ALL)
        connection = info.get_preconfigured_tls_connection(
            override_tls_version=version_of(version), should_use_legacy_openssl=legacy
        )
        names = ":".join(suite.openssl_name for suite in group)
        if version is TlsVersion.TLSV1_3 and isinstance(connection.ssl_client, SslClient):
            connection.ssl_client.set_ciphersuites(names)
        else:
            connection.ssl_client.set_cipher_list(names)
        self._begins()
        try:
            connection.connect(should_retry_connection=False)
            chosen = connection.ssl_client.get_current_cipher_name()
        except (ServerRejectedTlsHandshake, NoCiphersAvailableBugInSSlyze):
            return []
        except (ServerTlsConfigurationNotSupported, ClientCertificateRequested):
            return self._one_by_one(info, version, group)
        finally:
            connection.close()
        return [suite.name for suite in group if suite.openssl_name == chosen]

    def _one_by_one(self, info: _Connectivity, version: TlsVersion, group: Sequence[CipherSuite]) -> list[str]:
        taken = []
        for suite in group:
            self._begins()
            result = connect_with_cipher_suite(info, version_of(version), suite)
            if isinstance(result, CipherSuiteAcceptedByServer):
                taken.append(suite.name)
        return taken

    def _info(self, version: TlsVersion, suites: str) -> _Connectivity:
        probing = ServerTlsProbingResult(
            highest_tls_version_supported=version_of(version),
            cipher_suite_supported=suites,
            client_auth_requirement=ClientAuthRequirementEnum.DISABLED,
            supports_ecdh_key_exchange=False,
        )
        return _Connectivity(self._location, self._network, probing, self._named)


def _shake_hands(connection: SslConnection) -> None:
    """As far as the server's certificate; whether it wants one of ours is no matter here."""
    try:
        connection.connect(should_retry_connection=False)
    except ClientCertificateRequested:
        return


def version_of(version: TlsVersion) -> TlsVersionEnum:
    """sslyze's number of a version; both count from SSL 2.0."""
    return TlsVersionEnum(version.rank + 1)


def _known(version: TlsVersion) -> dict[str, CipherSuite]:
    return {suite.name: suite for suite in CipherSuitesRepository.get_all_cipher_suites(version_of(version))}


def _legacy(version: TlsVersion, suite: CipherSuite) -> bool:
    """Which of the two bundled OpenSSL libraries can speak it."""
    if version is TlsVersion.TLSV1_2:
        return WorkaroundForTls12ForCipherSuites.requires_legacy_openssl(suite.openssl_name)
    return version is not TlsVersion.TLSV1_3
