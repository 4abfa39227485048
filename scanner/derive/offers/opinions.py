"""Reviews with what is said of their verification, and the trader behind an offer on a marketplace. Pure."""

from __future__ import annotations

from scanner.derive.notice.fold import tidy
from scanner.derive.offers.addresses import has_address
from scanner.derive.offers.scene import Scene, Spoken
from scanner.derive.offers.words import plain, quote, said
from scanner.model.facts.offers import Reviews, Trader
from scanner.model.values import Maybe, Unknown

_LONGEST = 900
_ELSEWHERE = Unknown("structured data speak of reviews that were not seen")
_SERVICE = Unknown("reviews come from a service; what its own page says of them was not read")
_HEADING = Unknown("a heading speaks of reviews, and none was seen below it")
_BLOCK = 12


def reviews(scene: Scene) -> Reviews:
    """Opinions that are shown, and whether it is said if and how they are verified."""
    lines = [one for one in scene.own if len(one.plain) <= _LONGEST]
    place = _place(lines)
    rated = any("aggregateRating" in one or "review" in one for one in scene.data)
    if place is None and not rated:
        return Reviews(shown=False, explained=None)
    shown: Maybe[bool] = _ELSEWHERE if place is None else True if _counts(place) else _HEADING
    if (told := _explanation(scene, lines)) is not None:
        return Reviews(shown=shown, explained=True, quote=quote(told))
    words = None if place is None else quote(place.text)
    widget = any(said("reviews.widget").search(one.plain) for one in lines) or bool(scene.shown.unread_frames)
    explained: Maybe[bool] = _SERVICE if widget or not scene.shown.whole else False
    return Reviews(shown=shown, explained=explained, quote=words)


def _counts(place: Spoken) -> bool:
    """Opinions are counted or rated there, and it is no mere heading."""
    return said("reviews.shown").search(place.plain) is not None


def _place(lines: list[Spoken]) -> Spoken | None:
    """Where reviews are counted or rated, else the heading of some."""
    none = any(said("reviews.none").search(one.plain) for one in lines)
    for one in lines:
        if said("reviews.shown").search(one.plain) and not said("reviews.none").search(one.plain):
            return one
    for at, one in enumerate(lines[:-1]):
        if said("reviews.heading").search(one.plain) and lines[at + 1 :]:
            return None if none else one
    return None


def _explanation(scene: Scene, lines: list[Spoken]) -> str | None:
    foot = [one for one in scene.page if one.line.place == "footer"]
    for one in (*lines, *foot):
        if said("reviews.verified").search(one.plain):
            return one.text
    return next((one.label for one in scene.links() if said("reviews.verified").search(plain(one.label))), None)


def trader(scene: Scene, marketplace: object, shop_name: str) -> Trader:
    """Who sells, where somebody else does: by words, or because the owner declares a marketplace."""
    own = [one for one in scene.own if one.at >= scene.title_at and len(one.plain) <= _LONGEST]
    name, sells_at = None, 0
    for here, one in enumerate(own):
        found = said("trader.sold_by").search(one.plain)
        if found and not said("medicine.pzn").search(one.plain) and said("trader.sells").search(found[0]):
            name, sells_at = tidy(one.text[-len(found[1]) :]).rstrip(". "), here
            break
    if name is None or (shop_name and plain(shop_name) in plain(name)):
        applies: Maybe[bool] = (
            Unknown("it is a marketplace, and who sells this is not said") if marketplace is True else False
        )
        return Trader(applies=applies, name=None, address=None, phone=None, email=None, register=None, certified=None)
    at = next((at for at, one in enumerate(own) if said("trader.section").search(one.plain)), None)
    section = own[at : at + _BLOCK] if at is not None else own[sells_at : sells_at + _BLOCK // 2]
    texts, together = [one.text for one in section], "\n".join(one.plain for one in section)
    linked = at is None and any(
        said("trader.section").search(plain(one.label)) or plain(name) in plain(one.label) for one in scene.links()
    )
    missing: Maybe[bool] = (
        Unknown("details of the trader stand behind a link that was not followed") if linked else False
    )
    return Trader(
        applies=True if marketplace is not False else Unknown("the owner declares that this is no marketplace"),
        name=quote(name),
        address=has_address(texts) or missing,
        phone=bool(said("trader.phone").search(together)) or missing,
        email="@" in together or missing,
        register=bool(said("trader.register").search(together)) or missing,
        certified=bool(said("trader.certified").search(together)) or missing,
    )
