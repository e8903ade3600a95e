"""What the words around a figure do: how far it has come, who says so, what speaks against it."""

import pytest

from domain.articles.proposal import Claimed
from tests.domain.drafting import LEVEE, OPA, RAISE, TAKEOVER, claims, drafted, why_left


def only(text: str) -> Claimed:
    """The only claim of a text about the raise."""
    (claim,) = drafted(RAISE, text).claims
    return claim


STAGES = {
    "Initech is considering an investment of $50m.": "considering",
    "Initech may invest $50m.": "considering",
    "Initech is in talks to invest $50m.": "in_talks",
    "Initech has agreed to invest $50m.": "agreed",
    "Initech will invest $50m.": "agreed",
    "Initech signed a contract to invest $50m.": "signed",
    "Initech invested $50m.": "closed",
    "Initech would invest $50m.": "",
}


@pytest.mark.parametrize("text", STAGES)
def test_the_words_before_a_figure_say_how_far_it_has_come(text: str) -> None:
    assert only(text).stage == STAGES[text]


def test_what_the_words_leave_open_is_as_far_as_the_deal() -> None:
    text = "Globex is in talks to raise $400m. Initech would invest $50m."
    assert claims(RAISE, text) == [
        "rumor round.size = $400m (in_talks)",
        "rumor initech.commitment = $50m (in_talks)",
    ]


SOURCES = {
    "Globex would raise $400m, two people familiar with the matter said.": "anonymous_plural",
    "Globex would raise $400m, according to a person familiar with the talks.": "anonymous_single",
    "Globex would raise $400m, according to documents seen by the Gazette.": "document_seen",
    "Globex would raise $400m, according to a regulatory filing.": "filing",
    "Globex would raise $400m, the company said in a statement.": "company_statement",
    "Globex would raise $400m.": "unattributed",
}


@pytest.mark.parametrize("text", SOURCES)
def test_the_words_beside_a_figure_say_how_it_is_known(text: str) -> None:
    assert only(text).sourcing == SOURCES[text]


def test_what_a_company_says_is_on_the_record_and_names_it() -> None:
    claim = only("Globex said on Tuesday it had raised $400m.")
    assert (claim.kind, claim.sourcing, claim.said_by) == ("confirm", "company_statement", "Globex")


def test_what_a_person_says_in_his_own_name_is_on_the_record() -> None:
    claim = only('"We have raised $400m," said Jane Roe, chief executive of Globex.')
    assert (claim.kind, claim.sourcing, claim.said_by) == ("confirm", "on_record", "Jane Roe")


def test_two_clauses_have_each_a_source_of_its_own() -> None:
    text = (
        "Globex said it would raise $400m, while two people familiar with the matter said that "
        "Initech would invest $50m."
    )
    assert [each.sourcing for each in drafted(RAISE, text).claims] == [
        "company_statement",
        "anonymous_plural",
    ]


AGAINST = {
    "Globex has not raised $400m.": "it is denied or negated",
    "No investor has agreed to put in $50m.": "whose it is, is not sure",
    "If the plant opens, Initech would invest $50m.": "it holds on a condition",
    "Would Initech really invest $50m?": "a question",
    "Last year Initech invested $50m.": "it is of an earlier time",
    "In January 2024 Globex raised $50m.": "it is of an earlier time",
    "Separately, Initech is in talks to invest $50m.": "it may be of another deal",
    "Initech is no longer in talks to invest $130m.": "it came to an end",
}


@pytest.mark.parametrize("text", AGAINST)
def test_a_figure_that_something_speaks_against_is_left(text: str) -> None:
    proposal = drafted(RAISE, text)
    assert not any(each.amount for each in proposal.claims)
    assert proposal.left
    if AGAINST[text] != "whose it is, is not sure":
        assert AGAINST[text] in proposal.left[0].why or "negated" in proposal.left[0].why


def test_a_deal_that_may_still_fail_is_no_condition_of_its_terms() -> None:
    assert claims(RAISE, "The round would, if completed, value Globex at $3bn.") == [
        "rumor valuation.unspecified = $3bn"
    ]


