"""What will be looked at: the hosts of a shop and the cells of coverage, fixed before anything is probed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from scanner.model.evidence import Cell, scope
from scanner.model.facts import KINDS
from scanner.model.vocabulary import Area, ButtonRole, EndpointRole, FormPurpose, PageRole, Phase
from scanner.shop import ShopFile
from scanner.suffixes import registrable

#: Which area looks at which kinds. Every other kind is looked at by nobody yet.
KINDS_OF: Mapping[Area, tuple[str, ...]] = {
    Area.TLS: ("tls_protocol", "tls_cipher", "tls_group", "tls_flaw", "tls_session", "certificate"),
    Area.HTTP: ("redirect", "hsts", "header", "csp", "referrer_policy", "framing", "software", "exposed_file"),
    Area.NETWORK: ("port", "admin_surface"),
    Area.DNS: ("dns_zone",),
    Area.MAIL: ("mail_domain", "mail_server", "dkim_key", "newsletter"),
    Area.CONSENT: (
        "consent_banner",
        "listed_item",
        "stored_item",
        "request",
        "fingerprinting",
        "tcf_signal",
        "consent_mode",
    ),
    Area.FORMS: ("form", "form_field", "data_leak", "button", "checkout_step", "payment_method"),
    # Derived from pages, but for links.
    Area.NOTICE: ("privacy_notice", "disclosure", "outdated_reference", "placeholder", "service", "claim", "link"),
    # Judged by the pages themselves, and by what is derived from them; links of seals are followed.
    Area.LEGAL: ("legal_item", "product", "trust_seal", "seal_page", "chat_widget", "accessibility_issue"),
    Area.PAYMENT: ("script", "payment_page", "payment_contact", "comparison", "change"),
}
#: What an area looks at once for a shop, at its own host, and what on its pages, where a browser looks at them.
ONCE: Mapping[Area, str] = {Area.HTTP: "security_txt"}
ON_PAGES: Mapping[Area, tuple[str, ...]] = {Area.HTTP: ("resource", "caching")}
#: Areas that need a browser; what they look at is planned by phase and by role of page, not by host.
BROWSER = frozenset({Area.CONSENT, Area.FORMS, Area.NOTICE, Area.LEGAL, Area.PAYMENT})
#: Areas that look at names in the DNS, and not at the shop's hosts one by one.
NAMES = frozenset({Area.DNS, Area.MAIL})
#: What a preview system has none of its own of.
_NOT_IN_PREVIEW = (Area.NETWORK, Area.DNS, Area.MAIL)
#: Names that are never looked up in the DNS (RFC 6761, RFC 6762).
_NOT_IN_DNS = ("localhost", "local")
#: The phases of consent in which pages are looked at, and those of a quick look.
PHASES = tuple(Phase)
QUICK_PHASES = (Phase.BEFORE_CHOICE, Phase.REJECTED, Phase.ACCEPTED)
#: What is looked at in each of them.
IN_EACH_PHASE = ("consent_banner", "stored_item", "request", "fingerprinting", "tcf_signal", "consent_mode")
#: The roles of pages that are looked for.
ROLES = (
    PageRole.HOME,
    PageRole.CATEGORY,
    PageRole.PRODUCT,
    PageRole.CART,
    PageRole.LOGIN,
    PageRole.REGISTRATION,
    PageRole.CONTACT,
    PageRole.NEWSLETTER,
    PageRole.IMPRINT,
    PageRole.PRIVACY,
    PageRole.TERMS,
)
#: The roles of pages whose forms are looked at: withdrawing and cancelling besides, which no visitor types into.
FORM_ROLES = (*ROLES, PageRole.WITHDRAWAL_FUNCTION, PageRole.CANCELLATION_FUNCTION)
#: What is looked at with something in the cart, by role of page, and the forms for the sake of which it is.
SHOPPING: Mapping[PageRole, tuple[FormPurpose, ...]] = {
    PageRole.CART: (FormPurpose.COUPON,),
    PageRole.CHECKOUT_CONTACT: (FormPurpose.GUEST_CHECKOUT, FormPurpose.CHECKOUT_CONTACT),
    PageRole.CHECKOUT_ADDRESS: (FormPurpose.CHECKOUT_ADDRESS,),
    PageRole.CHECKOUT_SHIPPING: (FormPurpose.CHECKOUT_SHIPPING,),
    PageRole.CHECKOUT_PAYMENT: (FormPurpose.CHECKOUT_PAYMENT,),
    PageRole.ORDER_REVIEW: (FormPurpose.ORDER,),
}
#: What is written down of the way to the order button as a whole.
ON_THE_WAY = ("checkout_step", "payment_method")
#: Pages with data of one visitor, whose Cache-Control is looked at, as far as they are looked for at all.
PERSONAL = (
    PageRole.LOGIN,
    PageRole.CHECKOUT_CONTACT,
    PageRole.CHECKOUT_ADDRESS,
    PageRole.CHECKOUT_SHIPPING,
    PageRole.CHECKOUT_PAYMENT,
    PageRole.ORDER_REVIEW,
)
#: The steps of paying, whose scripts are looked at; of other pages those that take card data.
PAYING = (PageRole.CHECKOUT_PAYMENT, PageRole.ORDER_REVIEW)
#: Areas that need to know what forms ask for.
FORMS = frozenset({Area.FORMS, Area.PAYMENT})
#: The states of consent in which forms are typed into, on pages of all roles that are looked for or shopped at.
TYPING_PHASES = (Phase.BEFORE_CHOICE, Phase.ACCEPTED)
TYPING_ROLES = tuple(dict.fromkeys((*ROLES, *SHOPPING)))
#: Pages that are tested for barriers: on the way to an order, as far as it is crawled.
TESTED_FOR_BARRIERS = (PageRole.HOME, PageRole.PRODUCT, PageRole.CART, PageRole.LOGIN)
ALWAYS = ("endpoint", "page", "shop")


@dataclass(frozen=True, slots=True)
class Host:
    """A host to look at. `port` is its https port, `http_port` that of plain http.

    A `guessed` one, the apex or www beside the shop, need not exist.
    """

    name: str
    port: int
    role: EndpointRole
    guessed: bool = False
    http_port: int = 80

    @property
    def registrable(self) -> bool:
        """Whether it is a name directly below a public suffix."""
        return _apex(self.name) == self.name

    @property
    def https_url(self) -> str:
        """Its front page over https."""
        return f"https://{self._authority}{'' if self.port == 443 else f':{self.port}'}/"

    @property
    def http_url(self) -> str:
        """Its front page over plain http."""
        return f"http://{self._authority}{'' if self.http_port == 80 else f':{self.http_port}'}/"

    @property
    def _authority(self) -> str:
        return f"[{self.name}]" if ":" in self.name else self.name


@dataclass(frozen=True, slots=True)
class Plan:
    """Hosts and cells. `not_requested`: kinds that the user chose not to look at; `browser_declined`: nor at pages.

    `browses`: a browser looks at the pages. `declined`: areas that this shop can't be asked about, and why.
    `mail_domains`: whose mail is looked at.
    """

    shop: ShopFile
    hosts: tuple[Host, ...]
    areas: frozenset[Area]
    cells: tuple[Cell, ...]
    not_requested: tuple[str, ...]
    browser_declined: bool = False
    browses: bool = False
    declined: tuple[tuple[Area, str], ...] = ()
    mail_domains: tuple[str, ...] = ()

    def authorises(self, host: str) -> bool:
        """Whether what needs its owner's leave may be done to a host.

        Whoever gave it can give it only for the shop's own domain and for hosts that the shop file names.
        """
        if self.shop.authorised is None:
            return False
        own = _apex(self.shop.host)
        return host in {each.name for each in self.hosts} or (own is not None and _apex(host) == own)

    def cells_of(self, host: Host, area: Area) -> tuple[Cell, ...]:
        """The cells of one area on one host."""
        return tuple(_cell(kind, host) for kind in KINDS_OF.get(area, ())) if area in self.areas else ()


def make_plan(
    shop: ShopFile,
    only: Collection[Area] = (),
    covered: Collection[Area] = tuple(Area),
    asked: Collection[str] = (),
) -> Plan:
    """The plan for a shop: the areas that its profile covers and that look at what its controls ask for, or only some.

    `asked`: the kinds that the profile's controls speak of. With `only`, no browser is started that it does not name.
    """
    looking = {area for area in KINDS_OF if not set(asked).isdisjoint(_kinds_of(area))}
    areas = frozenset(only or {*covered, *looking}) & frozenset(KINDS_OF)
    declined = tuple((area, why) for area, why in declined_areas(shop) if area in areas)
    areas -= {area for area, _ in declined}
    browses = bool(areas & BROWSER) or (not only and not set(asked).isdisjoint(_on_pages()))
    hosts = _hosts(shop)
    kinds = [kind for area in Area if area in areas - BROWSER - NAMES for kind in KINDS_OF[area]]
    cells = [Cell("shop")]
    for host in hosts:
        cells += [_cell("endpoint", host), *(_cell(kind, host) for kind in kinds)]
    cells += [Cell(kind, scope({"host": shop.host})) for area, kind in ONCE.items() if area in areas]
    domains = mail_domains(shop)
    cells += _name_cells(areas, hosts, domains, shop.mail.selectors)
    if Area.HTTP in areas:
        cells.append(Cell("page", scope({"url": shop.url})))
    if browses:
        cells += [Cell("page", scope({"role": role})) for role in ROLES]
        for kind in (kind for area, kinds in ON_PAGES.items() if area in areas for kind in kinds):
            cells += [_on_page(kind, role) for role in (PERSONAL if kind == "caching" else ROLES)]
    if Area.LEGAL in areas:
        cells += [Cell("seal_page"), *(_on_page("accessibility_issue", role) for role in TESTED_FOR_BARRIERS)]
    if Area.CONSENT in areas:
        cells += [Cell(kind, scope({"phase": phase})) for kind in IN_EACH_PHASE for phase in PHASES]
        cells.append(Cell("listed_item"))
    if areas & FORMS:
        cells += [_on_page("form", role) for role in FORM_ROLES]
        cells += [Cell("form_field", scope({"form.page.role": role})) for role in FORM_ROLES]
        cells += [cell for role in SHOPPING for cell in shopping_cells(role)]
        cells += [leak_cell(phase, role) for phase in TYPING_PHASES for role in TYPING_ROLES]
        cells.append(Cell("button", scope({"role": ButtonRole.ORDER})))
        cells += [Cell(kind) for kind in ON_THE_WAY]
    if Area.PAYMENT in areas:
        cells += [cell for role in PAYING for cell in payment_cells(role)]
        cells += [Cell("comparison"), Cell("change")]
    planned = {cell.kind for cell in cells}
    others = [kind for area in Area for kind in _kinds_of(area) if area not in only or kind in _on_pages()]
    not_requested = tuple(kind for kind in (*others, "page") if only and kind not in planned)
    declines = bool(only) and not browses
    return Plan(shop, hosts, areas, tuple(cells), not_requested, declines, browses, declined, domains)


def declined_areas(shop: ShopFile) -> list[tuple[Area, str]]:
    """Areas that this shop can't be asked about, and why."""
    if shop.preview:
        return [(area, "the shop file says that it is a preview system") for area in _NOT_IN_PREVIEW]
    redirected = any(rule.matches(shop.host, port) for rule in shop.connect_to for port in (shop.port, 80))
    if redirected and shop.resolver is None and not shop.mail_domains:
        why = "the shop is looked at elsewhere (connect_to), and the DNS would speak of another machine"
        return [(area, f"{why}; resolver or mail_domains in the shop file ask for it") for area in sorted(NAMES)]
    return []


