"""Steps that a shop's owner describes where the shop is unusual, as the shop file has them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scanner.model.vocabulary import PersonalData


class Act(StrEnum):
    """What is done in a step."""

    GOTO = "goto"
    CLICK = "click"
    FILL = "fill"
    EXPECT = "expect"


@dataclass(frozen=True, slots=True)
class Target:
    """What a step is about: a label, a CSS selector, a text, or the role of a page; one of them."""

    label: str = ""
    css: str = ""
    text: str = ""
    role: str = ""

    def __str__(self) -> str:
        named = {"label": self.label, "css": self.css, "text": self.text, "role": self.role}
        return next((f"{name} {value!r}" for name, value in named.items() if value), "")


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """`url`: absolute, of a goto. `answer`: what of the test identity is filled in."""

    act: Act
    url: str = ""
    target: Target = Target()
    answer: PersonalData | None = None

    def __str__(self) -> str:
        return f"{self.act} {self.url or self.target}"
