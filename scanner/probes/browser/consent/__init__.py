"""The consent banner as a visitor meets it: found, measured, and operated by real clicks on what can be seen.

look, look_for_banner, look_closer, choose   choice: looks, opens the settings, accepts or rejects
Banner, consent_banner                 banner: what was found, and the row of evidence that it makes
"""

from scanner.probes.browser.consent.banner import Banner, consent_banner
from scanner.probes.browser.consent.choice import GONE, Chosen, Looked, choose, look, look_closer, look_for_banner

__all__ = [
    "GONE",
    "Banner",
    "Chosen",
    "Looked",
    "choose",
    "consent_banner",
    "look",
    "look_closer",
    "look_for_banner",
]
