"""The shops that are open, by name: the system, its language, and what the owner pasted into every page's head."""

from dataclasses import dataclass
from typing import Literal

System = Literal["oscar", "spa"]
Language = Literal["de", "en"]


@dataclass(frozen=True, slots=True)
class Configuration:
    """`heads` are files of `banners/heads`, in the order in which they were pasted."""

    name: str
    system: System
    language: Language
    heads: tuple[str, ...] = ()


CONFIGURATIONS = (
    # As Oscar comes: neither banner nor tags.
    Configuration("none", "oscar", "de"),
    # Consent as it should be, with two libraries in two languages.
    Configuration("vanilla", "oscar", "de", ("vanilla", "vanilla_analytics", "vanilla_marketing")),
    Configuration("klaro", "oscar", "en", ("klaro", "klaro_tags")),
    # Leaky: analytics is pasted beside the banner, not behind it.
    Configuration("vanilla_early", "oscar", "de", ("early", "vanilla", "vanilla_marketing")),
    # Leaky: the pixel starts after any choice, a rejection too.
    Configuration("klaro_any_choice", "oscar", "de", ("klaro_any_choice", "klaro_tags")),
    # A third library, which loads the tags itself.
    Configuration("tarteaucitron", "oscar", "de", ("tarteaucitron",)),
    # Leaky: the pixel waits for the visitor to scroll, not to choose.
    Configuration("vanilla_on_scroll", "oscar", "de", ("on_scroll", "vanilla", "vanilla_analytics")),
    # No way to reject on the first layer, and all purposes switched on beforehand.
    Configuration(
        "vanilla_no_reject", "oscar", "en", ("vanilla_no_reject", "vanilla_analytics", "vanilla_marketing")
    ),
    # A shop that the browser renders, with consent as it should be.
    Configuration("spa_vanilla", "spa", "de", ("vanilla", "vanilla_analytics", "vanilla_marketing")),
    # Leaky: analytics starts when a link is followed within the application; no page shows it when opened directly.
    Configuration("spa_klaro_on_route", "spa", "de", ("klaro", "on_route")),
)  # fmt: skip
BY_NAME = {configuration.name: configuration for configuration in CONFIGURATIONS}
