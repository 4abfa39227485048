"""A shop that a script renders: every address gets the same shell, and what is on the page comes as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from tests.whole.engine import HERE, Answer, Request, Session, Shop


class App(Shop):
    """A headless shop: variants instead of products in the cart, paid extras, vouchers, a checkout over an API."""

    def __init__(self, name: str, out: Path) -> None:
        super().__init__(name, out)
        self.variants = {
            f"{product['id']}-{colour['key']}-{size}": (product, colour, size)
            for product in self.products.values()
            for colour in product["colours"]
            for size in product["sizes"]
        }

    # --- the cart ------------------------------------------------------------------------------------------------

    def lines(self, session: Session) -> list[dict[str, Any]]:
        """What is in the cart, variant by variant."""
        found = []
        for key, number in session.cart.items():
            product, colour, size = self.variants[key]
            found.append(
                {
                    "id": key,
                    "product": product,
                    "slug": product["slug"],
                    "name": product["name"],
                    "colour": colour["name"],
                    "size": size,
                    "quantity": number,
                    "price": product["price"],
                    "sum": product["price"] * number,
                    "time": product["time"],
                }
            )
        return found

    def totals(self, session: Session) -> dict[str, int]:
        """Goods, voucher, paid extras, shipping, and all of it together."""
        goods = sum(line["sum"] for line in self.lines(session))
        cut = self.site["vouchers"].get(session.data.get("voucher", ""), 0)
        discount = goods * cut // 100
        extra = self.site["extra"]
        wanted = session.data.get("extra", extra["default"]) == "1"
        ways = self.site["shipping_methods"]
        way = ways.get(session.data.get(self.site["checkout"]["shipping_field"], ""), next(iter(ways.values())))
        shipping = 0 if way.get("free") and goods - discount >= self.site["free_from"] else way["price"]
        insured = extra["price"] if goods and wanted else 0
        total = goods - discount + insured + shipping
        return {"goods": goods, "discount": discount, "extra": insured, "shipping": shipping, "total": total}

    def basket(self, session: Session) -> dict[str, Any]:
        """The cart as the page gets it."""
        lines = [{k: v for k, v in line.items() if k != "product"} for line in self.lines(session)]
        totals = self.totals(session)
        return {
            "lines": lines,
            "count": sum(session.cart.values()),
            "totals": totals | {"vat": round(totals["total"] * 19 / 119)},
            "extra": session.data.get("extra", self.site["extra"]["default"]) == "1",
            "voucher": session.data.get("voucher", ""),
        }

    # --- answering -----------------------------------------------------------------------------------------------

    def route(self, request: Request, session: Session) -> Answer:
        """The shell for every address of the shop; what it shows comes from the API."""
        if request.path.startswith("/api/"):
            return self.api(request, session)
        known = self.known(request.path)
        return self.view("shell", request, session, self.site["title"], 200 if known else 404)

    def known(self, path: str) -> bool:
        paths = self.site["paths"]
        return (
            path in self.pages
            or path in self.site["routes"]
            or any(path == paths["category"].format(slug=c["slug"]) for c in self.site["categories"])
            or any(path == paths["product"].format(slug=slug) for slug in self.products)
        )

    def told(self, content: Any, status: int = 200) -> Answer:
        return Answer(json.dumps(content, ensure_ascii=False).encode(), "application/json; charset=utf-8", status)

    def api(self, request: Request, session: Session) -> Answer:
        """What the page asks and sends."""
        name = request.path.removeprefix("/api/")
        answer = self.asked(name, request, session) if request.method != "POST" else self.sent(name, request, session)
        return answer or self.told({"error": "not found"}, 404)

    def asked(self, name: str, request: Request, session: Session) -> Answer | None:
        if name == "catalogue":
            cards = ("id", "slug", "name", "teaser", "price", "was", "categories")
            goods = [{k: p.get(k) for k in cards} for p in self.products.values()]
            return self.told({"categories": self.site["categories"], "products": goods})
        if name.startswith("products/") and (product := self.products.get(name.removeprefix("products/"))):
            return self.told(product)
        if name == "pages" and (found := self.pages.get(request.query.get("path", ""))):
            (title, *_), text = found
            html = self.env.from_string(text).render(site=self.site, products=list(self.products.values()))
            return self.told({"title": title, "html": html})
        if name == "cart":
            return self.told(self.basket(session))
        if name == "checkout":
            steps = [step["key"] for step in self.site["checkout"]["steps"]]
            told = {"steps": steps, "done": [s for s in steps if s in session.done], "data": session.data}
            return self.told(told | {"ways": self.site["shipping_methods"], "cart": self.basket(session)})
        return None

    def sent(self, name: str, request: Request, session: Session) -> Answer | None:
        form = {key: value.strip() for key, value in request.form.items()}
        area, _, rest = name.partition("/")
        if area == "cart":
            return self.carted(rest, form, session)
        if area == "checkout":
            return self.stepped(rest, form, request, session)
        if area == "express" and rest in self.site["express"]:
            self.log("posts.log", request)
            return self.told({"url": self.site["express"][rest]})
        if area == "forms" and rest in self.site["posts"]:
            self.log("posts.log", request)
            return self.told(self.site["posts"][rest])
        return None

    def carted(self, what: str, form: dict[str, str], session: Session) -> Answer | None:
        """Puts into the cart, changes numbers, takes paid extras and vouchers."""
        key, number = form.get("id", ""), form.get("quantity", "1")
        if what in ("add", "change"):
            if key not in self.variants or not number.isdigit():
                return self.told({"error": "Diese Variante gibt es nicht."}, 422)
            session.cart[key] = int(number) + (session.cart.get(key, 0) if what == "add" else 0)
            if not session.cart[key]:
                del session.cart[key]
        elif what == "extra":
            session.data["extra"] = form.get("on", "0")
        elif what == "voucher":
            code = form.get("code", "").upper()
            if code not in self.site["vouchers"]:
                return self.told({"error": "Diesen Gutschein kennen wir nicht."}, 422)
            session.data["voucher"] = code
        else:
            return None
        return self.told(self.basket(session))

    def stepped(self, what: str, form: dict[str, str], request: Request, session: Session) -> Answer | None:
        """A step of the checkout, or the order."""
        spec = self.site["checkout"]
        if not session.cart:
            return self.told({"next": self.site["paths"]["cart"]})
        if what == "complete":
            self.log("orders.log", request)
            session.cart.clear()
            session.done.clear()
            return self.told({"next": spec["thanks"]})
        place = next((n for n, step in enumerate(spec["steps"]) if step["key"] == what), None)
        if place is None:
            return None
        self.log("posts.log", request)
        session.data.update(form)
        missing = [field for field in spec["steps"][place].get("required", []) if not form.get(field)]
        if missing:
            return self.told({"errors": missing}, 422)
        session.done.add(what)
        return self.told({"next": spec["steps"][place + 1]["path"]})


def shop_of(name: str, out: Path) -> Shop:
    """The shop of that name, of the kind that its folder says."""
    site = yaml.safe_load((HERE / name / "site.yaml").read_text("utf-8"))
    return App(name, out) if site.get("rendered") == "script" else Shop(name, out)
