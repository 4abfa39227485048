"""What the Content-Security-Policies of one response allow together: any text gives a value, never an exception. Pure.

Parsing follows Content Security Policy Level 3 § 2.2, the fallbacks § 6.8.3, inline code § 6.7.3.2, eval § 4.4.
Every enforcing policy must agree before anything happens, so a weakness is one only if all of them allow it,
and a restriction holds if any of them makes it. Policies that only report restrict nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

#: Characters read of all fields together; beyond that `Csp.truncated` is set. Chromium takes 256 KiB for all headers.
MAX_LENGTH = 64 * 1024
#: Directives that `Csp.ignored` names at most, and how much of each.
MAX_IGNORED = 50
MAX_IGNORED_LENGTH = 100

_DEFAULT = ("default-src",)
_SCRIPT = ("script-src", *_DEFAULT)
_STYLE = ("style-src", *_DEFAULT)
_FRAME = ("frame-src", "child-src", *_DEFAULT)
#: § 6.8.3: which directive speaks for a fetch directive, the first one given.
FALLBACKS: Mapping[str, tuple[str, ...]] = {
    "default-src": _DEFAULT,
    "script-src": _SCRIPT,
    "script-src-elem": ("script-src-elem", *_SCRIPT),
    "script-src-attr": ("script-src-attr", *_SCRIPT),
    "style-src": _STYLE,
    "style-src-elem": ("style-src-elem", *_STYLE),
    "style-src-attr": ("style-src-attr", *_STYLE),
    "child-src": ("child-src", *_DEFAULT),
    "frame-src": _FRAME,
    "fenced-frame-src": ("fenced-frame-src", *_FRAME),
    "worker-src": ("worker-src", "child-src", *_SCRIPT),
    "connect-src": ("connect-src", *_DEFAULT),
    "font-src": ("font-src", *_DEFAULT),
    "img-src": ("img-src", *_DEFAULT),
    "manifest-src": ("manifest-src", *_DEFAULT),
    "media-src": ("media-src", *_DEFAULT),
    "object-src": ("object-src", *_DEFAULT),
}
#: Source lists that stand for themselves: what they don't say is allowed (§ 6.3, § 6.4).
_STANDING_ALONE = ("base-uri", "form-action", "frame-ancestors")
_OTHERS = frozenset(
    {
        "report-to",
        "report-uri",
        "require-trusted-types-for",
        "sandbox",
        "trusted-types",
        "upgrade-insecure-requests",
        "webrtc",
    }
)
_KNOWN = _OTHERS | frozenset(FALLBACKS) | frozenset(_STANDING_ALONE)
#: Once specified, dropped by the standard or by browsers: nothing relies on them any more.
_OBSOLETE = frozenset(
    {
        "block-all-mixed-content",
        "disown-opener",
        "navigate-to",
        "plugin-types",
        "prefetch-src",
        "referrer",
        "reflected-xss",
    }
)
#: HTML § 4.2.5.3: removed from a policy in a meta element.
_NOT_IN_META = frozenset({"report-uri", "frame-ancestors", "sandbox"})

_WHITE_SPACE = "\t\n\x0c\r "
_SPLIT = re.compile(f"[{_WHITE_SPACE}]+")
_BASE64 = r"[A-Za-z0-9+/_-]+={0,2}"
_NONCE = re.compile(rf"'nonce-{_BASE64}'", re.IGNORECASE | re.ASCII)
_HASH = re.compile(rf"'sha(?:256|384|512)-{_BASE64}'", re.IGNORECASE | re.ASCII)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# A scheme-source that matches https: (§ 6.7.2, scheme-part matching), or a host-source for all hosts on whatever port.
_ANY_HOST = re.compile(r"(?:https?|wss?):|(?:(?:https?|wss?)://)?\*(?::[0-9*]+)?(?:/.*)?", re.IGNORECASE | re.ASCII)

_NONE = "'none'"
#: What a wildcard opens: every host, or a script written into the URL itself.
_HOLES = frozenset({"any_host", "data"})


class Disposition(StrEnum):
    """Whether a policy is enforced or merely reports (§ 2.2)."""

    ENFORCE = "enforce"
    REPORT = "report"


class IgnoredBecause(StrEnum):
    """Why a browser passes over a directive."""

    UNKNOWN = "unknown"
    OBSOLETE = "obsolete"
    DUPLICATE = "duplicate"
    NOT_ASCII = "not_ascii"
    NOT_IN_META = "not_in_meta"


@dataclass(frozen=True, slots=True)
class Ignored:
    """A directive without effect: its lower-case name, or the beginning of its text where that has none."""

    what: str
    because: IgnoredBecause


@dataclass(frozen=True, slots=True)
class Policy:
    """One serialized policy (§ 2.2.1): lower-case directive name to its values as sent, in the order given.

    Only directives with an effect; the others are in `ignored`. Not truncated: `MAX_LENGTH` bounds what is parsed.
    """

    disposition: Disposition
    directives: Mapping[str, tuple[str, ...]]
    ignored: tuple[Ignored, ...] = ()

    def sources(self, directive: str) -> tuple[str, ...] | None:
        """The effective source list: of the directive, or of the one that speaks for it (§ 6.8.3); None: unrestricted.

        Keywords and schemes are in lower case; nothing allowed is always `("'none'",)`.
        Of use only for directives that have a source list.
        """
        for name in FALLBACKS.get(directive, (directive,)):
            if name in self.directives:
                return _normalised(self.directives[name])
        return None


@dataclass(frozen=True, slots=True)
class Csp:
    """All policies of one response, summed up: the evidence row `csp`.

    `present`: some enforcing policy has a directive with an effect; likewise `report_only_present`.
    Without any, all that a policy could forbid is allowed: `script_unsafe_*`, `script_wildcard` and
    `style_unsafe_inline` are True.

    The source lists are None where no policy restricts, `("'none'",)` where nothing is allowed. Where several policies
    restrict, they are those of the narrowest one: the browser allows no more than that, perhaps less.

    script_unsafe_inline  an injected script element or event handler runs; an 'unsafe-inline' that a nonce, a hash
                          or 'strict-dynamic' overrides does not count (§ 6.7.3.2)
    script_wildcard       a script element may load from any host, or from data:, and no 'strict-dynamic' overrides that
    report_to             groups and addresses that violations of enforced policies are reported to
    truncated             more than `MAX_LENGTH` characters came: nothing here but `present` can be relied on
    """

    present: bool
    report_only_present: bool
    policies: tuple[Policy, ...]
    script_unsafe_inline: bool
    script_unsafe_eval: bool
    script_wildcard: bool
    script_nonce: bool
    script_hash: bool
    strict_dynamic: bool
    style_unsafe_inline: bool
    script_src: tuple[str, ...] | None
    object_src: tuple[str, ...] | None
    base_uri: tuple[str, ...] | None
    frame_ancestors: tuple[str, ...] | None
    form_action: tuple[str, ...] | None
    report_to: tuple[str, ...]
    upgrade_insecure_requests: bool
    ignored: tuple[Ignored, ...]
    truncated: bool

    def sources(self, directive: str) -> tuple[str, ...] | None:
        """The effective source list of any directive over all enforced policies, as in the fields above."""
        return _narrowest(_enforced(self.policies), directive)


def parse(values: Sequence[str], report_only: Sequence[str] = (), meta: Sequence[str] = ()) -> Csp:
    """Field values of Content-Security-Policy and -Report-Only, and contents of meta elements, each in order."""
    fields = [(Disposition.ENFORCE, False, text) for text in values]
    fields += [(Disposition.REPORT, False, text) for text in report_only]
    fields += [(Disposition.ENFORCE, True, text) for text in meta]
    left = MAX_LENGTH
    policies: list[Policy] = []
    for disposition, in_meta, text in fields:
        # Only a header field is a list; in a meta element a comma is just a character (HTML § 4.2.5.3).
        serialized = [text[:left]] if in_meta else text[:left].split(",")
        policies += (_policy(each, disposition, in_meta) for each in serialized)
        left = max(0, left - len(text))
    truncated = sum(len(text) for _, _, text in fields) > MAX_LENGTH
    return _summed_up(tuple(policy for policy in policies if policy.directives or policy.ignored), truncated)


def is_any_host(source: str) -> bool:
    """Whether a source stands for every host, on whatever port."""
    return _ANY_HOST.fullmatch(source) is not None


def _policy(text: str, disposition: Disposition, in_meta: bool) -> Policy:
    """§ 2.2.1: split on semicolons, the first of several equal names wins."""
    directives: dict[str, tuple[str, ...]] = {}
    ignored: list[Ignored] = []
    for part in text.split(";"):
        name, *sources = _SPLIT.split(part.strip(_WHITE_SPACE))
        if not name:
            continue
        if because := _ignored_because(name.lower(), part, directives, in_meta):
            if len(ignored) < MAX_IGNORED:
                ignored.append(Ignored(name.lower()[:MAX_IGNORED_LENGTH], because))
        else:
            directives[name.lower()] = tuple(sources)
    return Policy(disposition, directives, tuple(ignored))


def _ignored_because(name: str, part: str, before: Mapping[str, object], in_meta: bool) -> IgnoredBecause | None:
    if not part.isascii():
        return IgnoredBecause.NOT_ASCII
    if name in before:
        return IgnoredBecause.DUPLICATE
    if in_meta and name in _NOT_IN_META:
        return IgnoredBecause.NOT_IN_META
    if name in _OBSOLETE:
        return IgnoredBecause.OBSOLETE
    return None if name in _KNOWN else IgnoredBecause.UNKNOWN


def _summed_up(policies: tuple[Policy, ...], truncated: bool) -> Csp:
    enforced = _enforced(policies)
    script = [_script_sources(policy) for policy in enforced]
    return Csp(
        present=bool(enforced),
        report_only_present=any(each.disposition is Disposition.REPORT and each.directives for each in policies),
        policies=policies,
        script_unsafe_inline=_inline(enforced, "script-src-elem") or _inline(enforced, "script-src-attr"),
        script_unsafe_eval=all(_allows_eval(policy.sources("script-src")) for policy in enforced),
        script_wildcard=bool(_HOLES.intersection(*(_holes(policy.sources("script-src-elem")) for policy in enforced))),
        script_nonce=any(_NONCE.fullmatch(source) for sources in script for source in sources),
        script_hash=any(_HASH.fullmatch(source) for sources in script for source in sources),
        strict_dynamic=any("'strict-dynamic'" in sources for sources in script),
        style_unsafe_inline=_inline(enforced, "style-src-elem") or _inline(enforced, "style-src-attr"),
        script_src=_narrowest(enforced, "script-src-elem"),
        object_src=_narrowest(enforced, "object-src"),
        base_uri=_narrowest(enforced, "base-uri"),
        frame_ancestors=_narrowest(enforced, "frame-ancestors"),
        form_action=_narrowest(enforced, "form-action"),
        report_to=_report_to(enforced),
        upgrade_insecure_requests=any("upgrade-insecure-requests" in policy.directives for policy in enforced),
        ignored=tuple(ignored for policy in policies for ignored in policy.ignored)[:MAX_IGNORED],
        truncated=truncated,
    )


def _enforced(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    """Those that restrict something. A policy of unknown directives only is none: browsers find nothing in it to do."""
    return tuple(policy for policy in policies if policy.disposition is Disposition.ENFORCE and policy.directives)


def _normalised(sources: tuple[str, ...]) -> tuple[str, ...]:
    """Without repetitions, and without a 'none' beside others, where it has no effect."""
    kept = tuple(source for source in dict.fromkeys(map(_in_lower_case, sources)) if source != _NONE)
    return kept or (_NONE,)


def _in_lower_case(source: str) -> str:
    if _is_nonce_or_hash(source) or not (source.startswith("'") or _SCHEME.fullmatch(source)):
        return source
    return source.lower()


def _is_nonce_or_hash(source: str) -> bool:
    return _NONCE.fullmatch(source) is not None or _HASH.fullmatch(source) is not None


def _script_sources(policy: Policy) -> tuple[str, ...]:
    return policy.sources("script-src-elem") or ()


def _inline(policies: Iterable[Policy], directive: str) -> bool:
    """Whether all policies allow any inline code that this directive governs (§ 6.7.3.2)."""
    return all(_allows_inline(policy.sources(directive), directive.startswith("script")) for policy in policies)


def _allows_inline(sources: tuple[str, ...] | None, script: bool) -> bool:
    if sources is None:
        return True
    if any(_is_nonce_or_hash(source) for source in sources) or (script and "'strict-dynamic'" in sources):
        return False
    return "'unsafe-inline'" in sources


def _allows_eval(sources: tuple[str, ...] | None) -> bool:
    """§ 4.4: string compilation asks script-src, or default-src in its place."""
    return sources is None or "'unsafe-eval'" in sources


def _holes(sources: tuple[str, ...] | None) -> frozenset[str]:
    """From where any script at all may be loaded."""
    if sources is None:
        return _HOLES
    if "'strict-dynamic'" in sources:
        return frozenset()
    any_host = {"any_host"} if any(map(is_any_host, sources)) else set()
    return frozenset(any_host | ({"data"} if "data:" in sources else set()))


def _narrowest(policies: Iterable[Policy], directive: str) -> tuple[str, ...] | None:
    lists = [sources for policy in policies if (sources := policy.sources(directive)) is not None]
    return min(lists, key=_width, default=None)


def _width(sources: tuple[str, ...]) -> tuple[bool, bool, int]:
    """Sorts by how much a list seems to allow: nothing, some hosts, all hosts; among equals the shorter list first."""
    return sources != (_NONE,), bool(_holes(sources)), len(sources)


def _report_to(policies: Iterable[Policy]) -> tuple[str, ...]:
    """report-to replaces report-uri where a browser knows it; both are named, since not every browser does."""
    named = (policy.directives.get(name, ()) for policy in policies for name in ("report-to", "report-uri"))
    return tuple(dict.fromkeys(target for targets in named for target in targets))