def mail_domains(shop: ShopFile) -> tuple[str, ...]:
    """Whose mail is looked at: what the shop file names, else the domain that the shop's host is registered under."""
    own = _apex(shop.host) if _in_dns(shop.host) else None
    return tuple(dict.fromkeys(shop.mail_domains)) or ((own,) if own else ())


def _in_dns(host: str) -> bool:
    return not _is_address(host) and host.rpartition(".")[2] not in _NOT_IN_DNS


def names(plan: Plan) -> tuple[tuple[str, Host | None], ...]:
    """The names to look at in the DNS: those of hosts, and of mail domains that are none."""
    found: dict[str, Host | None] = {host.name: host for host in plan.hosts if _in_dns(host.name)}
    return tuple({**dict.fromkeys(plan.mail_domains), **found}.items())


def _name_cells(
    areas: frozenset[Area], hosts: tuple[Host, ...], domains: tuple[str, ...], selectors: tuple[str, ...]
) -> list[Cell]:
    cells: list[Cell] = []
    if Area.DNS in areas:
        named = dict.fromkeys([*(host.name for host in hosts if _in_dns(host.name)), *domains])
        cells += [Cell("dns_zone", scope({"name": name})) for name in named] or [Cell("dns_zone")]
    if Area.MAIL in areas:
        for domain in domains:
            cells += [Cell("mail_domain", scope({"name": domain})), Cell("mail_server", scope({"domain": domain}))]
            cells += key_cells(domain, selectors).values()
        cells += [] if domains else [Cell(kind) for kind in ("mail_domain", "mail_server", "dkim_key")]
        cells.append(Cell("newsletter"))
    return cells


