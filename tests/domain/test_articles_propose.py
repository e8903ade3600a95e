"""The whole of a proposal: places, header, titles, what is left, and the report file made of it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.articles.article import Article
from domain.articles.lexicon import LANGUAGES, lexicon
from domain.articles.propose import propose
from domain.articles.report_file import document, report_file
from domain.deal import decide
from domain.documents import parse
from domain.errors import Problems
from tests.domain.drafting import (
    DAY,
    LEVEE,
    NOW,
    OPA,
    RAISE,
    TAKEOVER,
    claims,
    drafted,
    record,
    told,
)

ARTICLE = """\
Globex in talks to raise $400m

Globex is in talks to raise up to $400m, two people familiar with the matter said. Initech is
considering an investment of about $50m: the terms could still change.

The Soylent Investment Office would provide $130m, as Reuters reported earlier. Globex had revenue
of $96m last year.
"""


def test_every_claim_stands_where_it_says_and_quotes_the_text() -> None:
    proposal = drafted(RAISE, ARTICLE)
    text = Article.from_text(ARTICLE).text
    assert proposal.claims
    for each in proposal.claims:
        first, last = each.sentence
        assert first <= each.start <= each.value_start <= each.value_end <= each.end <= last
        assert each.quoted == text[each.value_start : each.value_end]


def test_the_header_is_what_the_article_says_of_itself() -> None:
    proposal = drafted(RAISE, ARTICLE, url="https://gazette.example/a")
    assert proposal.header == {
        "source": "Gazette",
        "published": DAY,
        "url": "https://gazette.example/a",
        "language": "en",
        "sourcing": "anonymous_plural",
    }
    assert [each.outlet for each in proposal.citations] == ["Reuters"]


def test_an_outlet_that_is_credited_is_looked_for_among_the_reports_held() -> None:
    held = {
        "id": "reuters-first",
        "source": "Reuters",
        "published": "2026-03-09",
        "claims": [{"rumor": "round.size = $300m"}],
    }
    later = {**held, "id": "reuters-later", "published": "2026-03-11"}
    article = Article.from_text(ARTICLE, published=DAY, source="Gazette", language="en")
    (citation,) = propose(article, record(RAISE, held, later)).citations
    assert citation.reports == ("reuters-first",)


def test_the_paper_itself_is_not_credited() -> None:
    assert drafted(RAISE, ARTICLE, source="Reuters").citations == ()


def test_a_title_that_the_article_repeats_gives_no_claim_of_its_own() -> None:
    found = claims(RAISE, "Globex to raise $400m\n\nGlobex is in talks to raise up to $400m.")
    assert found == ["rumor round.size = up to $400m (in_talks)"]


def test_what_the_title_alone_says_is_left() -> None:
    proposal = drafted(RAISE, "Globex to raise $400m\n\nIt makes robots.")
    assert proposal.claims == ()
    assert "the title alone says so" in proposal.left[0].why


def test_a_second_value_of_a_figure_is_left_with_the_first() -> None:
    proposal = drafted(RAISE, "Globex raised $400m. Globex raised $450m.")
    assert [told(each) for each in proposal.claims] == ["rumor round.size = $400m (closed)"]
    assert "was said before, as $400m" in proposal.left[0].why


def test_a_claim_that_the_rules_of_the_record_refuse_is_left_with_the_reason() -> None:
    deal = {name: part for name, part in RAISE.items() if name != "currency"}
    proposal = drafted(deal, "Globex is in talks to raise $400m.")
    assert [each.field for each in proposal.claims] == ["round.stage"]
    assert "which dollar" in proposal.left[0].why


def test_what_cannot_be_read_is_left_and_not_made_out_to_be_less() -> None:
    proposal = drafted(RAISE, "Globex is in talks to raise ¥45bn.")
    assert [each.field for each in proposal.claims] == ["round.stage"]
    assert "which money" in proposal.left[0].why


def test_an_article_in_another_language_gives_its_header_and_says_so() -> None:
    proposal = drafted(RAISE, "Globex verhandelt.", language="de")
    assert proposal.claims == ()
    assert "W-LANGUAGE" in proposal.warnings[0]


def test_the_same_article_gives_the_same_proposal() -> None:
    assert drafted(RAISE, ARTICLE) == drafted(RAISE, ARTICLE)


def test_two_articles_end_to_end_do_not_know_of_each_other() -> None:
    drafted(RAISE, "Soylent Capital would invest $130m.")
    assert claims(RAISE, "It would invest $130m.") == []


# -- the file --------------------------------------------------------------------------------------


def filed(deal: dict[str, Any], text: str, **parts: Any) -> str:
    article = Article.from_text(
        text, **{"source": "Gazette", "published": DAY, "language": "en", **parts}
    )
    return report_file(propose(article, record(deal)), article, name="article.txt")


def test_the_file_of_a_draft_is_taken_as_it_is() -> None:
    (found,) = parse(filed(RAISE, ARTICLE), "draft")
    decision = decide(record(RAISE), found.content, "", NOW)
    assert [each.stored_name for each in decision.events].count("rumor-reported") == 4


def test_each_claim_stands_under_its_sentence_and_reading() -> None:
    lines = filed(RAISE, ARTICLE).splitlines()
    place = lines.index("  - rumor: round.size = up to $400m")
    assert lines[place - 1] == "  #   read as USD 400,000,000 or less"
    assert lines[place - 2].startswith("  # Globex is in talks to raise up to $400m")
    assert "    place: raise up to $400m" in lines[place:]


def test_what_was_left_stands_at_the_end_with_the_reason() -> None:
    _, left = filed(RAISE, ARTICLE).split("# Left for you")
    assert "$96m: a sum that is no term of the deal" in left
    assert "# Reuters" not in left


@pytest.mark.parametrize("part", ["source", "published"])
def test_what_nobody_knows_is_an_empty_entry_that_is_refused(part: str) -> None:
    text = filed(RAISE, "Globex is in talks to raise $400m.", **{part: ""})
    assert f"{part}:  # fill in" in text
    with pytest.raises(Problems) as refused:
        parse(text, "draft")
    assert refused.value.problems[0].code == "E-MISSING"


def test_words_of_an_article_cannot_become_a_part_of_the_file() -> None:
    text = 'Globex\n\nGlobex is in talks to raise $400m, said "a: b #c", \u2028claims: [].'
    (found,) = parse(filed(RAISE, text, source='x: "y" # z\n- rumor: a.b'), "draft")
    assert found.content.model_dump()["source"] == 'x: "y" # z - rumor: a.b'


# -- always ----------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        *("Globex", "Initech", "Umbra", "Acme", "Hooli", "Soylent Capital", "Reuters", "it"),
        *("raise", "raised", "invest", "buy", "a round of", "valued at", "an offer of", "led by"),
        *(
            "in talks to",
            "agreed to",
            "would",
            "not",
            "denied",
            "if",
            "said",
            "declined to comment",
        ),
        *(
            "$400m",
            "up to $1bn",
            "between $1 and",
            "12%",
            "470p a share",
            "$1.2",
            "€",
            "1,2 billion",
        ),
        *(
            "by June",
            "on 31 February",
            "two",
            "from",
            "to",
            "of",
            "and",
            ",",
            ".",
            ";",
            "—",
            "(",
            ")",
        ),
        *(
            "lever",
            "millions d'euros",
            "jusqu'à",
            "valorise",
            "prime de",
            "soit",
            "l'offre",
            "«",
            "»",
        ),
        *("\n\n", "\u2028", "\u00a0", "\U0001f600", "İ", "ﬁ", "break fee", "tranche", "premium of"),
    ]
)
TEXTS = st.one_of(st.lists(WORDS, max_size=40).map(" ".join), st.text(max_size=200))


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from([RAISE, TAKEOVER, LEVEE, OPA]), st.sampled_from(["en", "fr"]))
def test_no_text_makes_it_raise_and_every_claim_holds(
    text: str, deal: dict[str, Any], language: str
) -> None:
    article = Article.from_text(text, source="Gazette", published=DAY, language=language)
    known = record(deal)
    proposal = propose(article, known)
    for each in proposal.claims:
        assert article.text[each.value_start : each.value_end] == each.quoted
        assert 0 <= each.start <= each.end <= len(article.text)
    (found,) = parse(report_file(proposal, article, name="x"), "draft")
    decide(known, found.content, "", NOW)  # none of it is refused
    json.dumps(document(proposal))


def test_every_rule_can_be_met_with_the_words_of_some_language() -> None:
    known = {name.partition(".")[0] for each in LANGUAGES for name in lexicon(each).signs}
    roles = {"Company", "Issuer", "Investor", "Parties", "Name", "stage"}
    for rule in lexicon("en").rules:
        for item in rule.row.split():
            name = item.rstrip("?").rpartition(":")[2]
            if not name.startswith(("~", "+")):
                parts = {part.partition(".")[0] for part in name.split("|")}
                assert parts <= known | roles, (rule.row, item)


def test_every_word_list_says_one_thing_only() -> None:
    """A phrase of two classes would be read as the first, and the second would be dead."""
    import tomllib

    folder = Path(__file__).parent.parent.parent / "domain" / "articles" / "words"
    for language in LANGUAGES:
        tables = tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))
        for name, table in tables.items():
            lists = [each for part in table.values() for each in _lists(part)]
            assert all(each == each.lower() for each in lists) or name == "peoples", name


def _lists(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [each for inner in part.values() for each in _lists(inner)]
    return list(part)
