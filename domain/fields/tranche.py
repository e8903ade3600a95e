"""A slice of money with its own payer, date or condition."""

from domain.fields.entry import Field, Kind
from domain.fields.words import STAGE_GROUPS

KINDS = (
    Kind(
        name="tranche",
        label="tranche",
        meaning="A slice of money with its own payer, date or condition.",
        stages=STAGE_GROUPS["pay"],
        examples=("amazon-2", "softbank-3"),
    ),
)

FIELDS = (
    Field(
        name="amount",
        kinds=("tranche",),
        type="money",
        label="amount",
        meaning="The money of this slice.",
        compare="iv",
        headline=True,
        stages="pay",
        adds="sums into its payer's commitment, and into what it is within",
        examples=("amazon-1.amount = $15bn", "amazon-2.amount = 35 milliards de dollars"),
    ),
    Field(
        name="payer",
        kinds=("tranche",),
        type="refs",
        label="payer",
        meaning="Who pays.",
        compare="set",
        stages="pay",
        targets=("party",),
        examples=(
            "amazon-2.payer = amazon",
            "softbank-2025-final.payer = softbank",
            "t2.payer = fund-a et fund-b",
        ),
    ),
    Field(
        name="payee",
        kinds=("tranche",),
        type="ref",
        label="payee",
        meaning="Who is paid.",
        compare="ex",
        stages="pay",
        targets=("party",),
        examples=(
            "amazon-2.payee = openai",
            "sale.payee = early staff",
            "t2.payee = non communiqué",
        ),
    ),
    Field(
        name="priced_at",
        kinds=("tranche",),
        type="ref",
        label="priced at",
        meaning="The valuation at which the slice is paid.",
        compare="ex",
        stages="pay",
        targets=("valuation",),
        examples=(
            "softbank-3.priced_at = valuation",
            "t2.priced_at = next-valuation",
            "t2.priced_at = non communiqué",
        ),
    ),
    Field(
        name="due",
        kinds=("tranche",),
        type="date",
        label="due",
        meaning="When the slice is to be paid.",
        compare="di",
        stages="neg",
        examples=("softbank-3.due = 1 October 2026", "amazon-1.due = immédiatement"),
    ),
    Field(
        name="notice_period",
        kinds=("tranche",),
        type="period",
        label="notice period",
        meaning="How long before payment it must be called.",
        compare="iv",
        stages="neg",
        examples=(
            "amazon-2.notice_period = at least five business days",
            "t2.notice_period = 30 jours",
        ),
    ),
)
