"""The paper that carries money: shares, SAFE, note, loan, CVR, equity commitment, rollover."""

from domain.fields.entry import Field, Kind
from domain.fields.words import STAGE_GROUPS

KINDS = (
    Kind(
        name="instrument",
        label="instrument",
        meaning=(
            "The paper that carries money: shares, SAFE, note, loan, CVR, equity commitment, "
            "rollover."
        ),
        stages=STAGE_GROUPS["pay"],
        examples=("softbank-preferred", "bridge-loan"),
    ),
)

FIELDS = (
    Field(
        name="type",
        kinds=("instrument",),
        type="choice",
        label="instrument type",
        meaning="What sort of paper it is.",
        compare="ex",
        stages="neg",
        words={
            "common": (
                "common stock | common shares | ordinary shares | straight equity | "
                "actions ordinaires | ordinaires"
            ),
            "preferred": (
                "preferred stock | preferred shares | preference shares | convertible preferred | "
                "actions de préférence | actions privilégiées | actions préférentielles"
            ),
            "convertible_note": (
                "convertible | convertible notes | convertible bond | convertible bonds | "
                "obligation convertible | obligations convertibles | oc"
            ),
            "safe": "simple agreement for future equity | bsa air | accord d'investissement rapide",
            "warrant": "warrants | bon de souscription | bons de souscription | bsa",
            "option": "options | stock option | stock options | option d'achat | options d'achat",
            "cvr": (
                "contingent value right | contingent value rights | "
                "certificat de valeur garantie | certificat de valeur conditionnelle"
            ),
            "earn_out": "earnout | complément de prix | clause de complément de prix",
            "bridge_loan": (
                "bridge | bridge facility | bridge financing | prêt relais | crédit relais"
            ),
            "term_loan": "term facility | prêt à terme | crédit à terme",
            "margin_loan": (
                "margin facility | prêt sur marge | prêt sur titres | prêt adossé à des actions"
            ),
            "credit_line": (
                "credit facility | line of credit | revolver | revolving credit facility | rcf | "
                "ligne de crédit | facilité de crédit | crédit renouvelable"
            ),
            "bond": "bonds | notes | senior notes | obligation | obligations | emprunt obligataire",
            "equity_commitment": (
                "equity commitment letter | ecl | engagement en fonds propres | "
                "engagement d'apport en capital"
            ),
            "rollover": "rollover equity | rolled equity | réinvestissement | apport de titres",
            "seller_note": (
                "vendor note | vendor loan | seller financing | crédit vendeur | prêt vendeur"
            ),
            "asset_sale": (
                "asset sales | sale of assets | share sale | cession d'actifs | "
                "cessions d'actifs | vente d'actifs"
            ),
        },
        examples=(
            "bridge-loan.type = bridge loan",
            "seed-safe.type = SAFE",
            "bridge-loan.type = prêt relais",
        ),
    ),
    Field(
        name="amount",
        kinds=("instrument",),
        type="money",
        label="amount",
        meaning="The money that the paper carries.",
        compare="iv",
        headline=True,
        stages="pay",
        adds="sums into what it funds",
        adds_to=("funds.financing_total",),
        examples=(
            "bridge-loan.amount = up to $40bn",
            "margin-loan.amount = 10 milliards de dollars",
        ),
    ),
    Field(
        name="drawn",
        kinds=("instrument",),
        type="money",
        label="drawn",
        meaning="The part of a loan or line that has been drawn.",
        compare="iv",
        stages="pay",
        inside="instrument.amount",
        examples=(
            "credit-line.drawn = undrawn",
            "credit-line.drawn = $1bn",
            "credit-line.drawn = 1 milliard de dollars",
        ),
    ),
    Field(
        name="holder",
        kinds=("instrument",),
        type="refs",
        label="holder",
        meaning="Who holds the paper.",
        compare="set",
        stages="neg",
        targets=("party",),
        examples=(
            "seed-safe.holder = fund-a",
            "rollover.holder = founder",
            "seed-safe.holder = fund-a et fund-b",
        ),
    ),
    Field(
        name="lender",
        kinds=("instrument",),
        type="refs",
        label="lender",
        meaning="Who lends.",
        compare="set",
        stages="neg",
        targets=("party",),
        examples=(
            "term-loan.lender = bank-x",
            "credit-line.lender = undisclosed",
            "term-loan.lender = bank-x et d'autres",
        ),
    ),
    Field(
        name="arranger",
        kinds=("instrument",),
        type="refs",
        label="arranger",
        meaning="The banks that put the loan together.",
        compare="set",
        stages="neg",
        targets=("party",),
        examples=(
            "bridge-loan.arranger = JPMorgan, Mizuho and others",
            "term-loan.arranger = bank-x",
            "term-loan.arranger = bank-x et bank-y",
        ),
    ),
    Field(
        name="guarantor",
        kinds=("instrument",),
        type="refs",
        label="guarantor",
        meaning="Who answers for it if the issuer does not pay.",
        compare="set",
        stages="neg",
        targets=("party",),
        examples=(
            "margin-loan.guarantor = softbank",
            "margin-loan.guarantor = garanti par SoftBank",
        ),
    ),
    Field(
        name="lender_count",
        kinds=("instrument",),
        type="count",
        label="number of lenders",
        meaning="How many lenders there are.",
        compare="iv",
        unit="lenders",
        examples=("credit-line.lender_count = 11", "credit-line.lender_count = onze banques"),
    ),
    Field(
        name="shares",
        kinds=("instrument",),
        type="count",
        label="number of shares",
        meaning="How many shares the paper is, or gives a right to.",
        compare="iv",
        unit="shares",
        examples=("warrants.shares = 2 million", "warrants.shares = 2 millions"),
    ),
    Field(
        name="funds",
        kinds=("instrument",),
        type="refs",
        label="funds",
        meaning="What its money pays for: a party's commitment, an offer, another deal.",
        compare="set",
        adds="where its amount goes",
        targets=("any",),
        examples=(
            "bridge-loan.funds = softbank",
            "term-loan.funds = bid-a",
            "bridge-loan.funds = softbank et softbank-2025",
        ),
    ),
    Field(
        name="refinances",
        kinds=("instrument",),
        type="ref",
        label="refinances",
        meaning="The older paper that its money repays; the two count once.",
        compare="ex",
        targets=("instrument",),
        same_money=True,
        examples=(
            "bond.refinances = bridge-loan",
            "asset-sales.refinances = bridge-loan",
            "bond.refinances = aucun",
        ),
    ),
    Field(
        name="converts_into",
        kinds=("instrument",),
        type="ref",
        label="converts into",
        meaning="The paper that it turns into.",
        compare="ex",
        targets=("instrument",),
        examples=(
            "softbank-preferred.converts_into = common",
            "seed-safe.converts_into = series-a-preferred",
            "note.converts_into = non communiqué",
        ),
    ),
    Field(
        name="conversion",
        kinds=("instrument",),
        type="condition",
        label="conversion",
        meaning="What makes it convert: leaves joined by and/or.",
        compare="tree",
        stages="neg",
        targets=("condition", "approval", "vote", "clause", "process"),
        examples=(
            "softbank-preferred.conversion = automatic on an IPO",
            "note.conversion = à la prochaine levée",
        ),
    ),
    Field(
        name="conversion_price",
        kinds=("instrument",),
        type="per_share",
        label="conversion price",
        meaning="The price per share at which it converts.",
        compare="iv",
        stages="neg",
        examples=("note.conversion_price = $3.36", "note.conversion_price = 3,36 €"),
    ),
    Field(
        name="payment_per_right",
        kinds=("instrument",),
        type="per_share",
        label="payment per right",
        meaning="What one contingent right pays, once its condition is met.",
        compare="iv",
        stages="pay",
        examples=(
            "cvr.payment_per_right = $6 per right",
            "cvr.payment_per_right = up to €3.50",
            "cvr.payment_per_right = 6 € par certificat",
        ),
    ),
    Field(
        name="strike",
        kinds=("instrument",),
        type="per_share",
        label="strike price",
        meaning="The price per share at which a warrant or option can be used.",
        compare="iv",
        stages="neg",
        examples=("warrants.strike = $0.01", "warrants.strike = 0,01 €"),
    ),
    Field(
        name="valuation_cap",
        kinds=("instrument",),
        type="money",
        label="valuation cap",
        meaning="The highest company value at which it converts; never a valuation.",
        compare="iv",
        headline=True,
        stages="neg",
        examples=(
            "seed-safe.valuation_cap = $10m post-money cap",
            "seed-safe.valuation_cap = plafonné à 10 M$",
        ),
    ),
    Field(
        name="discount",
        kinds=("instrument",),
        type="percent",
        label="discount",
        meaning="How far below the price of the next round it converts.",
        compare="iv",
        stages="neg",
        denominator="next_price",
        examples=("seed-safe.discount = 20%", "note.discount = décote de 20 %"),
    ),
    Field(
        name="haircut",
        kinds=("instrument",),
        type="percent",
        label="haircut",
        meaning="The part of the sum lent that its holders give up in a restructuring.",
        compare="iv",
        stages="neg",
        denominator="face",
        examples=(
            "old-bonds.haircut = 40%",
            "term-loan.haircut = at least a third",
            "old-bonds.haircut = abandon de 40 %",
        ),
    ),
    Field(
        name="liquidation_preference",
        kinds=("instrument",),
        type="quantity",
        label="liquidation preference",
        meaning="How many times the price paid its holders get back before others.",
        compare="iv",
        stages="neg",
        unit="x",
        units=("x",),
        examples=(
            "series-a.liquidation_preference = 1x",
            "series-a.liquidation_preference = au moins 1,5 fois",
        ),
    ),
    Field(
        name="participation_cap",
        kinds=("instrument",),
        type="quantity",
        label="participation cap",
        meaning="How many times the price paid its holders can get in all.",
        compare="iv",
        stages="neg",
        unit="x",
        units=("x",),
        examples=(
            "series-a.participation_cap = 3x",
            "series-b.participation_cap = none",
            "series-a.participation_cap = 3 fois",
        ),
    ),
    Field(
        name="participating",
        kinds=("instrument",),
        type="choice",
        label="participating",
        meaning="Whether its holders share in what is left after their preference.",
        compare="ex",
        stages="neg",
        words={
            "participating": (
                "participating preferred | fully participating | participante | participantes"
            ),
            "non_participating": (
                "nonparticipating | non-participating preferred | non participante | "
                "non participantes"
            ),
            "capped": (
                "capped participation | participating with a cap | capped participating | "
                "plafonnée | participation plafonnée"
            ),
        },
        examples=(
            "series-a.participating = non-participating",
            "series-b.participating = participantes",
        ),
    ),
    Field(
        name="seniority",
        kinds=("instrument",),
        type="choice",
        label="seniority",
        meaning="Its place in line when the issuer pays.",
        compare="ex",
        stages="neg",
        words={
            "super_senior": (
                "super priority | ranks ahead of all other debt | super sénior | "
                "super-prioritaire | new-money privilege | privilège de new money"
            ),
            "senior": (
                "ranks senior | first ranking | senior to series a | prioritaire | "
                "de premier rang | sénior"
            ),
            "pari_passu": "ranks equally | equal ranking | same rank | de même rang | à égalité",
            "junior": (
                "ranks junior | subordinated | second ranking | mezzanine | subordonné | "
                "subordonnée | de second rang"
            ),
        },
        examples=(
            "series-b.seniority = senior to series A",
            "series-b.seniority = pari passu",
            "series-b.seniority = de premier rang",
        ),
    ),
    Field(
        name="anti_dilution",
        kinds=("instrument",),
        type="choice",
        label="anti-dilution",
        meaning="How its price is adjusted if shares are later sold for less.",
        compare="ex",
        stages="neg",
        words={
            "broad_weighted": "broad-based weighted average | broad-based | moyenne pondérée large",
            "narrow_weighted": (
                "narrow-based weighted average | narrow-based | moyenne pondérée étroite"
            ),
            "full_ratchet": "ratchet intégral | ratchet complet",
        },
        examples=(
            "series-b.anti_dilution = full ratchet",
            "series-a.anti_dilution = broad-based weighted average",
            "series-a.anti_dilution = moyenne pondérée large",
        ),
    ),
    Field(
        name="rate",
        kinds=("instrument",),
        type="percent",
        label="yearly rate",
        meaning="The interest or dividend it pays per year.",
        compare="iv",
        stages="neg",
        denominator="principal",
        examples=("term-loan.rate = 9% a year", "series-a.rate = dividende de 8 %"),
    ),
    Field(
        name="maturity",
        kinds=("instrument",),
        type="date",
        label="maturity",
        meaning="The day it has to be repaid.",
        compare="di",
        stages="neg",
        examples=(
            "bridge-loan.maturity = March 2027",
            "note.maturity = 2028-06",
            "bridge-loan.maturity = mars 2027",
        ),
    ),
    Field(
        name="term",
        kinds=("instrument",),
        type="period",
        label="term",
        meaning="How long it runs.",
        compare="iv",
        stages="neg",
        examples=("bridge-loan.term = about twelve months", "margin-loan.term = 2 ans"),
    ),
    Field(
        name="secured",
        kinds=("instrument",),
        type="choice",
        label="secured",
        meaning="Whether something is pledged for it.",
        compare="ex",
        stages="neg",
        words={
            "secured": (
                "collateralised | collateralized | backed by assets | nanti | nantie | gagé | "
                "sécurisé"
            ),
            "unsecured": (
                "not secured | without collateral | non garanti | sans garantie | sans sûreté | "
                "non sécurisé | chirographaire"
            ),
        },
        examples=("bridge-loan.secured = unsecured", "margin-loan.secured = nanti"),
    ),
    Field(
        name="collateral",
        kinds=("instrument",),
        type="text_or_ref",
        label="collateral",
        meaning="What is pledged for it.",
        compare="tx",
        stages="neg",
        targets=("any",),
        examples=(
            "margin-loan.collateral = OpenAI shares",
            "arm-margin-loan.collateral = actions Arm",
        ),
    ),
)