def key_cells(domain: str, selectors: tuple[str, ...]) -> dict[str | None, Cell]:
    """The cells of a domain's DKIM keys by selector; one for all, by None, where no selector is known."""
    if not selectors:
        return {None: Cell("dkim_key", scope({"domain": domain}))}
    return {selector: Cell("dkim_key", scope({"domain": domain, "selector": selector})) for selector in selectors}


def door_cells(host: str, port: int, role: EndpointRole) -> dict[str, Cell]:
    """The cells, by kind, of a TLS port found during the scan. They say its role, so that they bear on no other."""
    nested = scope({"endpoint.host": host, "endpoint.port": port, "endpoint.role": role})
    cells = {kind: Cell(kind, nested) for kind in KINDS_OF[Area.TLS]}
    return {**cells, "endpoint": Cell("endpoint", scope({"host": host, "port": port, "role": role}))}


def _on_page(kind: str, role: PageRole) -> Cell:
    return Cell(kind, scope({"page.role": role}))


def _kinds_of(area: Area) -> tuple[str, ...]:
    """All that an area looks at."""
    once = (ONCE[area],) if area in ONCE else ()
    return (*KINDS_OF.get(area, ()), *once, *ON_PAGES.get(area, ()))


def _on_pages() -> frozenset[str]:
    """What is looked at on pages, whichever area it is of."""
    return frozenset(kind for kinds in ON_PAGES.values() for kind in kinds)


