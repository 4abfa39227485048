"""What the shop sells, asks and links: one organiser, one event in German and English."""

from datetime import UTC, datetime
from decimal import Decimal

from django_scopes import scope
from i18nfield.strings import LazyI18nString
from pretix.base.models import Event, Item, ItemCategory, Organizer, Question, Quota
from pretix.base.models.event import EventFooterLink
from pretix.base.settings import LazyI18nStringList
from pretix.multidomain.models import KnownDomain

NAME = "Sommerklang Beispiel gGmbH"
HOST = "tickets.sommerklang.example"
OWNER = "https://www.sommerklang.example"
PLUGINS = "pretix.plugins.banktransfer,pretix.plugins.manualpayment"
OF_THE_ORGANISER = "pretix.plugins.banktransfer"  # this one has to be switched on for both
STARTS, ENDS = datetime(2039, 7, 15, 14, tzinfo=UTC), datetime(2039, 7, 17, 20, tzinfo=UTC)


def both(german: str, english: str) -> LazyI18nString:
    return LazyI18nString({"de": german, "en": english})


def fill() -> None:
    organiser = Organizer.objects.create(name=NAME, slug="sommerklang", plugins=OF_THE_ORGANISER)
    with scope(organizer=organiser):
        event = Event.objects.create(
            organizer=organiser,
            name=both("Sommerklang Festival", "Sommerklang Festival"),
            slug="festival",
            currency="EUR",
            date_from=STARTS,
            date_to=ENDS,
            location=both("Seewiese, Musterstadt", "Lake meadow, Musterstadt"),
            live=True,
            plugins=PLUGINS,
            is_public=True,
        )
        KnownDomain.objects.create(domainname=HOST, organizer=organiser, event=event)
        _settings(event)
        _payment(event)
        _footer(event)
        _questions(event, _products(event))
        event.vouchers.create(code="SEEWIESE", max_usages=50)  # with one there, the shop offers a field for it


def _settings(event: Event) -> None:
    """What an owner sets; everything else stays as pretix sets it for a new event."""
    event.settings.locales = ["de", "en"]
    event.settings.locale = "de"
    event.settings.region = "DE"
    event.settings.timezone = "Europe/Berlin"
    event.settings.name_scheme = "given_family"
    event.settings.contact_mail = "tickets@sommerklang.example"
    event.settings.imprint_url = both(f"{OWNER}/impressum/", f"{OWNER}/imprint/")
    event.settings.privacy_url = both(f"{OWNER}/datenschutz/", f"{OWNER}/privacy/")
    event.settings.frontpage_text = both(
        "Drei Tage Musik am See. Alle Preise enthalten die Umsatzsteuer.",
        "Three days of music by the lake. All prices include VAT.",
    )
    event.settings.attendee_names_asked = True
    event.settings.attendee_names_required = True
    event.settings.attendee_emails_asked = True
    event.settings.attendee_emails_required = False
    event.settings.order_phone_asked = True
    event.settings.order_phone_required = False
    event.settings.invoice_address_asked = True
    event.settings.invoice_address_required = False
    event.settings.waiting_list_enabled = True
    event.settings.waiting_list_names_asked = True
    event.settings.waiting_list_names_required = False
    event.settings.confirm_texts = LazyI18nStringList(
        [
            both(
                f"Ich habe die [Allgemeinen Geschäftsbedingungen]({OWNER}/agb/) gelesen und bin einverstanden.",
                f"I have read the [terms and conditions]({OWNER}/terms/) and agree to them.",
            )
        ]
    )


