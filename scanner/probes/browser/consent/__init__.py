"""The consent banner as a visitor meets it: found, measured, and operated by real clicks on what can be seen.

look, look_for_banner, look_closer, choose   choice: looks, opens the settings, accepts or rejects
find_way_back, withdraw, dismiss             withdrawal: the way back to the choice, and past it
Banner                                       banner: what was found
consent_banner                               row: the row of evidence that it makes
write_listed                                 listed: what its settings list
"""

from scanner.probes.browser.consent.banner import Banner
from scanner.probes.browser.consent.choice import GONE, Chosen, Looked, choose, look, look_closer, look_for_banner
from scanner.probes.browser.consent.listed import write_listed
from scanner.probes.browser.consent.row import consent_banner
from scanner.probes.browser.consent.withdrawal import (
    IGNORED,
    dismiss,
    find_way_back,
    may_lead_back,
    names_of_way_back,
    withdraw,
)

__all__ = [
    "GONE",
    "IGNORED",
    "Banner",
    "Chosen",
    "Looked",
    "choose",
    "consent_banner",
    "dismiss",
    "find_way_back",
    "look",
    "look_closer",
    "look_for_banner",
    "may_lead_back",
    "names_of_way_back",
    "withdraw",
    "write_listed",
]
