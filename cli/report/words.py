"""The small parts that every section of a report is made of: standings, stages, dates, lists."""

from collections.abc import Iterable, Sequence

from cli.pictures.marks import SIGNS
from cli.pictures.svg import Drawn
from cli.report.markup import Part, Tag, tag
from cli.views.wording import host_of, outside

_SIGNS = {**SIGNS, "scheduled": "◷"}


def of(*inside: Part) -> Tag:
    """Something said beside what matters."""
    return tag("span", *inside, class_="of")


def standing(word: str) -> Tag:
    """A standing as a shape and a word."""
    sign = tag("span", _SIGNS.get(word, "·"), aria_hidden="true")
    return tag("span", sign, " ", word, class_=f"standing {word}")


def stage(word: str, *, implied: bool = False) -> Tag | None:
    """A stage; where it is only implied, that is said."""
    if not word:
        return None
    return tag("span", word, " (implied)" if implied else None, class_="stage")


def section(anchor: str, title: str, *inside: Part) -> Tag:
    """A section with its heading, or nothing of it but its place."""
    return tag("section", tag("h2", title), *inside, id=anchor)


def folded(summary: Part, *inside: Part, class_: str | None = None) -> Tag:
    """What is shown on demand, and in print."""
    return tag("details", tag("summary", summary), *inside, class_=class_)


def lines(items: Iterable[Part], class_: str = "lines") -> Tag:
    """A list."""
    return tag("ul", [tag("li", each) for each in items], class_=class_)


def facts(pairs: Iterable[tuple[Part, Part]]) -> Tag:
    """Names with what there is to say of each."""
    return tag("dl", [tag("div", tag("dt", name), tag("dd", told)) for name, told in pairs])


def table(
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Part],
    caption: str,
    class_: str = "",
) -> Tag:
    """A table of ready rows; a column is its title and its class. The caption is for ears."""
    heads = [tag("th", title, scope="col", class_=kind or None) for title, kind in columns]
    return tag(
        "table",
        tag("caption", caption, class_="unseen"),
        tag("thead", tag("tr", heads)),
        rows,
        class_=class_ or None,
    )


def scrolled(name: str, *inside: Part, class_: str = "wide") -> Tag:
    """What may be wider than a screen; the keyboard reaches it, so that it can scroll it."""
    return tag("div", *inside, class_=class_, tabindex="0", role="region", aria_label=name)


def picture(svg: str, caption: Part) -> Tag:
    """A picture with what it says beneath."""
    return tag("figure", Drawn(svg), tag("figcaption", caption))


def link_out(url: str | None) -> Tag | None:
    """A link to a report where it was published; as text where it is no web address."""
    if not url:
        return None
    if outside(url) is None:
        return of(url)
    return tag("a", host_of(url), href=url, rel="noopener noreferrer", class_="out")


def joined(parts: Iterable[Part], by: str = ", ") -> list[Part]:
    """Parts with something between them."""
    found: list[Part] = []
    for each in parts:
        found += [by, each] if found else [each]
    return found
