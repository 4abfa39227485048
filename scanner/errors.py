"""Everything that can go wrong on purpose, each with a hint how to mend it, and the exit codes.

SiegelError                 a message and a hint; never a traceback for the user
├── UsageError              the command line asks for something that can't be        exit 2
├── InvalidInput            a policy, profile or shop file is wrong; has problems    exit 3
├── RunFolderError          a run folder is missing, broken or newer than we are     exit 2
├── SealBroken              a seal or what it is over does not hold                  exit 5
├── SealNewer               a seal is of a version that we don't know                exit 2
└── NetworkError            an address could not be reached, and the gap cause says why
    └── AddressRefused      our own rules keep us off that address
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """What the process says when it ends; the same for every output format (design § 6)."""

    PASSED = 0
    FAILED = 1
    USAGE = 2
    INVALID = 3
    INCONCLUSIVE = 4
    SEAL_INVALID = 5
    NOTHING_FETCHED = 6
    BUG = 70
    INTERRUPTED = 130


class SiegelError(Exception):
    """Says what is wrong, where, and how to mend it."""

    exit_code = ExitCode.USAGE

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class UsageError(SiegelError):
    """The command line asks for something that can't be done."""


class RunFolderError(SiegelError):
    """A run folder is missing, broken, or was written by a newer Siegel."""


class SealBroken(SiegelError):
    """A seal, or something that it is over, is not as it was sealed. `german`: the same for German readers."""

    exit_code = ExitCode.SEAL_INVALID

    def __init__(self, message: str, german: str) -> None:
        super().__init__(message)
        self.german = german


class SealNewer(SiegelError):
    """A seal was made by a newer Siegel, so that nobody here can say whether it holds."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in an input file. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    what: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}:{self.column}: {self.what}"
        return f"{text} — {self.hint}" if self.hint else text


class InvalidInput(SiegelError):
    """A policy, profile, shop or waiver file is wrong. Carries every problem found, in file order."""

    exit_code = ExitCode.INVALID

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class NetworkError(SiegelError):
    """A connection or exchange failed. `cause` is a gap cause of the vocabulary (timeout, unreachable, refused, …)."""

    def __init__(self, cause: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.cause = cause


def first_of(errors: BaseExceptionGroup[NetworkError]) -> NetworkError:
    """One of several that came at once, as they do where tasks run side by side."""
    first = errors.exceptions[0]
    return first_of(first) if isinstance(first, BaseExceptionGroup) else first


class AddressRefused(NetworkError):
    """Our own rules of conduct keep every client off this address (design § 7.3)."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__("blocked", message, hint)
