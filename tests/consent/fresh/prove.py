"""Shows that the truth of this set is true: goes through every phase of every case with a plain browser.

.venv/bin/python -m tests.consent.fresh.prove [CASE ...] [--at-once 2] [--pictures FOLDER]
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Locator, Page

from tests.consent.fresh import services, shop
from tests.consent.held_out import prove
from tests.consent.held_out import shop as plain

HERE = Path(__file__).parent
#: Closed shadow roots can't be looked into from outside, so the proof opens them.
OPEN = """(() => {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (how) { return attach.call(this, {...how, mode: 'open'}); };
})()"""


class Proof(prove.Proof):
    """A proof that does beforehand what a visitor would: `begin` of a case is run in every page."""

    async def context(self, *, gpc: bool = False) -> tuple[BrowserContext, Any]:
        """A fresh profile, watched."""
        context, watch = await super().context(gpc=gpc)
        await context.add_init_script(OPEN)
        begin = self.steps.get("begin")
        if begin:
            await context.add_init_script(f"addEventListener('load', () => setTimeout(() => {{ {begin} }}, 200))")
        return context, watch

    async def reachable(self, page: Page, target: str) -> bool:
        """Whether any link to a page can be clicked while the banner is open, one within a frame included."""
        if await super().reachable(page, target):
            return True
        path = plain.path_to(self.case, target)
        for frame in page.frames[1:]:
            for link in await frame.locator(f'a[href$="{path}"]').all():
                try:
                    await link.click(trial=True, timeout=4000)
                except Exception:  # noqa: BLE001 - covered or not shown: try the next
                    continue
                return True
        return False

    async def label(self, target: Locator, name: str) -> None:
        """A control's label, also of an input that is a button."""
        value = await target.evaluate("(e) => e.matches('input[type=button],input[type=submit]') ? e.value : null")
        if value is None:
            await super().label(target, name)
        else:
            self.expect(f"banner.{name}.label", value, self.truth["banner"][name]["label"])


if __name__ == "__main__":
    services.add()
    shop.use()
    prove.Proof = Proof  # type: ignore[misc]
    prove.main(HERE)