def _payment(event: Event) -> None:
    """Two ways to pay, none of which leaves the shop."""
    for name, value in {
        "payment_banktransfer__enabled": True,
        "payment_banktransfer_ack": True,
        "payment_banktransfer_bank_details_type": "sepa",
        "payment_banktransfer_bank_details_sepa_name": NAME,
        "payment_banktransfer_bank_details_sepa_iban": "DE02120300000000202051",  # the example of many manuals
        "payment_banktransfer_bank_details_sepa_bic": "BYLADEM1001",
        "payment_banktransfer_bank_details_sepa_bank": "Beispielbank",
        "payment_manual__enabled": True,
        "payment_manual_public_name": both("Barzahlung im Vorverkaufsbüro", "Cash at the box office"),
        "payment_manual_checkout_description": both(
            "Zahlen Sie innerhalb von sieben Tagen im Büro am See.", "Pay within seven days at the office by the lake."
        ),
    }.items():
        event.settings.set(name, value)


def _footer(event: Event) -> None:
    EventFooterLink.objects.create(event=event, label=both("AGB", "Terms and conditions"), url=f"{OWNER}/agb/")


def _products(event: Event) -> list[Item]:
    """Gives those that let somebody in."""
    tickets = ItemCategory.objects.create(event=event, name=both("Eintrittskarten", "Tickets"), position=1)
    extras = ItemCategory.objects.create(event=event, name=both("Extras", "Extras"), position=2)
    vat = event.tax_rules.create(name=both("MwSt.", "VAT"), rate=Decimal("19.00"), default=True)
    common = {"event": event, "tax_rule": vat, "active": True}
    for_all = {**common, "category": tickets, "admission": True, "personalized": True}

    day = Item.objects.create(
        **for_all, name=both("Tageskarte", "Day ticket"), default_price=Decimal("39.00"), position=1
    )
    weekend = Item.objects.create(
        **for_all, name=both("Wochenendkarte", "Weekend ticket"), default_price=Decimal("89.00"), position=2
    )
    weekend.variations.create(value=both("Regulär", "Regular"), position=1)
    weekend.variations.create(value=both("Ermäßigt", "Reduced"), default_price=Decimal("69.00"), position=2)
    early = Item.objects.create(
        **for_all, name=both("Frühbucherkarte", "Early bird ticket"), default_price=Decimal("59.00"), position=3
    )
    shirt = Item.objects.create(
        **common, category=extras, name=both("T-Shirt", "T-shirt"), default_price=Decimal("22.00"), position=4
    )
    for place, size in enumerate(("S", "M", "L"), 1):
        shirt.variations.create(value=both(size, size), position=place)

    _quota(event, "there is enough", 1000, day, weekend, shirt)
    _quota(event, "sold out", 0, early)
    return [day, weekend, early]


def _quota(event: Event, name: str, size: int, *items: Item) -> None:
    quota = Quota.objects.create(event=event, name=name, size=size)
    for item in items:
        quota.items.add(item)
        quota.variations.add(*item.variations.all())


def _questions(event: Event, tickets: list[Item]) -> None:
    """More than a ticket needs: a birth date is mandatory, and a box asks for two things at once."""
    asked = [
        ("birthday", Question.TYPE_DATE, True, both("Geburtsdatum", "Date of birth"), None),
        (
            "travel",
            Question.TYPE_CHOICE,
            False,
            both("Wie reisen Sie an?", "How will you get here?"),
            [both("Mit der Bahn", "By train"), both("Mit dem Auto", "By car"), both("Mit dem Rad", "By bicycle")],
        ),
        (
            "newsletter",
            Question.TYPE_BOOLEAN,
            False,
            both(
                "Ich möchte den Newsletter per E-Mail erhalten und bin mit Fotos von mir einverstanden.",
                "I would like to receive the newsletter by e-mail, and I agree to photos of me being taken.",
            ),
            None,
        ),
    ]
    for place, (identifier, kind, required, text, options) in enumerate(asked, 1):
        question = Question.objects.create(
            event=event, identifier=identifier, type=kind, required=required, question=text, position=place
        )
        question.items.add(*tickets)
        for number, option in enumerate(options or (), 1):
            question.options.create(answer=option, identifier=f"{identifier}-{number}", position=number)
