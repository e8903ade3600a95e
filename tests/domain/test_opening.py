"""Opening an article: what it is, where it comes from, and no word that is not its own."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from domain.articles.article import Article
from domain.articles.opening import open_article
from domain.errors import Refused

PAGES = Path(__file__).parents[1] / "pages"
LABELS: dict[str, dict[str, Any]] = tomllib.loads((PAGES / "labels.toml").read_text("utf-8"))
PARTS = ("title", "url", "published", "modified", "source", "author", "language")


def opened(name: str) -> Article:
    """The article in a file of the pages."""
    return open_article((PAGES / name).read_bytes(), name=name)


@pytest.mark.parametrize("name", sorted(LABELS))
def test_a_saved_page_says_what_its_reader_would(name: str) -> None:
    label, article = LABELS[name], opened(f"{name}.html")
    assert {part: getattr(article, part) for part in PARTS} == {part: label[part] for part in PARTS}
    assert article.published_how == ("stated" if article.published else "")
    assert [warning.split()[0] for warning in article.warnings] == label.get("warnings", [])


@pytest.mark.parametrize("name", sorted(LABELS))
def test_a_saved_page_gives_the_article_and_nothing_around_it(name: str) -> None:
    label = LABELS[name]
    title, *body = opened(f"{name}.html").text.split("\n\n")
    assert title == label["title"]
    assert body[0].startswith(label["begins"])
    assert body[-1].endswith(label["ends"])
    assert len(body) == label["paragraphs"], body


def test_every_saved_page_has_a_label() -> None:
    assert {path.stem for path in PAGES.glob("*.html")} == set(LABELS)
