"""The project's own draft of an article, as `benchmarks.articles` scores it."""

from typing import Any

from domain.articles.article import Article
from domain.articles.propose import propose
from domain.articles.report_file import document
from domain.known import Known


def draft(text: str, record: Known, published: str) -> dict[str, Any]:
    """The report that an article's text is drafted as; its language is told from the text."""
    return document(propose(Article.from_text(text, published=published), record))
