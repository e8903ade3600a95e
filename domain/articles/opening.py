"""What a person hands in to an article: text, a saved page or a PDF, told apart by content."""

from domain.articles import sniffing
from domain.articles.article import Article
from domain.articles.datelines import with_head
from domain.articles.languages import language_of
from domain.articles.plain import read_text

_WRONG = "\ufffd"


def open_article(data: bytes, *, name: str, url: str = "") -> Article:
    """The article in these bytes. `name` is where they are from, as a person knows it.

    `url` is where they were fetched; a page that names its own address goes before it. What is
    doubtful is in the article's `warnings`. Raises `Refused`: E-SIZE, E-EMPTY, E-FORMAT (what it
    looks like), E-ENCODING (at which byte), E-LIMIT (it takes too much to read), E-EXTRA (what to
    install for pages and PDFs).
    """
    sniffing.check_size(data, name)
    kind = sniffing.kind_of(data, name)
    if kind == "text":
        return _checked(read_text(sniffing.decoded(data, name)).but(url=url))
    from domain.articles import guarded

    if kind == "html":
        data = sniffing.decoded(data, name, page=True).encode("utf-8", "replace")
    parts = guarded.read(kind, data, place=name, url=url)
    declared = parts.pop("declared_language", "")
    warnings = tuple(parts.pop("warnings", ()))
    form = "pdf" if kind == "pdf" else "html"
    article = Article.from_text(parts.pop("text"), kind=form, warnings=warnings, **parts)
    return _checked(with_head(_in_language(article, declared)))


def _in_language(article: Article, declared: str) -> Article:
    """With the language of its text; that which the page declares holds only where it is unsure."""
    found = language_of(article.text)
    if found and declared and found != declared:
        warning = f"W-LANGUAGE the page says that it is in {declared}, and its text is in {found}"
        return article.but(language=found, warnings=(*article.warnings, warning))
    return article.but(language=found or declared)


def _checked(article: Article) -> Article:
    """With a warning where signs were lost on the way."""
    lost = article.text.count(_WRONG)
    if not lost:
        return article
    warning = f"W-ENCODING {lost} sign{'s' if lost > 1 else ''} of it cannot be read ({_WRONG})"
    return article.but(warnings=(*article.warnings, warning))
