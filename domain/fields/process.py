"""Something under way that the deal leans on or runs beside: a listing, an auction, talks."""

from domain.fields.entry import Field, Kind
from domain.fields.words import STAGE_GROUPS

KINDS = (
    Kind(
        name="process",
        label="process",
        meaning=(
            "Something under way that the deal leans on or runs beside: listing, auction, review, "
            "talks, launch."
        ),
        stages=STAGE_GROUPS["all"],
        examples=("ipo", "amazon-talks"),
    ),
)

FIELDS = (
    Field(
        name="type",
        kinds=("process",),
        type="choice",
        label="process type",
        meaning="What sort of process it is.",
        compare="ex",
        words={
            "listing": (
                "ipo",
                "initial public offering",
                "flotation",
                "float",
                "introduction en bourse",
                "entrée en bourse",
                "mise en bourse",
                "cotation",
            ),
            "direct_listing": ("cotation directe", "introduction directe"),
            "auction": (
                "sale process",
                "bidding process",
                "enchères",
                "mise en vente",
                "processus de vente",
                "appel d'offres",
            ),
            "strategic_review": (
                "review of strategic options",
                "review of strategic alternatives",
                "revue stratégique",
                "examen des options stratégiques",
            ),
            "spin_off": ("spinoff", "demerger", "scission", "spin-off d'activité"),
            "restructuring": (
                "reorganisation",
                "reorganization",
                "recapitalisation",
                "recapitalization",
                "restructuration",
                "réorganisation",
            ),
            "talks": (
                "negotiations",
                "negotiation",
                "discussions",
                "meetings",
                "négociations",
                "négociation",
                "pourparlers",
                "entretiens",
            ),
            "launch": (
                "product launch",
                "test",
                "rollout",
                "roll-out",
                "lancement",
                "essai",
                "déploiement",
            ),
            "fundraise": ("fundraising", "raise", "levée de fonds", "collecte"),
        },
        examples=("ipo.type = listing", "amazon-talks.type = négociations"),
    ),
    Field(
        name="expected_filing",
        kinds=("process",),
        type="date",
        label="expected filing",
        meaning="When its papers are expected to be filed.",
        compare="di",
        stages="neg",
        examples=(
            "ipo.expected_filing = as soon as Friday",
            "ipo.expected_filing = second semestre 2026",
        ),
    ),
    Field(
        name="filing_form",
        kinds=("process",),
        type="choice",
        label="form of the filing",
        meaning="Whether its papers are public yet.",
        compare="ex",
        words={
            "confidential_draft": (
                "confidential",
                "confidentially",
                "confidential filing",
                "confidential draft s-1",
                "draft s-1",
                "dépôt confidentiel",
                "confidentiel",
                "projet confidentiel",
            ),
            "public": ("public filing", "public s-1", "dépôt public", "publique"),
            "amended": ("amended filing", "s-1/a", "modifié", "dépôt modifié"),
        },
        examples=(
            "ipo.filing_form = confidential draft S-1",
            "ipo.filing_form = public",
            "ipo.filing_form = dépôt confidentiel",
        ),
    ),
    Field(
        name="timetable",
        kinds=("process",),
        type="text",
        label="timetable",
        meaning="The timetable as far as one is set; none if the report says that there is none.",
        compare="tx",
        examples=("ipo.timetable = none", "ipo.timetable = aucun calendrier"),
    ),
    Field(
        name="proceeds",
        kinds=("process",),
        type="money",
        label="proceeds",
        meaning="What a listing or sale is to bring in.",
        compare="iv",
        stages="all",
        examples=("ipo.proceeds = at least $60bn", "ipo.proceeds = 60 milliards de dollars"),
    ),
    Field(
        name="bank",
        kinds=("process",),
        type="refs",
        label="bank",
        meaning="The banks that run it.",
        compare="set",
        stages="all",
        targets=("party",),
        examples=(
            "ipo.bank = Goldman Sachs, Morgan Stanley",
            "auction.bank = bank-x",
            "ipo.bank = goldman-sachs et morgan-stanley",
        ),
    ),
)
