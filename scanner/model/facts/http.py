"""Facts about HTTP: redirects, headers, HSTS, Content-Security-Policy, and files that lie about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from scanner.model.facts.base import Fact, fact
from scanner.model.facts.pages import Page
from scanner.model.values import NOT_STATED, Maybe
from scanner.model.vocabulary import AdminAnswer, FramedBy, ReferrerPolicy


@fact(
    "redirect",
    key=("from", "hop"),
    en="http request to {from} (hop {hop}: status {status}, to {to})",
    de="HTTP-Anfrage an {from} (Schritt {hop}: Status {status}, nach {to})",
    where="{from}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect(Fact):
    """One hop after a request over plain http; hop 0 exists for every host, with or without a redirect.

    `from` is the URL this hop asked for. `port_open`: its port answered.
    `to`, `to_scheme`, `same_host` and `status` are None where there was nothing to redirect. `upgrade`: this hop leads
    to https on the host it was asked on.
    """

    from_: Maybe[str] = NOT_STATED
    hop: Maybe[int] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    port_open: Maybe[bool] = NOT_STATED
    to: Maybe[str | None] = NOT_STATED
    status: Maybe[int | None] = NOT_STATED
    to_scheme: Maybe[str | None] = NOT_STATED
    same_host: Maybe[bool | None] = NOT_STATED
    upgrade: Maybe[bool] = NOT_STATED


@fact("header", key=("url", "name"), en="header {name} of {url}", de="Header {name} von {url}", where="{url}")
@dataclass(frozen=True, slots=True, kw_only=True)
class Header(Fact):
    """A response header we look at, one row per URL and name, sent or not. `values`: field lines as received, trimmed.

    `effective`: what a browser makes of it where a standard says so (nosniff, Referrer-Policy); None if nothing.
    """

    url: Maybe[str] = NOT_STATED
    name: Maybe[str] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    values: Maybe[tuple[str, ...]] = NOT_STATED
    effective: Maybe[str | None] = NOT_STATED


@fact(
    "hsts",
    key=("host",),
    en="Strict-Transport-Security of {host}",
    de="Strict-Transport-Security von {host}",
    where="https://{host}/",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Hsts(Fact):
    """A host's Strict-Transport-Security over https, by RFC 6797 § 6.1. `max_age` in seconds, None if there is none.

    `valid` is false where a browser would ignore the header, or there is none. `problem`: why it isn't valid.
    `registrable`: the host is what one registers, a name directly below a public suffix.
    """

    host: Maybe[str] = NOT_STATED
    registrable: Maybe[bool] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    valid: Maybe[bool] = NOT_STATED
    max_age: Maybe[int | None] = NOT_STATED
    include_subdomains: Maybe[bool] = NOT_STATED
    preload: Maybe[bool] = NOT_STATED
    problem: Maybe[str | None] = NOT_STATED


@fact("csp", key=("url",), en="Content-Security-Policy of {url}", de="Content-Security-Policy von {url}", where="{url}")
@dataclass(frozen=True, slots=True, kw_only=True)
class Csp(Fact):
    """All enforced Content-Security-Policies of a response taken together (CSP Level 3).

    A weakness is there only if every policy has it, a restriction if any has it. Source lists are None where no policy
    sets them.
    """

    url: Maybe[str] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    report_only: Maybe[bool] = NOT_STATED
    default_src: Maybe[tuple[str, ...] | None] = NOT_STATED
    script_src: Maybe[tuple[str, ...] | None] = NOT_STATED
    object_src: Maybe[tuple[str, ...] | None] = NOT_STATED
    base_uri: Maybe[tuple[str, ...] | None] = NOT_STATED
    frame_ancestors: Maybe[tuple[str, ...] | None] = NOT_STATED
    form_action: Maybe[tuple[str, ...] | None] = NOT_STATED
    frame_src: Maybe[tuple[str, ...] | None] = NOT_STATED
    script_nonce: Maybe[bool] = NOT_STATED
    script_hash: Maybe[bool] = NOT_STATED
    strict_dynamic: Maybe[bool] = NOT_STATED
    script_unsafe_inline: Maybe[bool] = NOT_STATED
    script_unsafe_eval: Maybe[bool] = NOT_STATED
    script_wildcard: Maybe[bool] = NOT_STATED
    style_unsafe_inline: Maybe[bool] = NOT_STATED
    reports: Maybe[bool] = NOT_STATED
    upgrade_insecure_requests: Maybe[bool] = NOT_STATED
    ignored: Maybe[tuple[str, ...]] = NOT_STATED


@fact("referrer_policy", key=("url",), en="Referrer-Policy of {url}", de="Referrer-Policy von {url}", where="{url}")
@dataclass(frozen=True, slots=True, kw_only=True)
class StatedReferrerPolicy(Fact):
    """Which Referrer-Policy a page states: in its header field, and in its `<meta name=referrer>`, which wins.

    None where it states none that a browser knows. `effective` None: it is left to the visitor's browser.
    """

    url: Maybe[str] = NOT_STATED
    header: Maybe[ReferrerPolicy | None] = NOT_STATED
    meta: Maybe[ReferrerPolicy | None] = NOT_STATED
    effective: Maybe[ReferrerPolicy | None] = NOT_STATED


@fact("framing", key=("url",), en="framing of {url}", de="Einrahmung von {url}", where="{url}")
@dataclass(frozen=True, slots=True, kw_only=True)
class Framing(Fact):
    """Whose pages may show a page in a frame, by frame-ancestors of the enforced policies (CSP Level 3 § 6.4.2).

    `x_frame_options`, deny or sameorigin, counts where no policy has frame-ancestors. Both are None where not stated.
    """

    url: Maybe[str] = NOT_STATED
    frame_ancestors: Maybe[tuple[str, ...] | None] = NOT_STATED
    x_frame_options: Maybe[str | None] = NOT_STATED
    allowed_to: Maybe[FramedBy] = NOT_STATED


@fact(
    "software",
    key=("url", "source", "value"),
    en='{source} "{value}" of {url}',
    de="{source} „{value}“ von {url}",
    where="{url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Software(Fact):
    """Software that a response names: in a header field, or in `<meta name=generator>`, whose source is `generator`.

    `version`: the first version number of two parts or more in it; None where it gives none away.
    """

    url: Maybe[str] = NOT_STATED
    source: Maybe[str] = NOT_STATED
    value: Maybe[str] = NOT_STATED
    version: Maybe[str | None] = NOT_STATED


@fact(
    "security_txt",
    key=("host",),
    en="security.txt of {host}",
    de="security.txt von {host}",
    where="https://{host}/.well-known/security.txt",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityTxt(Fact):
    """A host's security.txt (RFC 9116). `present`: an answer of 200 that has fields of one; an error page is none.

    `url`: where redirects led. `contact`: it has a valid Contact. `expires` in UTC, None without a valid one;
    `days_left`: whole days, expires − as_of. `canonical_matches` None: it has no Canonical. `signed`: by OpenPGP,
    whose signature is not verified. `problem`: the first thing for which a reader must not rely on it.
    """

    host: Maybe[str] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    url: Maybe[str | None] = NOT_STATED
    content_type: Maybe[str | None] = NOT_STATED
    contact: Maybe[bool] = NOT_STATED
    expires: Maybe[dt.date | None] = NOT_STATED
    days_left: Maybe[int | None] = NOT_STATED
    canonical_matches: Maybe[bool | None] = NOT_STATED
    signed: Maybe[bool] = NOT_STATED
    problem: Maybe[str | None] = NOT_STATED

    def on(self, as_of: dt.date) -> SecurityTxt:
        """With `days_left` counted from that day."""
        if isinstance(self.expires, dt.date):
            return replace(self, days_left=(self.expires - as_of).days)
        return replace(self, days_left=None) if self.expires is None else self


@fact("exposed_file", key=("url",), en="{what} at {url}", de="{what} unter {url}", where="{url}")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExposedFile(Fact):
    """A file that should not be public. `present`: its content signature was found, not just a status.

    What stands in it is never kept, nor a digest of it, from which a short secret could be guessed: `signature` names
    what it was recognised by, `bytes` counts how many were read. They are None where it is not present.
    """

    host: Maybe[str] = NOT_STATED
    url: Maybe[str] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    what: Maybe[str] = NOT_STATED
    status: Maybe[int] = NOT_STATED
    content_type: Maybe[str | None] = NOT_STATED
    signature: Maybe[str | None] = NOT_STATED
    bytes: Maybe[int | None] = NOT_STATED


@fact("admin_surface", key=("url",), en="{what} at {url}", de="{what} unter {url}", where="{url}")
@dataclass(frozen=True, slots=True, kw_only=True)
class AdminSurface(Fact):
    """A management interface. `present`: it answers from outside with a form to log in, or with the tool itself.

    `answer` tells the other answers apart: behind HTTP authentication, forbidden, or nothing of the kind there.
    """

    host: Maybe[str] = NOT_STATED
    url: Maybe[str] = NOT_STATED
    present: Maybe[bool] = NOT_STATED
    what: Maybe[str] = NOT_STATED
    answer: Maybe[AdminAnswer] = NOT_STATED
    status: Maybe[int] = NOT_STATED


@fact("caching", key=("page",), en="caching of {page.url}", de="Zwischenspeicherung von {page.url}", where="{page.url}")
@dataclass(frozen=True, slots=True, kw_only=True)
class Caching(Fact):
    """What a page's Cache-Control lets be kept (RFC 9111 § 5.2.2). `directives` by name, in lower case, as received.

    `no_store`: no cache may keep it, the visitor's own browser included.
    """

    page: Maybe[Page] = NOT_STATED
    directives: Maybe[tuple[str, ...]] = NOT_STATED
    no_store: Maybe[bool] = NOT_STATED
