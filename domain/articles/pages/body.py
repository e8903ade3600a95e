"""The paragraphs of the article in a web page, without what stands around and between them.

trafilatura tells body from boilerplate. What it is given is made easier here: the part of the page
that its headline stands in, and tables only where they hold figures, not where they hold the page.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

from domain.articles.refusals import missing

try:
    import trafilatura
except ImportError as error:
    raise missing("trafilatura", "a web page", error) from error

_BLOCKS = ("p", "div", "table", "ul", "ol", "h1", "h2", "h3", "h4", "article", "section")
_CELLS = ("table", "thead", "tbody", "tfoot", "tr", "td", "th")
_LONG_CELL = 300
_STANDFIRST = re.compile(
    r"standfirst|abstract|chapo|chapeau|\bdek\b|sub-?title|sub-?head|vorspann|entradilla|subtitulo"
    r"|sottotitolo|sommario|article-(?:summary|intro|lead)",
    re.IGNORECASE,
)
_CHAFF = re.compile(
    r"(?:^|[\s_-])(?:cta|newsletter|promo|subscri\w*|sign-?up|advert\w*|lire-aussi|related|recirc|read-?more"
    r"|outbrain|taboola|share|author-(?:card|bio)|twitter-tweet|instagram-media|tiktok-embed)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Classes of what stands between the paragraphs: forms, other articles, posts of others."""
_MOST_CHAFF = 600
_HEADINGS = 5
"""First headings that are looked at: one is that of the article."""
_SHORT = 200
_SENTENCE = 80


def body_of(tree: Any, title: str, author: str) -> list[str]:
    """The paragraphs of the article, the standfirst first, without title and byline."""
    part = _part_with(tree, title)
    _weed(part)
    _unlay(part)
    _break_up(part)
    found = list(_paragraphs(_extracted(part)))
    known = {_letters(each) for each in found}
    found[:0] = [each for each in _standfirst(tree) if _letters(each) not in known]
    heads = {_letters(title), _letters(author)}
    return list(_without_lead_in([each for each in found if not _is_chaff(each, heads)]))


def _extracted(tree: Any) -> str:
    found = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=True, with_metadata=False
    )
    return getattr(found, "text", None) or ""


def _part_with(tree: Any, title: str) -> Any:
    """A page of the element around the headline alone, where most of the prose is in that."""
    prose = _prose(tree)
    for heading in islice(tree.iter("h1"), _HEADINGS):
        if _letters(title) and _letters(title) == _letters("".join(heading.itertext())):
            for above in heading.iterancestors("article", "main"):
                if _prose(above) * 2 >= prose:
                    page = above.makeelement("html", {})
                    body = above.makeelement("body", {})
                    page.append(body)
                    body.append(deepcopy(above))
                    return page
    return deepcopy(tree)


def _prose(tree: Any) -> int:
    return sum(len("".join(each.itertext())) for each in tree.iter("p"))


def _weed(tree: Any) -> None:
    """Take out what calls itself something else than the article, where it is short."""
    for each in list(tree.iter("div", "aside", "section", "p", "ul", "blockquote", "form")):
        over = each.getparent()
        if over is None or not _CHAFF.search(each.get("class") or ""):
            continue
        if len("".join(each.itertext())) <= _MOST_CHAFF:
            each.drop_tree()


def _unlay(tree: Any) -> None:
    """Make plain parts of tables that lay out the page."""
    for table in list(tree.iter("table")):
        if not any(_lays_out(cell) for cell in table.iter("td", "th")):
            continue
        for each in [part for part in table.iter(*_CELLS) if _table_of(part) is table]:
            each.tag = "div"


def _lays_out(cell: Any) -> bool:
    if next(cell.iter(*_BLOCKS), None) is not None and len(list(cell.iter("p", "div"))) > 1:
        return True
    return len("".join(cell.itertext())) > _LONG_CELL


def _table_of(part: Any) -> Any:
    if part.tag == "table":
        return part
    return next(part.iterancestors("table"), None)


def _break_up(tree: Any) -> None:
    """Make paragraphs of text that two line ends in a row part."""
    for first in list(tree.iter("br")):
        second = first.getnext()
        over = first.getparent()
        if over is None or second is None or second.tag != "br" or (first.tail or "").strip():
            continue
        paragraph = first.makeelement("p", {})
        paragraph.text = second.tail
        for after in list(takewhile(_is_inline, second.itersiblings())):
            paragraph.append(after)
        second.tail = None
        over.replace(first, paragraph)


def _is_inline(element: Any) -> bool:
    return element.tag != "br" and element.tag not in _BLOCKS


def _paragraphs(text: str) -> Iterator[str]:
    """Each line of what was extracted; rows of tables without their frame."""
    for line in text.split("\n"):
        plain = line.strip()
        if plain.startswith("|"):
            cells = [each.strip() for each in plain.strip("|").split("|")]
            plain = " | ".join(filter(None, cells)) if not re.fullmatch(r"[|\s-]*", plain) else ""
        if plain:
            yield plain


def _standfirst(tree: Any) -> list[str]:
    """What stands between headline and text; several where it is a list."""
    for heading in islice(tree.iter("h1", "h2"), _HEADINGS):
        for each in heading.xpath("following::*[@class][position() <= 12]"):
            text = _plain(each)
            if _STANDFIRST.search(each.get("class")) and 20 <= len(text) <= 600:
                items = [f"- {_plain(item)}" for item in each.iter("li")]
                return items or [text]
    return []


def _is_chaff(text: str, heads: set[str]) -> bool:
    plain = text.casefold()
    if not _letters(text):
        return True
    if any(head and _letters(text).endswith(head) and len(text) <= _SHORT for head in heads):
        return True
    if len(text) > _SHORT:
        return False
    chaff = _chaff()
    if plain.startswith(chaff["begins"]) or plain.endswith(chaff["ends"]):
        return True
    return " ".join(re.sub(r"[\d:,.]+", " ", plain).split()) in chaff["alone"]


def _without_lead_in(paragraphs: list[str]) -> Iterator[str]:
    """Without the few words that stand before the first sentence: a section, a kind of text."""
    begun = False
    for each in paragraphs:
        begun = begun or len(each) >= _SENTENCE or each[-1] in '.!?”"»'
        if begun or len(each.split()) > 4:
            yield each


def _plain(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


@cache
def _chaff() -> Mapping[str, tuple[str, ...]]:
    import tomllib

    path = Path(__file__).with_name("chaff.toml")
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: tuple(words) for name, words in read.items()}
