"""Plain text to an article: its paragraphs, its title, and what its head says."""

import re

from domain.articles.article import Article
from domain.articles.datelines import with_head
from domain.articles.languages import language_of

_LONG_LINE = 120
_LONG_TITLE = 200


def read_text(text: str) -> Article:
    """The article that a text is, all of it."""
    article = Article.from_text(_parted(text))
    title = title_of(article.text)
    return with_head(article.but(title=title, language=language_of(article.text)))


def _parted(text: str) -> str:
    """The text with a blank line between paragraphs, where each is one long line instead."""
    lines = text.strip().splitlines()
    if all(line.strip() for line in lines) and any(len(line) > _LONG_LINE for line in lines):
        return "\n\n".join(lines)
    return text


def title_of(text: str) -> str:
    """The first line, where it stands alone and is no sentence; '' otherwise."""
    first, _, rest = text.partition("\n\n")
    if not rest or "\n" in first or len(first) > _LONG_TITLE or re.search(r"[.;:,]$", first):
        return ""
    return first
