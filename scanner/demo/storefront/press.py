"""Prints the pages of one shop: a template, the shop's faults and forms, and what the page is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from http import HTTPStatus

from scanner.demo.embedded import LINKED, embedded_by
from scanner.demo.storefront.cookies import COOKIE_NOTES
from scanner.demo.storefront.questions import forms
from scanner.demo.storefront.reply import FRESH, Reply
from scanner.demo.storefront.templates import rendered


class Press:
    """Renders with the faults of its shop."""

    def __init__(self, faults: Collection[str]) -> None:
        self.faults = frozenset(faults)
        self.forms = forms(self.faults)

    def html(self, template: str, path: str, values: Mapping[str, object]) -> bytes:
        """A whole page. `path` is where it stands; templates may ask for `answers` and `problems` of their form."""
        given: dict[str, object] = {
            "path": path,
            "faults": self.faults,
            "forms": self.forms,
            "embedded": embedded_by(self.faults),
            "linked": LINKED,
            "cookie_notes": COOKIE_NOTES,
            "answers": {},
            "problems": {},
        }
        return rendered(template, given | dict(values)).encode()

    def fixed(self, template: str, path: str, values: Mapping[str, object]) -> Reply:
        """A page that is the same for everybody."""
        return Reply(HTTPStatus.OK, self.html(template, path, values), cache_control=FRESH)

    def personal(
        self,
        template: str,
        path: str,
        values: Mapping[str, object],
        status: HTTPStatus = HTTPStatus.OK,
        cookies: tuple[str, ...] = (),
    ) -> Reply:
        """A page for one visitor, which no cache may keep."""
        return Reply(status, self.html(template, path, values), cookies=cookies)
