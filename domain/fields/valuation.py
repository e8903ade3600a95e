"""The price that a round, a sale or a listing puts on a whole company."""

from domain.fields.entry import Field, Kind
from domain.fields.words import STAGE_GROUPS

KINDS = (
    Kind(
        name="valuation",
        label="valuation",
        meaning="The price that a round, sale or listing puts on a whole company.",
        stages=STAGE_GROUPS["all"],
        examples=("valuation", "ipo-valuation"),
    ),
)

FIELDS = (
    Field(
        name="pre_money",
        kinds=("valuation",),
        type="money",
        label="pre-money valuation",
        meaning="What the company is worth before the new money.",
        compare="iv",
        headline=True,
        stages="all",
        adds="with the new money makes the post-money valuation",
        examples=(
            "valuation.pre_money = $730bn",
            "valuation.pre_money = 730 milliards de dollars avant l'opération",
        ),
    ),
    Field(
        name="post_money",
        kinds=("valuation",),
        type="money",
        label="post-money valuation",
        meaning="What the company is worth with the new money in it.",
        compare="iv",
        headline=True,
        stages="all",
        adds="the pre-money valuation and the new money make it",
        examples=(
            "valuation.post_money = more than $850bn",
            "valuation.post_money = 852 Md$ après l'opération",
        ),
    ),
    Field(
        name="unspecified",
        kinds=("valuation",),
        type="money",
        label="valuation (basis not stated)",
        open_basis_of=("pre_money", "post_money", "fully_diluted"),
        meaning="A valuation whose report does not say whether the new money is in it.",
        compare="iv",
        headline=True,
        stages="all",
        examples=(
            "valuation.unspecified = up to $830bn",
            "valuation.unspecified = valorisé environ 750 milliards de dollars",
        ),
    ),
    Field(
        name="fully_diluted",
        kinds=("valuation",),
        type="money",
        label="fully diluted valuation",
        meaning="What the company is worth with every option and convertible counted as shares.",
        compare="iv",
        stages="all",
        examples=(
            "valuation.fully_diluted = $840bn",
            "valuation.fully_diluted = 840 milliards de dollars dilués",
        ),
    ),
    Field(
        name="step",
        kinds=("valuation",),
        type="choice",
        label="step from the last round",
        meaning="Whether the price is above, at or below that of the last round.",
        compare="ex",
        stages="all",
        words={
            "up": ("up round", "higher", "step-up", "en hausse", "hausse", "supérieure"),
            "flat": ("flat round", "unchanged", "stable", "inchangée", "identique"),
            "down": ("down round", "lower", "en baisse", "baisse", "inférieure"),
        },
        examples=(
            "valuation.step = down round",
            "valuation.step = up",
            "valuation.step = en baisse",
        ),
    ),
    Field(
        name="company",
        kinds=("valuation",),
        type="ref",
        label="company valued",
        meaning="The company that is valued.",
        compare="ex",
        stages="all",
        targets=("party",),
        examples=(
            "anthropic-valuation.company = anthropic",
            "valuation.company = openai",
            "valuation.company = la société",
        ),
    ),
    Field(
        name="set_by",
        kinds=("valuation",),
        type="ref",
        label="set by",
        meaning="The round, deal, listing or offer whose price it is.",
        compare="ex",
        stages="all",
        targets=("round", "deal", "linked_deal", "process", "offer"),
        examples=(
            "ipo-valuation.set_by = ipo",
            "valuation.set_by = round",
            "valuation.set_by = aucun",
        ),
    ),
)
