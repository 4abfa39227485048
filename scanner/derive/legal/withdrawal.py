"""What a withdrawal instruction says (EGBGB Art. 246a § 1(2), annex 1), item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scanner.derive.legal.companies import companies, is_person
from scanner.derive.legal.contacts import addresses, emails, phones
from scanner.derive.legal.found import Found, by_phrases, doubtful, first, missing, shown
from scanner.derive.legal.others import is_anothers, is_elsewhere
from scanner.derive.legal.patterns import Phrase, data, expression, pattern, phrases
from scanner.derive.legal.periods import days_in
from scanner.derive.legal.scope import scope_of
from scanner.derive.legal.text import LegalPage, Line
from scanner.model.values import Unknown
from scanner.model.vocabulary import LegalDetail as Item

#: The days of BGB §§ 355(2), 357(1): for the consumer at least, for the seller at most.
STATUTORY_DAYS = 14
_WITHDRAWAL = "widerruf|ruecktritt|withdraw|cancel"
_DOCUMENTS = (".pdf", ".doc", ".docx", ".odt", ".rtf")


def read_withdrawal(page: LegalPage, seller: str | None = None) -> Mapping[Item, Found]:
    """Every item of an instruction. `seller`: the name that the imprint gives."""
    text, unsure = page.sentences, page.unsure
    if not unsure and not pattern(_WITHDRAWAL).search(page.flat):
        unsure = "the page does not speak of withdrawing"
    if not unsure and _is_elsewhere(page):
        unsure = "the instruction stands in a document that was not read"
    scope = scope_of(page, unsure)
    unsure, of_goods = scope.anything, scope.goods
    simple = {
        Item.START: "no beginning of the period is named",
        Item.REFUND_MEANS: "it is not said by which means of payment refunds are made",
        Item.VALUE_LOSS: "nothing is said of goods that have lost value",
        Item.EXCLUSIONS: "no exclusion is named",
        Item.RECEIPT: "no acknowledgement of receipt is promised",
    }
    return {
        Item.INSTRUCTION: _instruction(page, unsure),
        Item.PERIOD_14_DAYS: _days(text, unsure, "period", "withdrawal", at_least=True),
        **{
            item: by_phrases(
                text, phrases("withdrawal", item.value), of_goods if item is Item.VALUE_LOSS else unsure, why
            )
            for item, why in simple.items()
        },
        **_trader(page, seller, unsure),
        Item.HOW_TO: _how_to(text, unsure),
        Item.REFUND_14_DAYS: _days(text, unsure, "refund", "the refund"),
        Item.RETURN_GOODS_14_DAYS: _days(text, scope.period, "return_goods", "sending goods back", at_least=True),
        Item.RETURN_COST: _return_cost(text, of_goods),
        Item.MODEL_FORM: _model_form(page, unsure),
        **_online(page, unsure),
    }


def _is_elsewhere(page: LegalPage) -> bool:
    """Whether the page only leads to a document with the instruction."""
    if _about(page.sentences, "period") or first(page.sentences, phrases("withdrawal", "refund")):
        return False
    documents = [f"{label} {href}".lower() for href, label in page.links if href.lower().endswith(_DOCUMENTS)]
    return any(pattern(_WITHDRAWAL).search(one) for one in documents)


def _instruction(page: LegalPage, unsure: str) -> Found:
    hit = first(page.sentences, phrases("withdrawal", "instruction"))
    return shown(hit[0]) if hit else missing(unsure, "no right of withdrawal is explained")


def _about(text: Sequence[Line], name: str) -> list[tuple[Line, list[int]]]:
    """Sentences about something, with the periods in them."""
    rules = phrases("withdrawal", name)
    return [(line, found) for line in text if _holds(line, rules) and (found := list(days_in(line.flat)))]


def _holds(line: Line, rules: Sequence[Phrase]) -> bool:
    return any(rule.find.search(line.flat) and not (rule.unless and rule.unless.search(line.flat)) for rule in rules)


def _days(text: Sequence[Line], unsure: str, name: str, what: str, *, at_least: bool = False) -> Found:
    """A period of days: the longest that is named, or of what may take so long at most, the shortest."""
    pick = max if at_least else min
    named = [(pick(days), line) for line, days in _about(text, name)]
    if not named:
        return missing(unsure, f"no period for {what} is named")
    told, line = pick(named, key=lambda one: one[0])
    if told >= STATUTORY_DAYS if at_least else told <= STATUTORY_DAYS:
        return shown(line, str(told))
    return Found(False, line.quote, str(told), f"the period for {what} is {told} days")


def _return_cost(text: Sequence[Line], unsure: str) -> Found:
    hit = first(text, phrases("withdrawal", "return_cost"))
    if hit is None:
        return missing(unsure, "it is not said who pays for sending goods back")
    trader = first([hit[0]], phrases("withdrawal", "return_cost_trader"))
    consumer = first([hit[0]], phrases("withdrawal", "return_cost_consumer"))
    value = (
        "trader"
        if trader and not consumer
        else "consumer"
        if consumer and not trader
        else "depends"
        if trader
        else None
    )
    return shown(hit[0], value)


def _how_to(text: Sequence[Line], unsure: str) -> Found:
    hit = first(text, phrases("withdrawal", "how_to"))
    if hit:
        return shown(hit[0])
    perhaps = first(text, phrases("withdrawal", "how_to_perhaps"))
    if perhaps and not unsure:
        return doubtful("a way is named, and it is not said that the declaration has to be unambiguous", perhaps[0])
    return missing(unsure, "it is not said how to declare the withdrawal")


def _trader(page: LegalPage, seller: str | None, unsure: str) -> dict[Item, Found]:
    """Whom to write to: in the instruction itself, not on another page."""
    named = _traders(page.lines, seller)
    # A text that names somebody names all of them; one that names nobody may lean on the page around it.
    leans = not {Item.TRADER_NAME, Item.TRADER_ADDRESS} & named.keys()
    beside = _traders(page.beside, seller) if leans else {}
    if place := beside.get(Item.TRADER_ADDRESS):
        beside.setdefault(Item.TRADER_NAME, place)  # who is there is named with it
    why = {
        Item.TRADER_NAME: "the seller is not named",
        Item.TRADER_ADDRESS: "no address of the seller",
        Item.TRADER_EMAIL: "no e-mail address of the seller",
        Item.TRADER_PHONE: "no telephone number of the seller",
    }
    return {item: named.get(item) or _beside(beside.get(item), unsure, reason) for item, reason in why.items()}


def _beside(found: Found | None, unsure: str, reason: str) -> Found:
    """At the head or foot of the page it may do for a short text, and is not in it."""
    if found is None or unsure:
        return missing(unsure, reason)
    return Found(Unknown(f"{reason} in the text, and it stands beside it"), found.quote, found.value, reason)


def _traders(lines: Sequence[Line], seller: str | None) -> dict[Item, Found]:
    """What of it stands in these lines, and is not another's."""
    named = next(companies(lines), None)
    called = named.text if named else seller
    place = next((one for one in addresses(lines) if one.street and not is_elsewhere(lines, one, called)), None)
    mail = next((one for one in emails(lines) if not is_anothers(lines[one[0]], one[1], called)), None)
    call = next((one for one in phones(lines) if not is_anothers(lines[one.line], one.shown, called)), None)
    known = next((line for line in lines if seller and seller.lower() in line.text.lower()), None)
    owner = expression(r"\binh\.|\binhaber(?:in)?\b")
    person = next((line for line in lines if owner.search(line.flat)), None)
    above = lines[place.line] if place and (is_person(place.above) or place.above) else None
    found = dict[Item, Found]()
    if who := lines[named.line] if named else known or person or above:
        found[Item.TRADER_NAME] = shown(who, named.text if named else seller if known else None)
    if place:
        found[Item.TRADER_ADDRESS] = shown(lines[place.line], place.value)
    if mail:
        found[Item.TRADER_EMAIL] = shown(lines[mail[0]], mail[1])
    if call:
        found[Item.TRADER_PHONE] = shown(lines[call.line], call.number or call.shown)
    return found


