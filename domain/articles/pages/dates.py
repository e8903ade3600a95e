"""When a web page says that it was published and changed. Nothing is weighed, nothing guessed."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from domain.articles.datelines import disagree, head_of
from domain.articles.moments import far_apart, moment
from domain.articles.pages.linked_data import Node, first

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "article.published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "citation_publication_date",
    "og:published_time",
    "publish-date",
    "publishdate",
    "pubdate",
)
_LOOSE = ("dc.date", "dcterms.date", "date")
"""Sometimes the day on which the page was made up, so they count where nothing better is there."""
_MODIFIED = (
    "article:modified_time",
    "og:article:modified_time",
    "article.updated",
    "datemodified",
    "dcterms.modified",
    "og:updated_time",
)
_ASIDE = re.compile(
    r"comment|related|sidebar|recommend|footer|widget|most-?read|teaser|newsletter|promo|also",
    re.IGNORECASE,
)
_MARKED = re.compile(
    r"publi|pubbl|posted|entry-date|pubdate|created|dateline|veröffentlicht|erschienen",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updat|modif|chang|à jour|actuali[sz]|aktualisiert|geändert|aggiorn", re.IGNORECASE
)

_SHORT = 120

Told = list[tuple[str, str]]
"""Moments, each with where it was found."""


class PageDates:
    """The dates of one page, from its JSON-LD node, its meta elements and its time elements."""

    def __init__(self, tree: Any, meta: Mapping[str, str], node: Node) -> None:
        self.tree = tree
        self.meta = meta
        self.node = node

    def published(self) -> tuple[str, list[str]]:
        """When it came out, the most exact of those that agree; '' with a warning where none do."""
        told = self._told("datePublished", _PUBLISHED, _MARKED)
        if not told:
            told = [*self._of_meta(_LOOSE), *self._of_times(None)] or self._of_words()
        days = sorted(day for day, _ in told)
        if days and far_apart(days[0], days[-1]):
            return "", [disagree(told)]
        exact = [day for day, _ in told if "T" in day]
        return next(iter((*exact, *(day for day, _ in told))), ""), []

    def modified(self, published: str) -> str:
        """When it was last changed; '' where that is not said to be after it came out."""
        told = self._told("dateModified", _MODIFIED, _CHANGED)
        day = next((day for day, _ in told), "")
        return day if day[:16] > published[:16] else ""

    def _told(self, name: str, metas: tuple[str, ...], marked: re.Pattern[str]) -> Told:
        stated = first(self.node, name)
        found = [(day, "JSON-LD")] if (day := _read(stated)) else []
        found += self._of_meta(metas)
        found += self._of_items(name)
        found += self._of_times(marked)
        return found

    def _of_meta(self, names: tuple[str, ...]) -> Told:
        return [(day, name) for name in names if (day := _read(self.meta.get(name, "")))]

    def _of_items(self, name: str) -> Told:
        """Microdata: the first of that name which stands in the article."""
        for each in self._main(self.tree.xpath("//*[@itemprop=$name]", name=name)):
            said = each.get("content") or each.get("datetime") or "".join(each.itertext())
            if day := _read(said):
                return [(day, f"{name} in the page")]
        return []

    def _of_times(self, marked: re.Pattern[str] | None) -> Told:
        """The time elements that say what they are; without a mark, the only one in the article."""
        times = list(self._main(self.tree.xpath("//time[@datetime]")))
        if marked is not None:
            chosen = [each for each in times if marked.search(_marks(each))]
            if marked is _MARKED:
                chosen = [each for each in chosen if not _CHANGED.search(_marks(each))]
        else:
            chosen = [each for each in times if not _CHANGED.search(_marks(each))]
        days = [day for each in chosen if (day := _read(each.get("datetime")))]
        if marked is None and len({day[:10] for day in days}) != 1:
            return []
        return [(day, "time element") for day in days[:1]]

    def _of_words(self) -> Told:
        """What a short line of the page says with "published" or "posted" before it."""
        for each in self._main(
            self.tree.iter("p", "div", "span", "td", "font", "small", "em", "b")
        ):
            line = " ".join("".join(each.itertext()).split())
            if 8 <= len(line) <= _SHORT and (head := head_of(line)).published:
                return [(head.published, "the text")]
        return []

    def _main(self, elements: Any) -> Iterator[Any]:
        """Those that stand in no aside, list of links or comment."""
        for each in elements:
            above = [each, *each.iterancestors()]
            if not any(
                over.tag in ("aside", "nav", "footer", "li") or _ASIDE.search(_names(over))
                for over in above
                if over.tag not in ("body", "html")
            ):
                yield each


def _names(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _marks(element: Any) -> str:
    """What an element and the one around it call themselves, and the words before it."""
    over = element.getparent()
    near = "" if over is None else f"{_names(over)} {over.text or ''}"
    before = element.getprevious()
    tail = "" if before is None else f"{''.join(before.itertext())} {before.tail or ''}"
    said = (
        f"{element.get('itemprop') or ''} {'pubdate' if element.get('pubdate') is not None else ''}"
    )
    return f"{_names(element)} {said} {near} {tail}"[:400]


def _read(text: str | None) -> str:
    """The day or instant that a page means, '' for what is none or can be read two ways."""
    plain = " ".join((text or "").split())[:100]
    return moment(plain) or _in_words(plain)


def _in_words(text: str) -> str:
    if not re.search(r"\d{4}", text):
        return ""
    from domain.errors import Refused
    from domain.reading.context import Context
    from domain.reading.dates import date
    from domain.record import Record

    class Published(Record):
        name: str = "published"

    try:
        value = date(text, Published(), Context())
    except Refused:
        return ""
    return moment(str(value["edtf"])) if value["qualifier"] == "exactly" else ""
