"""What runs on pages that take card data, and on the steps of paying: their scripts, policies and whom they ask."""

from scanner.probes.browser.payment.hinted import look_at_hinted
from scanner.probes.browser.payment.inventory import Inventory, take_inventory
from scanner.probes.browser.payment.pages import is_payment
from scanner.probes.browser.payment.rows import KINDS, write_payment

__all__ = ["KINDS", "Inventory", "is_payment", "look_at_hinted", "take_inventory", "write_payment"]
