"""The labelled articles are what they say: valid reports, resting on words of their texts."""

from collections import Counter

import pytest

from benchmarks.labels import ARTICLES, SETS, Article, articles

EVERY = articles()
NAMES = [each.name for each in EVERY]


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("article", EVERY, ids=NAMES)
def test_every_label_rests_on_words_of_its_article(article: Article) -> None:
    words = flat(article.text)
    loose = [each.words() for each in article.told if each.number and flat(each.place) not in words]
    assert not loose
    assert all(each.place for each in article.told if each.number)


@pytest.mark.parametrize("article", EVERY, ids=NAMES)
def test_what_else_is_right_names_claims_that_there_are(article: Article) -> None:
    numbers = {each.number for each in article.told}
    assert {*article.instead, *article.stages, *article.optional} <= numbers
    told = {each.number: each for each in article.told}
    assert all(told[number].stage in right for number, right in article.stages.items())


@pytest.mark.parametrize("article", EVERY, ids=NAMES)
def test_an_article_has_a_title_and_a_length_that_people_read(article: Article) -> None:
    title, blank, *_ = article.text.split("\n")
    assert title
    assert not blank
    assert 150 <= len(article.text.split()) <= 700


def test_there_are_articles_enough_of_both_languages_in_every_set() -> None:
    counts = Counter((each.name.partition("/")[0], each.language) for each in EVERY)
    assert min(counts[kind] for kind in [("open", "en"), ("open", "fr")]) >= 5
    assert min(counts[kind] for kind in [("held", "en"), ("held", "fr")]) >= 4
    assert min(counts[kind] for kind in [("second", "en"), ("second", "fr")]) >= 6
    assert sum(not each.told for each in EVERY) >= 2, "articles about nothing that is a claim"


def test_every_file_is_read() -> None:
    files = {each for name in SETS for each in (ARTICLES / name).iterdir()}
    known = {
        ARTICLES / f"{name}{end}" for name in NAMES for end in (".txt", ".yaml", ".leeway.yaml")
    }
    assert files <= known
