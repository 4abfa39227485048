"""Facts about what the shop offers: what stands on product pages of price, amount, delivery, safety and food."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model.facts.base import Fact, Struct, fact
from scanner.model.facts.pages import Page
from scanner.model.values import NOT_STATED, Maybe
from scanner.model.vocabulary import Goods


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPrice(Struct):
    """The price per unit (PAngV §§ 4, 5). On a list of offers it speaks of the one that fares worst.

    applies      sold by weight, volume, length or area, in a size that asks for one
    correct      what price and amount give, to the cent, however it was rounded
    off_cents    by how much it differs from what they give; off_percent: the same in percent
    unit         per what: `1 kg`, `1 l`, `1 m`, `1 m2`, `1 m3`, `100 g`, …
    amount       what is sold, in that unit's base: `0.5 kg`; of what has to be drained, its drained weight
    """

    applies: Maybe[bool] = NOT_STATED
    shown: Maybe[bool] = NOT_STATED
    correct: Maybe[bool | None] = NOT_STATED
    off_cents: Maybe[float] = NOT_STATED
    off_percent: Maybe[float] = NOT_STATED
    unit: Maybe[str | None] = NOT_STATED
    amount: Maybe[str | None] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Struct):
    """When it comes. `stated`: as a term or a day; `firm`: not by words alone as "in der Regel"."""

    applies: Maybe[bool] = NOT_STATED
    stated: Maybe[bool] = NOT_STATED
    firm: Maybe[bool | None] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Durability(Struct):
    """A guarantee that is advertised. `years`: the longest that is named, 99 for life.

    `over_two`: for the whole thing, and longer than two years. `label`: the harmonised label (GARAN) is there.
    """

    over_two: Maybe[bool] = NOT_STATED
    years: Maybe[float | None] = NOT_STATED
    label: Maybe[bool | None] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSafety(Struct):
    """Who answers for the product's safety (Regulation (EU) 2023/988 Art. 19).

    `contact`: e-mail or web address. `eu_person`: somebody in the Union is named; None where the maker is in it.
    """

    applies: Maybe[bool] = NOT_STATED
    manufacturer: Maybe[bool | None] = NOT_STATED
    address: Maybe[bool | None] = NOT_STATED
    contact: Maybe[bool | None] = NOT_STATED
    eu_person: Maybe[bool | None] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews(Struct):
    """Opinions of customers, and whether it is said if and how they are verified, be it that they are not."""

    shown: Maybe[bool] = NOT_STATED
    explained: Maybe[bool | None] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Trader(Struct):
    """The trader who sells on somebody else's marketplace (Regulation (EU) 2022/2065 Art. 30)."""

    applies: Maybe[bool] = NOT_STATED
    name: Maybe[str | None] = NOT_STATED
    address: Maybe[bool | None] = NOT_STATED
    phone: Maybe[bool | None] = NOT_STATED
    email: Maybe[bool | None] = NOT_STATED
    register: Maybe[bool | None] = NOT_STATED
    certified: Maybe[bool | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeCheck(Struct):
    """What only adults may buy. `stated`: the page asks for the age, or says that it will be checked."""

    applies: Maybe[bool] = NOT_STATED
    stated: Maybe[bool | None] = NOT_STATED
    because: Maybe[str | None] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class GreenClaim(Struct):
    """A general environmental claim. `backed`: a certification scheme, or what exactly it means, stands beside it."""

    claimed: Maybe[bool] = NOT_STATED
    backed: Maybe[bool | None] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineNotice(Struct):
    """The notice on risks and side effects (HWG § 4(3)). `current`: in the wording of 2023."""

    applies: Maybe[bool] = NOT_STATED
    present: Maybe[bool | None] = NOT_STATED
    current: Maybe[bool | None] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class FoodInformation(Struct):
    """What has to be known of prepacked food before it is bought (Regulation (EU) 1169/2011 Art. 14).

    `ingredients`, `storage`: None where nothing shows that such food needs them.
    """

    applies: Maybe[bool] = NOT_STATED
    ingredients: Maybe[bool | None] = NOT_STATED
    quantity: Maybe[bool | None] = NOT_STATED
    operator: Maybe[bool | None] = NOT_STATED
    storage: Maybe[bool | None] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Allergens(Struct):
    """Substances of Annex II in an ingredient list. `applies`: it names some. `plain`: those that do not stand out."""

    applies: Maybe[bool] = NOT_STATED
    emphasised: Maybe[bool | None] = NOT_STATED
    plain: Maybe[str | None] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Nutrition(Struct):
    """The nutrition declaration per 100 g or ml (Art. 30). `missing`: what of it is not there."""

    applies: Maybe[bool] = NOT_STATED
    complete: Maybe[bool | None] = NOT_STATED
    missing: Maybe[str | None] = NOT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Organic(Struct):
    """Food said to be organic (Regulation (EU) 2018/848). `code`: of the control body. `logo`: that of the EU."""

    claimed: Maybe[bool] = NOT_STATED
    code: Maybe[str | None] = NOT_STATED
    logo: Maybe[bool | None] = NOT_STATED
    origin: Maybe[bool | None] = NOT_STATED
    quote: Maybe[str | None] = NOT_STATED


@fact(
    "product",
    key=("page",),
    en='offer "{name}" on {page.url}',
    de="Angebot „{name}“ auf {page.url}",
    where="{page.url}",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Product(Fact):
    """What an offer says: of a product page the main one, of a category page its unit prices alone.

    market            the country it is meant for, as `DE`
    price             as it is shown; amount and currency: the same as a number, and as ISO 4217 has it
    vat_note          that VAT is included, or that none is charged; false where prices are without it
    shipping_note     that shipping costs extra, or nothing; None where nothing is sent
    shipping_linked   the note leads to more; None where nothing is charged, or nothing said
    strike_price      another price that is crossed out, or set against it
    strike_explained  it is said what that is: a recommended price, the lowest of thirty days, the former one
    guarantee_notice  the EU's notice on the legal guarantee is here, or linked from here
    safety_info       all that `safety` asks for
    """

    page: Maybe[Page] = NOT_STATED
    name: Maybe[str | None] = NOT_STATED
    goods: Maybe[Goods] = NOT_STATED
    market: Maybe[str] = NOT_STATED
    price: Maybe[str | None] = NOT_STATED
    amount: Maybe[float | None] = NOT_STATED
    currency: Maybe[str | None] = NOT_STATED
    vat_note: Maybe[bool] = NOT_STATED
    vat_quote: Maybe[str | None] = NOT_STATED
    shipping_note: Maybe[bool | None] = NOT_STATED
    shipping_linked: Maybe[bool | None] = NOT_STATED
    unit_price: Maybe[UnitPrice] = NOT_STATED
    strike_price: Maybe[str | None] = NOT_STATED
    strike_explained: Maybe[bool | None] = NOT_STATED
    strike_quote: Maybe[str | None] = NOT_STATED
    delivery: Maybe[Delivery] = NOT_STATED
    guarantee_notice: Maybe[bool] = NOT_STATED
    durability: Maybe[Durability] = NOT_STATED
    safety_info: Maybe[bool | None] = NOT_STATED
    safety: Maybe[ProductSafety] = NOT_STATED
    reviews: Maybe[Reviews] = NOT_STATED
    trader: Maybe[Trader] = NOT_STATED
    age_check: Maybe[AgeCheck] = NOT_STATED
    green_claim: Maybe[GreenClaim] = NOT_STATED
    medicine: Maybe[MedicineNotice] = NOT_STATED
    food: Maybe[FoodInformation] = NOT_STATED
    allergens: Maybe[Allergens] = NOT_STATED
    nutrition: Maybe[Nutrition] = NOT_STATED
    organic: Maybe[Organic] = NOT_STATED
