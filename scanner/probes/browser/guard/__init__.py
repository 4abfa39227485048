"""No form leaves the browser but what is allowed to: judged below the pages, request by request (design § 7.1).

Guard       of a browser: every document, fetch and beacon of every page, window, frame and worker is asked about
TabGuard    of a tab: what its pages are about to send, and what whoever acts in it has announced
Submission  what can be announced
Person      as whom a checkout is gone through: what may be said of him, and how it is found in what is sent
"""

from scanner.probes.browser.guard.guard import Guard, NotAuthorised, Refused
from scanner.probes.browser.guard.person import Person
from scanner.probes.browser.guard.submissions import Submission
from scanner.probes.browser.guard.tab import Heed, Permit, TabGuard

__all__ = ["Guard", "Heed", "NotAuthorised", "Permit", "Person", "Refused", "Submission", "TabGuard"]