def _model_form(page: LegalPage, unsure: str) -> Found:
    form = first(page.sentences, phrases("withdrawal", "model_form_text"))
    if form:
        return shown(form[0], "on the page")
    link_words = expression(
        r"(?:widerruf|ruecktritt|muster|withdrawal|cancellation)[a-z_-]*(?:formular|form)\b|formular|withdrawal form"
    )
    for line in page.lines:
        if not first([line], phrases("withdrawal", "model_form")):
            continue
        if any(not href.startswith(("mailto:", "tel:")) for href in line.hrefs):
            return shown(line, "linked")
    for href, label in page.links:
        if link_words.search(label.lower()) or (link_words.search(href.lower()) and "widerruf" in href.lower()):
            return Found(True, label or href, "linked")
    mention = first(page.sentences, phrases("withdrawal", "model_form"))
    if mention and not unsure and _said_to_be_beside(mention[0]) and not _parts_of_form(page):
        return Found(False, mention[0].quote, reason="the model form is said to be attached, and it is not there")
    if mention and not unsure:
        return doubtful("the model form is spoken of, and neither stands on the page nor is linked from it", mention[0])
    return missing(unsure, "no model withdrawal form")


def _said_to_be_beside(mention: Line) -> bool:
    rules = data()["withdrawal"]
    elsewhere = expression(rules["attached_elsewhere"]).search(mention.flat)
    return not elsewhere and bool(expression(rules["attached"]).search(mention.flat))


