"""A web page to the parts of an article. Runs only in the process of `domain.articles.child`.

The body is found by trafilatura; what the page says of itself is read here, because a library that
guesses a date where none is given would have us store the guess.
"""

import re
from typing import Any

from domain.articles.pages.body import body_of
from domain.articles.pages.head import PageHead
from domain.articles.plain import title_of
from domain.articles.refusals import COPY, missing
from domain.errors import Refused

try:
    from lxml import etree, html
except ImportError as error:
    raise missing("trafilatura", "a web page", error) from error

_PICTURES = re.compile(rb"data:[\w/+.-]{1,80};base64,[A-Za-z0-9+/=]+")
_UNWRITABLE = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]"
    rb"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])|x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef]));?(?![\da-f])",
    re.IGNORECASE,
)
"""Signs that a tree of elements does not take, as bytes or named by number."""
_MOST = 6_000_000
"""Bytes of a page without its pictures; saved pages of newspapers have some 500,000."""
_MOST_TAGS = 200_000
_LEAST = 140
"""Signs that a body has at least; less is a notice that the article is elsewhere or not free."""


def read_page(data: bytes, url: str) -> dict[str, Any]:
    """`text`, `title`, `url`, `source`, … of a page in UTF-8, fetched at `url` if that is known.

    Raises `Refused`: E-LIMIT (too large or nested too deep), E-EMPTY (there is no article in it).
    """
    bare = _UNWRITABLE.sub(b" ", _PICTURES.sub(b"data:,", data))
    if len(bare) > _MOST or bare.count(b"<") > _MOST_TAGS:
        raise Refused("this page is larger than an article", code="E-LIMIT", hint=COPY)
    tree = _tree(bare)
    head = PageHead(tree, data, url)
    title, parts = head.title(), head.parts()
    body = body_of(tree, title, parts["author"])
    if sum(map(len, body)) < _LEAST:
        raise Refused("there is no article in this page", code="E-EMPTY", hint=COPY)
    if not title and (title := title_of("\n\n".join(body))):
        body = body[1:]
    return {"text": "\n\n".join(filter(None, (title, *body))), "title": title, **parts}


def _tree(data: bytes) -> Any:
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        tree = html.document_fromstring(data, parser=parser)
    except etree.ParserError:  # a document without an element
        raise Refused("there is no article in this page", code="E-EMPTY", hint=COPY) from None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise Refused("this page is nested too deep for an article", code="E-LIMIT", hint=COPY)
    return tree
