"""The shop file: which shop, who authorised the scan, and what only the owner knows (design § 5)."""

from scanner.shop.declared import ASKED_FOR, Authorisation, MailHints, OwnCa, ShopFile, choose_profile, from_url
from scanner.shop.reading import KEYS, NOT_YET, is_pem, read_shop_file

__all__ = [
    "ASKED_FOR",
    "KEYS",
    "NOT_YET",
    "Authorisation",
    "MailHints",
    "OwnCa",
    "ShopFile",
    "choose_profile",
    "from_url",
    "is_pem",
    "read_shop_file",
]
