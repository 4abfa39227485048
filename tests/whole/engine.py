"""A small shop server: pages from Jinja templates, a cart and a checkout kept in a session, forms that are counted."""

from __future__ import annotations

import hashlib
import io
import json
import re
import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import jinja2
import yaml
from markupsafe import Markup
from PIL import Image, ImageDraw

HERE = Path(__file__).parent
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}


@dataclass
class Request:
    """What a visitor asks for."""

    method: str
    host: str
    target: str
    cookies: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        if self.headers.get("content-type", "").startswith("multipart/form-data"):
            found = re.findall(rb'name="([^"]+)"\r\n\r\n(.*?)\r\n--', self.body, re.DOTALL)
            return {name.decode(): value.decode("utf-8", "replace") for name, value in found}
        if self.headers.get("content-type", "").startswith("application/json"):
            told = json.loads(self.body or b"{}")
            return {str(name): str(value) for name, value in told.items()} if isinstance(told, dict) else {}
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass
class Answer:
    """What the shop answers."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Session:
    """What the shop keeps of a visitor."""

    token: str = field(default_factory=lambda: secrets.token_hex(16))
    cart: dict[str, int] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    fresh: bool = True


def sections(path: Path) -> dict[str, tuple[list[str], str]]:
    """The parts of a file that `@@ name | …` lines separate."""
    found: dict[str, tuple[list[str], str]] = {}
    for part in re.split(r"(?m)^@@ ", path.read_text("utf-8"))[1:]:
        head, _, body = part.partition("\n")
        name, *rest = (piece.strip() for piece in head.split("|"))
        found[name] = (rest, body)
    return found


def picture(name: str) -> bytes:
    """A plain picture that is always the same for a name."""
    seed = hashlib.sha256(name.encode()).digest()
    image = Image.new("RGB", (600, 600), (225 + seed[0] % 25, 220 + seed[1] % 25, 210 + seed[2] % 30))
    draw = ImageDraw.Draw(image)
    colour = (60 + seed[3] % 140, 50 + seed[4] % 130, 40 + seed[5] % 120)
    left, top = 120 + seed[6] % 60, 140 + seed[7] % 60
    shape = (left, top, 600 - left, 600 - top // 2)
    (draw.ellipse if seed[8] % 2 else draw.rectangle)(shape, fill=colour)
    draw.rectangle((left + 60, top + 90, 540 - left, top + 150), fill=(245, 240, 230))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


class Shop:
    """One shop: what its folder says, and its visitors' sessions."""

    def __init__(self, name: str, out: Path) -> None:
        self.folder = HERE / name
        self.out = out
        self.site: dict[str, Any] = yaml.safe_load((self.folder / "site.yaml").read_text("utf-8"))
        self.host: str = self.site["host"]
        self.views = {key: body for key, (_, body) in sections(self.folder / "views.html").items()}
        self.pages = sections(self.folder / "pages.html")
        self.products: dict[str, dict[str, Any]] = {p["slug"]: p for p in self.site["products"]}
        self.by_id = {str(p["id"]): p for p in self.site["products"]}
        self.sessions: dict[str, Session] = {}
        self.lock = threading.Lock()
        self.env = jinja2.Environment(loader=jinja2.FileSystemLoader(self.folder), autoescape=True)
        self.env.filters["money"] = self.money
        self.env.filters["q"] = lambda text: quote(str(text))

    # --- helpers -------------------------------------------------------------------------------------------------

    def money(self, cents: int) -> str:
        """An amount as the shop writes it."""
        number = f"{cents / 100:,.2f}"
        if self.site["language"] == "de":
            return number.replace(",", "_").replace(".", ",").replace("_", ".") + "\u00a0€"
        return "€" + number

    def log(self, name: str, request: Request) -> None:
        """Counts a form that was sent: a line each."""
        line = {"at": datetime.now(UTC).isoformat(), "path": request.path, "fields": sorted(request.form)}
        with self.lock, (self.out / name).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def lines(self, session: Session) -> list[dict[str, Any]]:
        """What is in the cart."""
        return [
            {"product": self.by_id[key], "quantity": number, "sum": self.by_id[key]["price"] * number}
            for key, number in session.cart.items()
        ]

    def totals(self, session: Session) -> dict[str, int]:
        goods = sum(line["sum"] for line in self.lines(session))
        ways = self.site["shipping_methods"]
        way = ways.get(session.data.get(self.site["checkout"]["shipping_field"], ""), next(iter(ways.values())))
        free = self.site.get("free_from")
        shipping = 0 if free and goods >= free else way["price"]
        return {"goods": goods, "shipping": shipping, "total": goods + shipping}

    def vat(self, session: Session) -> int:
        """The VAT in the cart, goods and shipping at the goods' rate."""
        rate: int = max((line["product"]["vat"] for line in self.lines(session)), default=0)
        return round(self.totals(session)["total"] * rate / (100 + rate))

    # --- answering -----------------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """Answers a request to the shop's own host."""
        if request.host != self.host:
            return Answer(
                status=301,
                headers=[
                    ("Location", f"https://{self.host}{request.target}"),
                    ("Strict-Transport-Security", self.site["headers"]["Strict-Transport-Security"]),
                ],
            )
        if answer := self.file(request.path):
            return answer
        spec = self.site["session"]
        key = request.cookies.get(spec["cookie"], "")
        with self.lock:
            session = self.sessions.get(key) or Session()
        answer = self.route(request, session)
        if answer.kind.startswith(("text/html", "application/json")) or answer.status in (302, 303):
            self.cookies(request, session, answer, spec, key)
            for name, value in self.site["headers"].items():
                answer.headers.append((name, value.replace("{nonce}", session.token[:16])))
            sensitive = any(re.match(rule, request.path) for rule in self.site["no_store"])
            answer.headers.append(("Cache-Control", "no-store, private" if sensitive else self.site["cache"]))
        return answer

    def cookies(self, request: Request, session: Session, answer: Answer, spec: dict[str, Any], key: str) -> None:
        """Sets the session's cookie, where there is something to remember, and what else the shop sets."""
        if self.sessions.get(key) is not session and (spec["when"] == "always" or session.cart or session.data):
            key = secrets.token_hex(16)
            with self.lock:
                self.sessions[key] = session
            answer.headers.append(("Set-Cookie", f"{spec['cookie']}={key}; {spec['attributes']}"))
        for extra in self.site.get("cookies", []):
            wanted = extra["when"] == "always" or (extra["when"] == "cart" and session.cart)
            if wanted and extra["name"] not in request.cookies:
                value = extra["value"].replace("RANDOM", secrets.token_hex(16)).replace("COUNT", str(len(session.cart)))
                answer.headers.append(("Set-Cookie", f"{extra['name']}={value}; {extra['attributes']}"))

    def file(self, path: str) -> Answer | None:
        """A static file, or a picture of a product."""
        paths = self.site["paths"]
        if path in (extra := self.site.get("files", {})):
            path = paths["static"] + extra[path]
        if path.startswith(paths["images"]) and path.endswith(".jpg"):
            return Answer(picture(path), "image/jpeg", headers=[("Cache-Control", "public, max-age=604800")])
        if path.startswith(paths["static"]):
            found = (self.folder / "static" / path.removeprefix(paths["static"])).resolve()
            if found.is_relative_to(self.folder / "static") and found.is_file():
                kind = KINDS.get(found.suffix, "application/octet-stream")
                extra = [("Cache-Control", "public, max-age=600"), ("X-Content-Type-Options", "nosniff")]
                return Answer(found.read_bytes(), kind, headers=extra)
        return None

    def view(self, name: str, request: Request, session: Session, title: str, status: int = 200, **more: Any) -> Answer:
        """A page of `views.html`, or a text, in the shop's layout."""
        context = {
            "site": self.site,
            "products": list(self.products.values()),
            "path": request.path,
            "title": title,
            "view": name,
            "session": session,
            "token": session.token,
            "lines": self.lines(session),
            "count": sum(session.cart.values()),
            "totals": self.totals(session),
            "vat": self.vat(session),
            "data": session.data,
            "errors": [],
            "robots": "index,follow" if status == 200 else "noindex",
            "product": None,
            "category": None,
            "query": "",
            "sent": {},
            "word": "",
            **more,
        }
        text = more.get("text") or self.views[name]
        body = self.env.from_string(text).render(context)
        page = self.env.get_template("layout.html").render(context | {"content": Markup(body)})
        return Answer(page.encode(), status=status)

    def see(self, where: str, status: int = 303) -> Answer:
        return Answer(status=status, headers=[("Location", where)])

    def route(self, request: Request, session: Session) -> Answer:  # noqa: C901, PLR0911 - a table of paths
        """Finds what a path is for."""
        paths, path = self.site["paths"], request.path
        if path == "/":
            return self.view("home", request, session, self.site["title"])
        if found := self.changes_cart(request, session):
            return found
        for category in self.site["categories"]:
            if path == paths["category"].format(slug=category["slug"]):
                goods = [p for p in self.products.values() if category["slug"] in p["categories"]]
                return self.view("category", request, session, category["name"], category=category, goods=goods)
        for slug, product in self.products.items():
            if path == paths["product"].format(slug=slug, id=product["id"]):
                return self.view("product", request, session, product["name"], product=product)
        if path == paths["search"] and (word := request.query.get(self.site["search_field"])) is not None:
            found_ = [p for p in self.products.values() if word.lower() in (p["name"] + p["teaser"]).lower()]
            return self.view("search", request, session, self.site["search_title"], query=word, goods=found_)
        if path == paths["cart"]:
            return self.view("cart", request, session, self.site["cart_title"])
        if answer := self.checkout(request, session):
            return answer
        if path in self.pages:
            return self.page(request, session)
        return self.view("missing", request, session, self.site["missing_title"], 404)

    def page(self, request: Request, session: Session) -> Answer:
        """A page of `pages.html`; a form that is sent to it is counted and answered."""
        (title, *_), text = self.pages[request.path]
        posts = self.site["posts"]
        if request.method == "POST" or (request.path in posts and posts[request.path].get("get") and request.query):
            self.log("posts.log", request)
            step = posts.get(request.path)
            if step and "then" in step:
                (title, *_), text = self.pages[step["then"]]
                return self.view("page", request, session, title, text=text, sent=request.form)
            word = step["thanks"] if step else self.site["posts"]["default"]["thanks"]
            return self.view("sent", request, session, title, word=word)
        return self.view("page", request, session, title, text=text, sent={})

    def changes_cart(self, request: Request, session: Session) -> Answer | None:
        """Puts into the cart, changes numbers, takes out."""
        spec, form = self.site["cart"], request.form if request.method == "POST" else {}
        if request.method == "POST":
            added = re.match(spec["add"], request.path)
            item = (added and added.groupdict().get("id")) or form.get(spec["id_field"])
            if not item and added:
                item = next((m[1] for k in form if (m := re.match(r"lineItems\[(\w+)\]\[id\]", k))), None)
            if added and item in self.by_id:
                number = form.get(spec["number_field"].format(id=item), "1")
                session.cart[item] = session.cart.get(item, 0) + max(1, int(number) if number.isdigit() else 1)
                return self.see(self.site["paths"]["cart"], 302)
            if request.path == spec["update"] and spec["mark"] in form:
                for key in list(session.cart):
                    number = form.get(spec["line_field"].format(id=key), "")
                    if number.isdigit():
                        session.cart[key] = int(number)
                    if session.cart[key] == 0 or form.get("remove") == key:
                        del session.cart[key]
                return self.see(self.site["paths"]["cart"], 302)
        return None

    def checkout(self, request: Request, session: Session) -> Answer | None:  # noqa: PLR0911 - as above
        """The steps to the order button, and the order."""
        spec, path = self.site["checkout"], request.path
        steps = spec["steps"]
        place = next((n for n, step in enumerate(steps) if step["path"] == path), None)
        if path == spec["order"] and request.method == "POST":
            if not session.cart:
                return self.see(self.site["paths"]["cart"])
            self.log("orders.log", request)
            answer = self.view("thanks", request, session, spec["thanks_title"])
            session.cart.clear()
            session.done.clear()
            return answer
        if path == spec.get("configure") and request.method == "POST":
            session.data.update(request.form)
            return self.see(steps[-1]["path"], 302)
        if place is None:
            return None
        if not session.cart:
            return self.see(self.site["paths"]["cart"], 302)
        step = steps[place]
        if request.method == "POST":
            self.log("posts.log", request)
            form = {k: v.strip() for k, v in request.form.items()}
            session.data.update(form)
            missing = [name for name in step.get("required", []) if not form.get(name)]
            if missing:
                return self.view(step["view"], request, session, step["title"], errors=missing)
            session.done.add(step["path"])
            return self.see(step.get("next") or steps[place + 1]["path"], 302)
        before = next((s for s in steps[:place] if s["path"] not in session.done and not s.get("optional")), None)
        if before:
            return self.see(before["path"], 302)
        return self.view(step["view"], request, session, step["title"])