def test_only_so_much_is_no_negation_in_french() -> None:
    assert claims(LEVEE, "Armor n'investira pas plus de 20 millions d'euros.") == [
        "rumor armor.commitment = pas plus de 20 millions d'euros (agreed)"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Globex denied that it was seeking to raise $600m.",
        "Globex dismissed a report that it would raise $600m.",
    ],
)
def test_a_denied_figure_is_a_denial(text: str) -> None:
    assert claims(RAISE, text) == ["deny round.size = $600m"]


def test_a_figure_that_is_called_wrong_is_the_denial_of_the_one_told_before() -> None:
    text = (
        "L'opération valoriserait Salvia près de 200 millions d'euros. « Ce chiffre de 200 "
        "millions est faux », assure la directrice générale, Jeanne Roé."
    )
    assert "deny valuation.unspecified = 200 millions" in claims(LEVEE, text)


def test_who_would_not_comment_denies_nothing() -> None:
    text = "Initech is considering an investment of $50m. Initech and Umbra declined to comment."
    found = drafted(RAISE, text).claims
    assert [(each.kind, each.field, each.said_by) for each in found[1:]] == [
        ("no_comment", "initech.commitment", "Initech Capital"),
        ("no_comment", "round.size", "Umbra Ventures"),
    ]


def test_talks_that_ended_are_told_without_a_figure() -> None:
    assert claims(RAISE, "Talks over the $400m raise have collapsed.") == [
        "rumor round.stage = talks_ended"
    ]
    assert claims(TAKEOVER, "Hooli has withdrawn its offer for Acme.") == [
        "rumor bid-a.stage = withdrawn"
    ]


def test_a_sum_for_a_span_of_time_is_no_sum_of_the_deal() -> None:
    assert "span of time" in why_left(RAISE, "Globex raises $2m a month.")


# -- how far it has come, without a figure ---------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Last November Globex signed an agreement with Vandelay Cloud to buy chips.",
        "In September 2024 Globex closed its round.",
    ],
)
def test_what_was_signed_to_buy_something_or_long_ago_is_no_stage_of_the_raise(text: str) -> None:
    assert claims(RAISE, text) == []


def test_both_sides_together_tell_how_far_their_deal_has_come() -> None:
    assert claims(TAKEOVER, "Hooli and Acme are in exclusive talks.") == [
        "rumor deal.stage = in_talks"
    ]
    assert claims(OPA, "Les deux camps seraient entrés en négociations exclusives.") == [
        "rumor deal.stage = in_talks"
    ]


def test_what_is_announced_as_done_is_done() -> None:
    assert only("Globex announced that it has raised $400m.").stage == "closed"


def test_a_loan_that_banks_have_underwritten_is_signed_and_no_loan_is_offered() -> None:
    offer = "Hooli has offered 450p a share. "
    said = claims(TAKEOVER, offer + "It will pay with £800m of new loans underwritten by banks.")
    assert said[-1] == "rumor loan.amount = £800m (signed)"
    assert claims(OPA, "Delmar propose 28 euros par action. Un crédit de 900 M€ la finance.")[
        -1
    ].endswith("loan.amount = 900 M€")


# -- what it was before ----------------------------------------------------------------------------


def test_the_figure_that_another_takes_the_place_of_is_what_it_was() -> None:
    proposal = drafted(LEVEE, "Salvia a porté son tour de table de 40 M€ à 60 M€.")
    (claim,) = proposal.claims
    assert (claim.kind, claim.value, claim.was) == ("change", "60 M€", "40 M€")
    assert proposal.left == ()
    claim = only("Initech raised its commitment from $50m to $60m.")
    assert (claim.value, claim.was) == ("$60m", "$50m")


def test_what_a_speaker_says_after_a_denial_is_not_denied() -> None:
    text = 'Globex has denied it: "Initech has agreed to invest $50m."'
    assert claims(RAISE, text) == ["rumor initech.commitment = $50m (agreed)"]


def test_a_paper_that_is_signed_is_no_signed_round() -> None:
    text = "Globex signed it with Initech Capital on Monday, a sign that the round is near."
    assert claims(RAISE, text) == []


def test_a_loan_that_is_increased_keeps_what_it_was() -> None:
    text = "Initech a porté son crédit relais de 900 millions à 1,05 milliard d'euros."
    (change, _) = drafted(OPA, text).claims
    assert (change.kind, change.value, change.was) == (
        "change",
        "1,05 milliard d'euros",
        "900 millions",
    )