def _parts_of_form(page: LegalPage) -> bool:
    """Whether something like the form stands there, though its sentence was not recognised."""
    return bool(expression(data()["withdrawal"]["form_parts"]).search(page.flat))


def _online(page: LegalPage, unsure: str) -> dict[Item, Found]:
    """The sentence about the online function, and where that is."""
    hit = first(page.sentences, phrases("withdrawal", "online_function"))
    label = expression(
        r"^\W*(?:hier |jetzt |online )*(?:den |meinen |ihren )?vertrag (?:hier |jetzt |online )?widerrufen|"
        r"widerruf (?:jetzt |hier |"
        r"online )?(?:erklaeren|einreichen|ausueben)|^(?:jetzt |online |hier )+widerrufen|"
        r"withdraw from (?:the |this |your )?contract"
    )
    link = next(
        ((href, words) for href, words in page.links if label.search(words.lower()) and _inside(page, href)), None
    )
    if hit is None and link is None:
        why = "the online withdrawal function is not named"
        unsure = unsure or _form_to_declare(page)
        return {Item.ONLINE_FUNCTION: missing(unsure, why), Item.ONLINE_FUNCTION_URL: missing(unsure, why)}
    named = shown(hit[0]) if hit else Found(True, link[1] if link else None)
    places = [href for href in (hit[0].hrefs if hit else ()) if not href.startswith(("mailto:", "tel:"))]
    written = pattern(r"https?://\S+|www\.\S+|\b[\w-]+(?:\.[\w-]+)+/\S+").search(hit[0].plain) if hit else None
    url = link[0] if link else places[0] if places else written[0] if written else None
    place = Found(True, named.quote, url) if url else _place_in_words(hit, unsure)
    return {Item.ONLINE_FUNCTION: named, Item.ONLINE_FUNCTION_URL: place}


def _place_in_words(hit: tuple[Line, Phrase] | None, unsure: str) -> Found:
    """Annex 1 lets another explanation stand for the address; whether it is a suitable one is for people to say."""
    where = expression(data()["withdrawal"]["online_place"])
    if hit and not unsure and where.search(hit[0].flat):
        return doubtful("where the online function is, is said in words, and no address is given", hit[0])
    return missing(unsure, "the place of the online function is not given")


def _form_to_declare(page: LegalPage) -> str:
    """Why the function may be named, in other words: by "our form" to declare it with, which the text links."""
    form = expression(data()["withdrawal"]["form_to_declare"])
    if any(form.search(one.flat) and not one.hrefs[0].lower().endswith(_DOCUMENTS) for one in page.lines if one.hrefs):
        return "a form for declaring it is linked, and whether it can be sent from there is not known"
    return ""


def _inside(page: LegalPage, href: str) -> bool:
    """Whether a link stands in the text, not in the footer alone."""
    return any(href in line.hrefs for line in page.lines)
