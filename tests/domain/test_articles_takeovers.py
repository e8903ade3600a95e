"""What sentences about a takeover give: prices, premiums, values, fees, stakes and dates."""

import pytest

from tests.domain.drafting import OPA, TAKEOVER, claims, drafted, figures, why_left

ENGLISH = {
    "Hooli is offering 470p a share, a premium of 42% to the undisturbed price.": [
        "bid-a.price_per_share = 470p a share",
        "bid-a.premium = 42% to the unaffected price",
    ],
    "Acme shareholders will receive 470 pence in cash for each share.": [
        "bid-a.price_per_share = 470 pence"
    ],
    "Hooli has agreed to buy Acme for £2.2bn in cash.": ["bid-a.value_unspecified = £2.2bn"],
    "The offer values Acme's equity at about £1.9bn.": ["bid-a.equity_value = about £1.9bn"],
    "It values the company at £2.1bn, or some £2.45bn including debt.": [
        "bid-a.value_unspecified = £2.1bn",
        "bid-a.enterprise_value = some £2.45bn",
    ],
    "Hooli expects annual cost savings of £80m.": ["bid-a.synergies = £80m a year"],
    "Hooli said it had received acceptances for 62.3% of the shares.": ["bid-a.tendered = 62.3%"],
    "Hooli would pay a reverse break fee of £60m if regulators block it.": [
        "reverse-break-fee.amount = £60m"
    ],
    "Acme agreed to pay Hooli a £22m break fee if it accepts a higher bid.": [
        "break-fee.amount = £22m"
    ],
    "Vandelay Asset Management, the biggest shareholder with 11.4%, welcomed it.": [
        "vandelay.stake = 11.4% of acme"
    ],
    "The transaction is due to close in early 2027.": ["deal.expected_close = in early 2027"],
    "The long-stop date is 31 March 2027.": ["deal.outside_date = 31 March 2027"],
    "The price is a premium to the undisturbed share price of 332p.": [
        "bid-a.unaffected_price = 332p"
    ],
}
FRENCH = {
    "Delmar propose 27,50 euros par action, soit une prime de 38 % sur le dernier cours.": [
        "offre-delmar.price_per_share = 27,50 euros par action",
        "offre-delmar.premium = 38 % to the last closing price",
    ],
    "L'offre valorise Orbel 1,18 milliard d'euros, dette comprise.": [
        "offre-delmar.enterprise_value = 1,18 milliard d'euros"
    ],
    "L'offre valorise Orbel à 1,2 milliard d'euros, soit 9 fois l'Ebitda.": [
        "offre-delmar.value_unspecified = 1,2 milliard d'euros",
        "offre-delmar.multiple = 9 fois l'Ebitda",
    ],
    "Delmar détient 62,4 % du capital à l'issue de l'offre.": ["delmar.stake = 62,4 % of orbel"],
    "Delmar détiendra 62,4 % du capital.": ["delmar.stake_pro_forma = 62,4 % of orbel"],
    "Une offre amicale à 27,50 euros est ouverte.": ["offre-delmar.price_per_share = 27,50 euros"],
}


@pytest.mark.parametrize("text", ENGLISH)
def test_a_figure_goes_to_the_field_that_its_sentence_names(text: str) -> None:
    assert figures(TAKEOVER, text) == ENGLISH[text]


@pytest.mark.parametrize("text", FRENCH)
def test_so_it_does_in_french(text: str) -> None:
    assert figures(OPA, text) == FRENCH[text]


@pytest.mark.parametrize(
    "text",
    [
        "Hooli raised its offer to 470p from 455p.",
        "The bid was lifted to 470p, from 455p.",
        "Hooli on Monday raised its takeover proposal for pump maker Acme to 470p from 455p.",
    ],
)
def test_a_raised_price_is_a_change_with_what_it_was(text: str) -> None:
    (claim,) = drafted(TAKEOVER, text).claims
    assert (claim.kind, claim.value, claim.was) == ("change", "470p", "455p")


def test_a_rival_bidder_brings_in_an_offer_of_his_own() -> None:
    text = "A rival bidder, Soylent Group, has made an offer of 480p a share for Acme."
    proposal = drafted(TAKEOVER, text)
    assert claims(TAKEOVER, text) == [
        "rumor offer-soylent-group.price_per_share = 480p a share (offered)",
        "rumor offer-soylent-group.bidder = soylent-group",
    ]
    assert proposal.elements["offer-soylent-group"]["kind"] == "offer"


@pytest.mark.parametrize(
    "text",
    [
        "Shares in Acme closed at 446p on Friday.",
        "Analysts at Pinecrest have a price target of 480p.",
        "Hooli has a market capitalisation of £14bn.",
        "Acme made an operating profit of £131m on sales of £1.1bn.",
    ],
)
def test_what_is_no_term_of_the_deal_is_left(text: str) -> None:
    assert figures(TAKEOVER, text) == []
    assert drafted(TAKEOVER, text).left


def test_a_loan_that_is_repaid_is_no_part_of_the_deal() -> None:
    assert figures(TAKEOVER, "Hooli paid off a £950m bridge loan.") == []


def test_a_few_pounds_are_not_what_a_company_is_worth() -> None:
    text = "Bankers think that a price of £24 would do."
    assert figures(TAKEOVER, text) == []


def test_whose_offer_it_is_must_be_known() -> None:
    text = "Vandelay Asset Management would take an offer of 500p a share."
    assert "bid-a.price_per_share = 500p a share" not in figures(TAKEOVER, text)
    assert why_left(TAKEOVER, "Soylent Group thinks 500p a share is fair.")


# -- days ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "field", "day"),
    [
        ("The acquisition closed on 1 March.", "deal.closed_on", "2026-03-01"),
        ("The two companies signed a merger agreement on Sunday.", "deal.signed_on", "2026-03-08"),
        ("The offer expires at 1pm on 14 April.", "bid-a.deadline", "2026-04-14"),
        (
            "Hooli has until 5pm on 20 April to make a firm offer.",
            "bid-a.deadline",
            "2026-04-20",
        ),
        (
            "Shareholders will vote on the deal on 3 September.",
            "shareholders-meeting.meeting_on",
            "2026-09-03",
        ),
    ],
)
def test_a_day_without_its_year_is_the_last_or_the_next_as_it_is_of_what_happened_or_will(
    text: str, field: str, day: str
) -> None:
    found = {each.field: each for each in drafted(TAKEOVER, text).claims}
    assert found[field].form["edtf"].startswith(day)


def test_what_is_to_be_signed_has_not_been_signed() -> None:
    assert claims(TAKEOVER, "The deal will be signed on Friday.") == []
    assert claims(TAKEOVER, "The companies plan to have the deal signed by Friday.") == []
    assert claims(OPA, "L'accord sera signé lundi.") == []
    assert claims(OPA, "L'accord doit être signé lundi.") == []


def test_an_offer_that_expires_has_not_expired() -> None:
    (claim,) = drafted(TAKEOVER, "The offer expires on 14 April.").claims
    assert claim.field == "bid-a.deadline"


def test_a_fee_that_is_due_if_a_board_withdraws_has_not_come_to_an_end() -> None:
    text = "Acme would pay Hooli a break fee of £21m if its board withdrew its recommendation."
    assert "break-fee.amount = £21m" in figures(TAKEOVER, text)
