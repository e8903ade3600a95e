"""The parts of drafting: sentences, figures with their hedges, names, and who is who in a deal."""

import pytest

from domain.articles.lexicon import lexicon
from domain.articles.mentions import Names
from domain.articles.sentences import searchable, sentences
from domain.articles.spans import figures
from domain.articles.whole import is_about, whole
from domain.reading.context import Context
from tests.domain.drafting import DAY, LEVEE, OPA, RAISE, TAKEOVER, record

CONTEXT = Context(currency="USD", day=DAY)


def parts(text: str) -> list[str]:
    return [each.text for each in sentences(text)]


def found(text: str, *changes: int) -> list[str]:
    """The figures of a sentence as the text has them."""
    return [each.text for each in figures(text, searchable(text), CONTEXT, list(changes))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It raised $7.5bn. It grew.", ["It raised $7.5bn.", "It grew."]),
        ("M. Roux l'a dit. Il part.", ["M. Roux l'a dit.", "Il part."]),
        ("Acme Inc. has agreed to it.", ["Acme Inc. has agreed to it."]),
        ("Des fonds, p. ex. Armor, suivent.", ["Des fonds, p. ex. Armor, suivent."]),
        ("It closed its Series C. Umbra led.", ["It closed its Series C.", "Umbra led."]),
        ('"We did." She left.', ['"We did."', "She left."]),
        ("« C'est faux », dit-elle. Il rit.", ["« C'est faux », dit-elle.", "Il rit."]),
        ("A title\n\nIts text.", ["A title", "Its text."]),
        ("", []),
    ],
)
def test_a_sentence_ends_where_its_mark_does(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_every_sentence_stands_where_it_says() -> None:
    text = "Globex raised $7.5bn.  It grew.\n\nTitre\n\n« C'est faux. » Il rit !"
    assert all(text[each.start : each.end] == each.text for each in sentences(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("to raise as much as $400m now", ["as much as $400m"]),
        ("jusqu'à 100 milliards de dollars de financement", ["jusqu'à 100 milliards de dollars"]),
        ("between $10bn and $20 billion from it", ["between $10bn and $20 billion"]),
        ("$13 billion-plus", ["$13 billion-plus"]),
        ("about $3bn under the terms", ["about $3bn"]),
        ("talks over a $2bn sale", ["$2bn"]),
        ("up from $54m in 2024", ["$54m"]),
        ("$900m at a $7bn valuation", ["$900m", "$7bn"]),
        ("$15bn now and $35bn later", ["$15bn", "$35bn"]),
        ("at 412p a share in cash", ["412p a share"]),
        ("a stake of just under 22% of it", ["just under 22%"]),
        ("un ticket de 8 à 10 millions d'euros", ["8 à 10 millions d'euros"]),
        ("a $1.2bn loan", ["$1.2bn"]),
    ],
)
def test_a_figure_is_the_longest_stretch_with_its_hedge(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_from_a_to_b_is_a_range_unless_something_moves() -> None:
    assert found("from $10bn to $20bn") == ["from $10bn to $20bn"]
    assert found("lifted from $58 to $61 a share", 0) == ["$58", "$61 a share"]


def test_a_figure_that_cannot_be_read_comes_out_with_the_reason() -> None:
    (figure,) = figures("¥45bn", "¥45bn", CONTEXT, [])
    assert figure.value is None
    assert "which money" in figure.why


def names(text: str) -> list[tuple[str, str]]:
    words = lexicon("en")
    known = Names(record(RAISE), text, words.outlets, words.firms, words.openers, words.titles)
    return [(each.element, each.kind) for each in known.of(text)]


def test_an_element_is_known_by_its_names_and_without_its_last_word_of_business() -> None:
    assert names("Globex met Initech and Umbra Ventures.") == [
        ("globex", "party"),
        ("initech", "party"),
        ("umbra", "party"),
    ]


def test_a_name_that_nobody_described_is_new_and_keeps_its_id_when_shortened() -> None:
    assert names("We hear that Soylent Capital left, and Soylent said so.") == [
        ("soylent-capital", "new"),
        ("soylent-capital", "new"),
    ]


def test_a_capital_at_the_head_of_a_sentence_names_nobody_by_itself() -> None:
    assert names("Investors put in $5m.") == []
    assert names("Rivals have paid more.") == []


def test_an_outlet_is_no_party() -> None:
    assert names("That is what Reuters said.") == [("Reuters", "outlet")]


def test_the_company_that_a_deal_is_about_is_told_by_its_name_or_a_claim() -> None:
    assert whole(record(RAISE)).about == "globex"
    assert whole(record(OPA)).about == "orbel"
    claimed = record(
        {**RAISE, "name": "Project Falcon", "open": "falcon"},
        {
            "source": "Gazette",
            "published": DAY,
            "claims": [{"rumor": "round.issuer = umbra"}],
        },
    )
    assert whole(claimed).about == "umbra"


def test_an_offer_is_its_bidders_by_its_name() -> None:
    assert whole(record(TAKEOVER)).offers == {"hooli": "bid-a"}
    assert whole(record(OPA)).offers == {"delmar": "offre-delmar"}


def test_a_text_is_about_the_deal_whose_company_it_names() -> None:
    assert is_about(record(LEVEE), "Salvia lève des fonds.")
    assert not is_about(record(LEVEE), "Armor Capital lève des fonds.")
