"""What sentences about a raise give: which figure is whose, with which hedge and basis."""

import pytest

from tests.domain.drafting import LEVEE, RAISE, claims, figures, why_left

ENGLISH = {
    # how much
    "Globex is in talks to raise as much as $400m.": ["round.size = as much as $400m"],
    "Globex is looking to raise between $350m and $450m.": ["round.size = between $350m and $450m"],
    "Globex has closed its Series C at $425m.": ["round.size = $425m"],
    "The fundraising, which could reach $500m, starts now.": ["round.size = up to $500m"],
    "The $425m round is done.": ["round.size = $425m"],
    "Existing holders will sell $75m of stock in a secondary sale.": ["round.secondary = $75m"],
    # at what price
    "The round would value the company at more than $3bn.": [
        "valuation.unspecified = more than $3bn"
    ],
    "The deal gives Globex a post-money valuation of $3.5bn.": ["valuation.post_money = $3.5bn"],
    "Globex is valued at $3.1bn before the new cash.": ["valuation.pre_money = $3.1bn"],
    "The round values Globex at $3.5bn, including the new money.": [
        "valuation.post_money = $3.5bn"
    ],
    "Globex raised $425m at a pre-money valuation of $3.1bn.": [
        "round.size = $425m",
        "valuation.pre_money = $3.1bn",
    ],
    # who puts in how much
    "Initech will contribute $160m of the total.": ["initech.commitment = $160m"],
    "Initech put up $55m and Umbra $130m.": [
        "initech.commitment = $55m",
        "umbra.commitment = $130m",
    ],
    "At least $200m of the round will come from Initech.": ["initech.commitment = At least $200m"],
    "Of the total, $160m came from Initech and $55m from Umbra.": [
        "initech.commitment = $160m",
        "umbra.commitment = $55m",
    ],
    "Umbra, another existing shareholder, is considering an investment of about $50m.": [
        "umbra.commitment = about $50m"
    ],
    "Initech's commitment has grown to $180m from $160m.": ["initech.commitment = $180m"],
    "Initech and Umbra will each invest $100m.": [
        "initech.commitment = $100m",
        "umbra.commitment = $100m",
    ],
    # stakes, tranches, dates
    "Initech owns 18% of Globex and would hold just under 22% after the deal.": [
        "initech.stake = 18% of globex",
        "initech.stake_pro_forma = just under 22% of globex",
    ],
    "A first tranche of $300m is to be paid by May 29, 2026.": [
        "tranche-1.amount = $300m",
        "tranche-1.due = by May 29, 2026",
    ],
    "The round is expected to close by the end of June 2026.": [
        "round.expected_close = by the end of June 2026"
    ],
}
FRENCH = {
    "Salvia cherche à lever 50 à 60 millions d'euros.": ["round.size = 50 à 60 millions d'euros"],
    "Le montant de la levée pourrait atteindre 60 millions d'euros.": [
        "round.size = pourrait atteindre 60 millions d'euros"
    ],
    "Salvia boucle un tour de table de 62 millions d'euros.": ["round.size = 62 millions d'euros"],
    "Le tour valorise Salvia à 165 millions d'euros avant levée.": [
        "valuation.pre_money = 165 millions d'euros"
    ],
    "La société est valorisée 213 millions d'euros après l'opération.": [
        "valuation.post_money = 213 millions d'euros"
    ],
    "La start-up vise une valorisation comprise entre 150 et 180 millions d'euros.": [
        "valuation.unspecified = comprise entre 150 et 180 millions d'euros"
    ],
    "Armor injectera 18 millions d'euros et Fonds Estran 9 millions.": [
        "armor.commitment = 18 millions d'euros",
        "fonds-estran.commitment = 9 millions",
    ],
    "Fonds Estran discute d'un apport de 8 à 10 millions d'euros.": [
        "fonds-estran.commitment = 8 à 10 millions d'euros"
    ],
    "Armor, qui détient 14 % du capital, en aura près de 20 % à l'issue du tour.": [
        "armor.stake = 14 % of salvia",
        "armor.stake_pro_forma = près de 20 % of salvia",
    ],
    "La clôture est attendue d'ici la fin du mois de juin.": [
        "round.expected_close = d'ici la fin du mois de juin"
    ],
}


@pytest.mark.parametrize("text", ENGLISH)
def test_a_figure_goes_to_the_field_that_its_sentence_names(text: str) -> None:
    assert figures(RAISE, text) == ENGLISH[text]


@pytest.mark.parametrize("text", FRENCH)
def test_so_it_does_in_french(text: str) -> None:
    assert figures(LEVEE, text) == FRENCH[text]


def test_a_new_investor_is_brought_in_as_a_party() -> None:
    assert figures(RAISE, "The Soylent Investment Office is providing $130m.") == [
        "soylent-investment-office.commitment = $130m"
    ]


def test_a_joint_sum_is_not_divided_among_those_who_put_it_in() -> None:
    text = "Initech and Umbra will together invest $215m."
    assert why_left(RAISE, text) == "a joint sum of several"


def test_the_sum_of_lenders_led_by_one_is_not_that_ones() -> None:
    text = "Backers led by Initech have committed $150m."
    assert figures(RAISE, text) == ["round.lead = initech"]


def test_money_put_into_another_company_is_no_commitment_here() -> None:
    assert why_left(RAISE, "Initech invested $80m in Wayne Labs.").startswith("put into another")


def test_another_companys_raise_is_not_this_one() -> None:
    text = "Wayne Labs raised $900m at a $7bn valuation."
    assert why_left(RAISE, text) == "another company's, it seems"


def test_a_stake_in_another_company_is_not_one_in_this() -> None:
    text = "Jane Roe, who holds a 2 per cent stake in Wayne Labs, is sceptical."
    assert figures(RAISE, text) == []


def test_another_round_of_the_same_company_is_not_this_one() -> None:
    assert why_left(RAISE, "Globex raised $180m in its Series B.") == "of another round"
    assert why_left(RAISE, "Globex raised a seed round of $3m.") == "of another round"


def test_an_increment_is_left_as_nothing_says_what_it_adds_to() -> None:
    text = "Globex would raise a further $50m."
    assert why_left(RAISE, text).startswith("an increment")


def test_a_change_of_size_says_what_it_was_before() -> None:
    text = "Globex increased the size of the round to $425m from $400m."
    assert claims(RAISE, text) == ["change round.size = $425m"]


def test_those_who_lead_and_take_part_are_told_without_a_figure() -> None:
    text = "The $425m round was led by Initech, with Umbra and Pied Piper taking part."
    found = claims(RAISE, text)
    assert "rumor round.lead = initech" in found
    assert "rumor round.participant = umbra, pied-piper" in found


@pytest.mark.parametrize(
    "name",
    ["Acme series B", "Acme's 2026 funding round", "The Acme seed round", "Levée d'Acme"],
)
def test_the_company_in_the_name_of_a_raise_is_whom_it_is_about(name: str) -> None:
    """A deal that was only opened has no elements yet."""
    opened = {"open": "acme-b", "name": name, "type": "funding_round", "currency": "USD"}
    assert figures(opened, "Robot maker Acme is in talks to raise as much as $400m.") == [
        "round.size = as much as $400m"
    ]
    assert figures(opened, "Robot maker Initech is in talks to raise as much as $400m.") == []


def test_a_party_that_bears_the_name_of_a_raise_is_whom_it_is_about() -> None:
    opened = {**RAISE, "name": "Globex series C"}
    assert figures(opened, "Globex is in talks to raise as much as $400m.") == [
        "round.size = as much as $400m"
    ]
