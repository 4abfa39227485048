"""The texts in pages/, poured into HTML. What comes from visitors is escaped, as is all that is no template."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from scanner.demo.storefront.goods import CATEGORIES, euros


def text_of(name: str) -> str:
    """A file of the pages."""
    return (files("scanner.demo") / "pages" / name).read_text(encoding="utf-8")


def rendered(template: str, values: Mapping[str, object]) -> str:
    """A template with these values; a name that nobody gave is an error."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    """Compiled once for all shops of a process."""
    environment = Environment(
        loader=FunctionLoader(text_of),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["categories"] = CATEGORIES
    environment.filters["euros"] = euros
    return environment
