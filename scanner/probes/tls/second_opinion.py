"""What sslyze sees where our own hellos can't look, or might have missed something.

Its connections are used without its Scanner, whose queue opens hundreds of them for what a handful settles, and begin
on ours, so that the same bounds hold and TLS is asked for in the same words. It is asked whether the server takes any
suite that our sweep found rejected; and whether it gets through with a version that the server refused us without
saying why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from nassl.ssl_client import ClientCertificateRequested, SslClient
from sslyze.connection_helpers.tls_connection import NoCiphersAvailableBugInSSlyze, SslConnection
from sslyze.errors import ServerRejectedTlsHandshake, ServerTlsConfigurationNotSupported
from sslyze.plugins.openssl_cipher_suites._test_cipher_suite import (
    CipherSuiteAcceptedByServer,
    connect_with_cipher_suite,
)
from sslyze.plugins.openssl_cipher_suites.cipher_suites import CipherSuite
from sslyze.server_connectivity import (
    ClientAuthRequirementEnum,
    ServerConnectivityInfo,
    ServerTlsProbingResult,
)
from sslyze.server_setting import ServerNetworkConfiguration, ServerNetworkLocation

from scanner.model.vocabulary import TlsVersion
from scanner.probes.tls.exchange import Line
from scanner.probes.tls.handshakes import known_suites, needs_legacy, version_of

_ALL = "ALL:COMPLEMENTOFALL:-PSK:-SRP"
_MOST = 40


@dataclass(frozen=True)
class Connectivity(ServerConnectivityInfo):
    """Where to connect, and on whose connections. An address literal is no server name (RFC 6066 § 3)."""

    line: Line | None = None

    def get_preconfigured_tls_connection(self, *args: object, **options: object) -> SslConnection:
        """sslyze's connection, that opens and ends one of `line`."""
        assert self.line is not None  # noqa: S101 - a field behind fields with defaults needs one
        line = self.line
        named = line.target.server_name is not None and options.get("should_enable_server_name_indication", True)
        options["should_enable_server_name_indication"] = named
        connection = super().get_preconfigured_tls_connection(*args, **options)  # type: ignore[arg-type]
        held, end = ExitStack(), connection.close

        def begin() -> None:
            connection.ssl_client.set_underlying_socket(held.enter_context(line.connection()))

        def close() -> None:
            with held:
                end()

        connection._do_pre_handshake = begin  # type: ignore[method-assign]  # noqa: SLF001
        connection.close = close  # type: ignore[method-assign]
        return connection


def connectivity(line: Line, version: TlsVersion, suites: str, *, wants_ours: bool = False) -> Connectivity:
    """As sslyze likes to be told about a server whose newest version is this one. `suites` as OpenSSL writes them."""
    target = line.target
    seconds = max(1, round(line.timeout_s))
    return Connectivity(
        ServerNetworkLocation(target.host, target.connect_port, target.address),
        ServerNetworkConfiguration(target.host, network_timeout=seconds, network_max_retries=1),
        ServerTlsProbingResult(
            highest_tls_version_supported=version_of(version),
            cipher_suite_supported=suites,
            client_auth_requirement=(
                ClientAuthRequirementEnum.REQUIRED if wants_ours else ClientAuthRequirementEnum.DISABLED
            ),
            supports_ecdh_key_exchange=False,
        ),
        line,
    )


class SecondOpinion:
    """Asks one server. Every method may raise whatever sslyze, nassl, the network and our lines raise."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def further_suites(self, version: TlsVersion, found: Iterable[str]) -> list[str]:
        """IANA names of suites the server takes besides those `found`: mostly none, which one or two hellos show."""
        rest = [suite for name, suite in known_suites(version).items() if name not in set(found)]
        further: list[str] = []
        for legacy in (True, False):
            group = [suite for suite in rest if needs_legacy(version, suite) is legacy]
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

    def _one_by_one(self, info: Connectivity, version: TlsVersion, group: Sequence[CipherSuite]) -> list[str]:
        taken = []
        for suite in group:
            result = connect_with_cipher_suite(info, version_of(version), suite)
            if isinstance(result, CipherSuiteAcceptedByServer):
                taken.append(suite.name)
        return taken

    def _info(self, version: TlsVersion, suites: str) -> Connectivity:
        return connectivity(self._line, version, suites)


def _shake_hands(connection: SslConnection) -> None:
    """As far as the server's certificate; whether it wants one of ours is no matter here."""
    try:
        connection.connect(should_retry_connection=False)
    except ClientCertificateRequested:
        return
