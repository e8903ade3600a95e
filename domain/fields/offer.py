"""One bidder's proposal for one perimeter: its price, its form, how it is received."""

from domain.fields.entry import Field, Kind
from domain.fields.words import METRIC_BASES, PRICE_BASES, SHARE_BASES, STAGE_GROUPS

KINDS = (
    Kind(
        name="offer",
        label="offer",
        meaning=(
            "One bidder's proposal for one perimeter; a new price is a step of it, a rival "
            "proposal is another offer."
        ),
        stages=STAGE_GROUPS["all"],
        examples=("bid-a", "bid-b"),
    ),
)

FIELDS = (
    Field(
        name="bidder",
        kinds=("offer",),
        type="refs",
        label="bidder",
        meaning="Who makes the offer.",
        compare="set",
        stages="all",
        targets=("party",),
        examples=(
            "bid-a.bidder = bidco",
            "bid-a.bidder = fund-a and fund-b",
            "bid-a.bidder = fund-a et fund-b",
        ),
    ),
    Field(
        name="price_per_share",
        kinds=("offer",),
        type="per_share",
        label="price per share",
        meaning="What is paid for one share, on the agreed or proposed terms.",
        compare="iv",
        headline=True,
        stages="all",
        adds="the parts of the consideration make it; times the diluted shares it is equity value",
        equals=("consideration@share",),
        examples=("bid-a.price_per_share = $30", "bid-a.price_per_share = 61,50 € par action"),
    ),
    Field(
        name="implied_price",
        kinds=("offer",),
        type="per_share",
        label="implied price per share",
        meaning="What a price paid in paper comes to at the market price of one day.",
        compare="iv",
        examples=(
            "bid-a.implied_price = $28.90 at Friday's close",
            "bid-a.implied_price = 28,90 € au cours du 9 mai",
        ),
    ),
    Field(
        name="implied_value",
        kinds=("offer",),
        type="money",
        label="implied value",
        meaning="What an offer in paper comes to, in all, at the market price of one day.",
        compare="iv",
        examples=(
            "bid-a.implied_value = about $8.1bn",
            "bid-a.implied_value = 8,1 Md€ au dernier cours",
        ),
    ),
    Field(
        name="consideration",
        kinds=("offer",),
        type="consideration",
        label="consideration",
        meaning="What is paid with, part by part: cash, shares, contingent rights.",
        compare="parts",
        headline=True,
        stages="all",
        adds="its parts make the price per share",
        targets=("party", "instrument"),
        examples=(
            "bid-a.consideration = $24.10 cash + 0.2 bidco shares + 1 CVR",
            "bid-b.consideration = tout en numéraire",
        ),
    ),
    Field(
        name="equity_value",
        kinds=("offer",),
        type="money",
        label="equity value",
        meaning="What the offer pays for all the shares.",
        compare="iv",
        headline=True,
        stages="all",
        adds="with the net debt makes the enterprise value",
        equals=(
            "price_per_share * diluted_shares",
            "cash_total + stock_total",
            "consideration@total",
        ),
        examples=("bid-a.equity_value = $8.4bn", "bid-a.equity_value = 8,4 Md€ de fonds propres"),
    ),
    Field(
        name="enterprise_value",
        kinds=("offer",),
        type="money",
        label="enterprise value",
        meaning="What the whole business comes to, its net debt included.",
        compare="iv",
        headline=True,
        stages="all",
        adds="the equity value and the net debt make it",
        equals=("equity_value + net_debt",),
        examples=(
            "bid-a.enterprise_value = $10bn including debt",
            "bid-b.enterprise_value = 10 Md€ dette comprise",
        ),
    ),
    Field(
        name="value_unspecified",
        kinds=("offer",),
        type="money",
        label="value (basis not stated)",
        open_basis_of=("equity_value", "enterprise_value"),
        meaning="A value whose report does not say whether debt is in it.",
        compare="iv",
        stages="all",
        examples=(
            "bid-a.value_unspecified = a $9bn deal",
            "bid-b.value_unspecified = 9 milliards d'euros",
        ),
    ),
    Field(
        name="net_debt",
        kinds=("offer",),
        type="money",
        label="net debt",
        meaning="The target's debt less its cash, as the offer counts it.",
        compare="iv",
        stages="all",
        adds="with the equity value makes the enterprise value",
        signed=True,
        examples=("bid-a.net_debt = $1.6bn", "bid-a.net_debt = 1,6 Md€ de dette nette"),
    ),
    Field(
        name="cash_total",
        kinds=("offer",),
        type="money",
        label="cash part",
        meaning="The part of the equity value paid in cash.",
        compare="iv",
        stages="all",
        adds="with the stock part makes the equity value",
        inside="offer.equity_value",
        examples=("bid-a.cash_total = $6bn in cash", "bid-a.cash_total = 6 Md€ en numéraire"),
    ),
    Field(
        name="stock_total",
        kinds=("offer",),
        type="money",
        label="stock part",
        meaning="The part of the equity value paid in shares.",
        compare="iv",
        stages="all",
        adds="with the cash part makes the equity value",
        inside="offer.equity_value",
        examples=(
            "bid-a.stock_total = $2.4bn in shares",
            "bid-b.stock_total = none",
            "bid-a.stock_total = 2,4 Md€ en actions",
        ),
    ),
    Field(
        name="exchange_ratio",
        kinds=("offer",),
        type="quantity",
        label="exchange ratio",
        meaning="How many shares of the bidder one share of the target brings.",
        compare="iv",
        stages="all",
        unit="shares/share",
        units=("shares/share",),
        examples=("bid-a.exchange_ratio = 0.2", "bid-a.exchange_ratio = 1 action pour 5"),
    ),
    Field(
        name="multiple",
        kinds=("offer",),
        type="quantity",
        label="multiple",
        meaning="How many times a yearly result (EBITDA, sales) the enterprise value is.",
        compare="iv",
        stages="all",
        adds="the enterprise value divided by the result",
        unit="x",
        units=("x",),
        bases=METRIC_BASES,
        examples=("bid-a.multiple = 12x EBITDA", "bid-b.multiple = 2 fois le chiffre d'affaires"),
    ),
    Field(
        name="premium",
        kinds=("offer",),
        type="percent",
        label="premium",
        meaning="How far the price is above a dated market price.",
        compare="iv",
        adds="the price divided by that market price, less one",
        denominator="price",
        over=PRICE_BASES,
        examples=(
            "bid-a.premium = 38% to the unaffected price of 10 Sept",
            "bid-a.premium = prime de 38 %",
        ),
    ),
    Field(
        name="unaffected_price",
        kinds=("offer",),
        type="per_share",
        label="unaffected price",
        meaning="The last market price before the deal was in the air.",
        compare="iv",
        examples=(
            "bid-a.unaffected_price = $21.74",
            "bid-a.unaffected_price = cours non affecté de 21,74 $",
        ),
    ),
    Field(
        name="form",
        kinds=("offer",),
        type="choice",
        label="form of the offer",
        meaning="How firmly the bidder is bound by it.",
        compare="ex",
        words={
            "possible": (
                "possible offer | potential offer | offre possible | offre potentielle | "
                "éventuelle | offre éventuelle"
            ),
            "indicative": (
                "indicative offer | indicative proposal | expression of interest | "
                "offre indicative | marque d'intérêt | manifestation d'intérêt"
            ),
            "non_binding": (
                "nonbinding | non-binding offer | non-binding proposal | non engageante | "
                "offre non engageante | non contraignante | offre non contraignante | "
                "sans engagement"
            ),
            "binding": (
                "binding offer | engageante | offre engageante | contraignante | "
                "offre contraignante"
            ),
            "firm": "firm offer | firm intention | ferme | offre ferme",
            "best_and_final": (
                "best and final offer | final offer | final | offre finale | dernière offre | "
                "offre définitive | meilleure et dernière offre"
            ),
            "no_bid": (
                "will not bid | no intention to bid | rules out a bid | "
                "no intention to make an offer | pas d'offre | renonce à faire une offre | "
                "ne fera pas d'offre | n'a pas l'intention de faire une offre"
            ),
        },
        examples=("bid-a.form = non-binding", "bid-b.form = offre ferme"),
    ),
    Field(
        name="attitude",
        kinds=("offer",),
        type="choice",
        label="attitude",
        meaning="Whether the bid came with the other side's will.",
        compare="ex",
        words={
            "friendly": "amicable | agreed | amicale | amical",
            "solicited": "invited | sollicitée | sollicité",
            "unsolicited": "uninvited | non sollicitée | non sollicité | spontanée",
            "hostile": "hostile bid | hostile takeover | inamicale | inamical",
        },
        examples=("bid-b.attitude = hostile", "bid-a.attitude = amicale"),
    ),
    Field(
        name="response",
        kinds=("offer",),
        type="choice",
        label="response",
        meaning="The other side's answer; a rejected offer lives on until withdrawn or replaced.",
        compare="ex",
        words={
            "accepted": "accepts | offer accepted | acceptée | accepté | offre acceptée | accepte",
            "rejected": (
                "rejects | unanimously rejected | rejected as inadequate | refused | spurned | "
                "rebuffed | turned down | offer rejected | rejetée | rejeté | refusée | refusé | "
                "offre refusée | offre rejetée | repoussée | rejette"
            ),
            "countered": (
                "counter-offer | counteroffer | counterproposal | contre-offre | "
                "contre-proposition | contre-offre remise"
            ),
            "superior": (
                "superior proposal | superior offer | declared superior | "
                "deemed a superior proposal | offre supérieure | jugée supérieure"
            ),
            "under_review": (
                "reviewing | in review | being reviewed | considering it | à l'étude | "
                "en cours d'examen | examine l'offre | étudie l'offre"
            ),
        },
        examples=("bid-b.response = rejected", "bid-b.response = offre refusée"),
    ),
    Field(
        name="recommendation",
        kinds=("offer",),
        type="choice",
        label="board recommendation",
        meaning="What the target's board advises its holders to do.",
        compare="ex",
        words={
            "for": (
                "board recommends | recommends | unanimously recommends | "
                "board unanimously recommends | recommande à l'unanimité | recommended | "
                "recommends it | accept | in favour | in favor | pour | favorable | recommandée | "
                "le conseil recommande | le conseil recommande l'offre | "
                "le conseil appelle à accepter"
            ),
            "against": (
                "board recommends against | recommends against | recommends rejection | reject | "
                "not recommended | contre | défavorable | le conseil appelle à refuser | "
                "le conseil appelle à rejeter l'offre | le conseil recommande de refuser"
            ),
            "neutral": (
                "no recommendation | takes no position | board takes no position | neutre | "
                "sans avis | le conseil ne se prononce pas"
            ),
            "withdrawn": (
                "recommendation withdrawn | withdraws its recommendation | no longer recommends | "
                "change of recommendation | recommandation retirée | ne recommande plus"
            ),
        },
        examples=(
            "bid-a.recommendation = board recommends",
            "bid-b.recommendation = le conseil appelle à refuser",
        ),
    ),
    Field(
        name="minimum_tender",
        kinds=("offer",),
        type="percent",
        label="minimum tender",
        meaning="The part of the target's shares that must be tendered for the offer to succeed.",
        compare="iv",
        stages="all",
        denominator="target",
        bases=SHARE_BASES,
        examples=("bid-b.minimum_tender = 50% plus one share", "bid-b.minimum_tender = 90 %"),
    ),
    Field(
        name="tendered",
        kinds=("offer",),
        type="percent",
        label="shares tendered",
        meaning="The part of the target's shares tendered so far.",
        compare="iv",
        stages="all",
        denominator="target",
        bases=SHARE_BASES,
        examples=("bid-b.tendered = 62.4%", "bid-b.tendered = 62,4 % apportés"),
    ),
    Field(
        name="shares_sought",
        kinds=("offer",),
        type="count",
        label="shares sought",
        meaning="How many shares the bidder wants.",
        compare="iv",
        stages="all",
        unit="shares",
        examples=(
            "bid-b.shares_sought = 12 million",
            "bid-b.shares_sought = 12 millions d'actions",
        ),
    ),
    Field(
        name="diluted_shares",
        kinds=("offer",),
        type="count",
        label="diluted shares",
        meaning="The target's shares, with options and convertibles, that the price is paid on.",
        compare="iv",
        stages="all",
        adds="times the price per share it is the equity value",
        unit="shares",
        examples=("bid-a.diluted_shares = 280 million", "bid-a.diluted_shares = 280 millions"),
    ),
    Field(
        name="financing_total",
        kinds=("offer",),
        type="money",
        label="financing",
        meaning="All the money lined up to pay for the offer.",
        compare="iv",
        stages="pay",
        adds="the instruments that fund the offer make it",
        examples=("bid-a.financing_total = $9bn", "bid-a.financing_total = 9 milliards d'euros"),
    ),
    Field(
        name="financing_certainty",
        kinds=("offer",),
        type="choice",
        label="certainty of the financing",
        meaning="How surely the money will be there.",
        compare="ex",
        stages="pay",
        words={
            "committed": (
                "fully committed | fully financed | fully funded | certain funds | secured | "
                "entièrement financé | entièrement financée | financement assuré | "
                "financement sécurisé | assuré"
            ),
            "highly_confident": "highly confident letter | lettre de confiance | très confiant",
            "not_needed": (
                "no financing condition | no financing needed | from own funds | cash on hand | "
                "pas nécessaire | sur fonds propres | fonds propres | sur ses réserves"
            ),
            "seeking": (
                "being raised | still raising | seeks financing | being sought | recherché | "
                "en recherche | cherche un financement | en cours de montage"
            ),
        },
        examples=(
            "bid-a.financing_certainty = fully committed",
            "bid-b.financing_certainty = highly confident letter",
            "bid-a.financing_certainty = entièrement financée",
        ),
    ),
    Field(
        name="synergies",
        kinds=("offer",),
        type="money",
        label="synergies",
        meaning="What the bidder expects to save or gain by the deal, as a rule per year.",
        compare="iv",
        stages="pay",
        context=True,
        flow=True,
        examples=("bid-a.synergies = $500m a year", "bid-a.synergies = 500 M€ par an"),
    ),
)
