"""Templates filled with what pages found: everything is text, and nothing is ever markup."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cli.output import coded
from cli.views import wording
from cli.web.address import segment
from cli.web.static_files import address_of

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **parts: Any) -> str:
    """A template with its parts."""
    return _environment().get_template(template).render(**parts)


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_shown,
    )
    found.globals.update(static=address_of, **wording.GLOBALS)
    found.filters.update(segment=segment, **wording.FILTERS)
    return found


def _shown(part: object) -> object:
    """A part as it may be shown: nothing for None, and no sign that nobody can see."""
    if part is None:
        return ""
    return coded(part) if isinstance(part, str) and not isinstance(part, Markup) else part