def leak_cell(phase: Phase, role: PageRole) -> Cell:
    """What leaves a page of this role before anything is submitted, in a state of consent."""
    return Cell("data_leak", scope({"phase": phase, "page.role": role}))


def shopping_cells(role: PageRole) -> tuple[Cell, ...]:
    """The cells of a role of SHOPPING."""
    return tuple(
        cell
        for purpose in SHOPPING[role]
        for cell in (
            Cell("form", scope({"page.role": role, "purpose": purpose})),
            Cell("form_field", scope({"form.page.role": role, "form.purpose": purpose})),
        )
    )


def payment_cells(role: PageRole) -> tuple[Cell, ...]:
    """The cells of a step of paying; none of other pages."""
    kinds = ("script", "payment_page", "payment_contact") if role in PAYING else ()
    return tuple(_on_page(kind, role) for kind in kinds)


def _cell(kind: str, host: Host) -> Cell:
    match kind:
        case "endpoint":
            return Cell(kind, scope({"host": host.name, "port": host.port}))
        case "hsts" | "port" | "exposed_file" | "admin_surface":
            return Cell(kind, scope({"host": host.name}))
        case "redirect":
            return Cell(kind, scope({"from": host.http_url}))
        case "header" | "csp" | "referrer_policy" | "framing" | "software":
            return Cell(kind, scope({"url": host.https_url}))
        case _:
            return Cell(kind, scope({"endpoint.host": host.name, "endpoint.port": host.port}))


def _hosts(shop: ShopFile) -> tuple[Host, ...]:
    found = {shop.host: Host(shop.host, shop.port, EndpointRole.SHOP, http_port=_http_port(shop.url))}
    for name, role in _beside(shop.host):
        found.setdefault(name, Host(name, shop.port, role, guessed=True))
    for name in shop.hosts:
        parts = urlsplit(f"//{name}")
        host = parts.hostname or name
        found.setdefault(host, Host(host, parts.port or 443, EndpointRole.API))
    return tuple(found.values())


def _http_port(url: str) -> int:
    """The port of plain http: that of the shop's own address, if it is one."""
    parts = urlsplit(url)
    return parts.port or 80 if parts.scheme == "http" else 80


def _beside(host: str) -> tuple[tuple[str, EndpointRole], ...]:
    """The apex of a www host, the www of an apex: visitors type either."""
    apex = _apex(host)
    if apex is None:
        return ()
    if host == apex:
        return ((f"www.{apex}", EndpointRole.SHOP),)
    return ((apex, EndpointRole.APEX),)


def _apex(host: str) -> str | None:
    return None if _is_address(host) else registrable(host)


def _is_address(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


#: Kinds no probe of this version looks at.
UNSUPPORTED = tuple(sorted(set(KINDS) - {kind for area in KINDS_OF for kind in _kinds_of(area)} - set(ALWAYS)))
