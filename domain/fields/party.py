"""Who takes part: a company, person, fund, state, or a group with members, named or not."""

from domain.fields.entry import Field, Kind
from domain.fields.words import SHARE_BASES, STAGE_GROUPS

KINDS = (
    Kind(
        name="party",
        label="party",
        meaning="A company, person, fund, state, or a group with members, named or not.",
        stages=STAGE_GROUPS["all"],
        examples=("amazon", "gulf-sovereign-funds"),
    ),
)

FIELDS = (
    Field(
        name="commitment",
        kinds=("party",),
        type="money",
        label="commitment",
        meaning="New money that the party puts into this deal, on top of what it holds.",
        compare="iv",
        headline=True,
        stages="pay",
        adds="sums into the size of the round, or the financing of the offer, that it is within",
        adds_to=("within.size", "within.financing_total"),
        examples=(
            "amazon.commitment = up to $50bn",
            "softbank.commitment = jusqu'à 30 milliards de dollars de plus",
        ),
    ),
    Field(
        name="paid",
        kinds=("party",),
        type="money",
        label="paid",
        meaning="The part of the commitment whose money has moved.",
        compare="iv",
        stages="pay",
        inside="party.commitment",
        examples=(
            "disney.paid = none",
            "softbank.paid = $20bn",
            "softbank.paid = 20 milliards de dollars",
        ),
    ),
    Field(
        name="in_kind",
        kinds=("party",),
        type="money",
        label="in kind",
        meaning="The part of the commitment that is not cash: services, compute, chips, assets.",
        compare="iv",
        stages="pay",
        inside="party.commitment",
        examples=(
            "amazon.in_kind = up to $38bn",
            "amazon.in_kind = jusqu'à 38 milliards de dollars",
        ),
    ),
    Field(
        name="total_commitment",
        kinds=("party",),
        type="money",
        label="total commitment",
        meaning="All that the party ever committed to that company, in every deal so far.",
        compare="iv",
        stages="pay",
        adds="total before and commitment make total after; never into the size of a round",
        examples=(
            "microsoft.total_commitment = $13bn since 2019",
            "microsoft.total_commitment = 13 milliards de dollars",
        ),
    ),
    Field(
        name="total_invested",
        kinds=("party",),
        type="money",
        label="total invested",
        meaning="All that the party ever paid into that company, in every deal so far.",
        compare="iv",
        stages="pay",
        adds="with the commitment not yet paid makes the total once all is paid",
        examples=(
            "softbank.total_invested = $34.6bn",
            "microsoft.total_invested = 11,8 milliards de dollars",
        ),
    ),
    Field(
        name="total_invested_pro_forma",
        kinds=("party",),
        type="money",
        label="total invested once all is paid",
        meaning="All that the party will have paid into that company when this deal is paid.",
        compare="iv",
        stages="pay",
        adds="the total invested and the commitment not yet paid make it",
        examples=(
            "softbank.total_invested_pro_forma = $64.6bn",
            "softbank.total_invested_pro_forma = 64,6 milliards de dollars à terme",
        ),
    ),
    Field(
        name="stake",
        kinds=("party",),
        type="percent",
        label="stake",
        meaning="The part of a company that the party holds.",
        compare="iv",
        headline=True,
        stages="pay",
        adds="all holders of a company, on one basis, make at most 100",
        denominator="company",
        bases=SHARE_BASES,
        dated=True,
        examples=("microsoft.stake = about 27% as-converted", "softbank.stake = environ 11 %"),
    ),
    Field(
        name="stake_pro_forma",
        kinds=("party",),
        type="percent",
        label="stake after completion",
        meaning="The part of a company that the party will hold once this deal is completed.",
        compare="iv",
        stages="pay",
        adds="all holders of a company, on one basis, make at most 100",
        denominator="company",
        bases=SHARE_BASES,
        examples=(
            "softbank.stake_pro_forma = 13% on completion",
            "bidco.stake_pro_forma = 51% of the combined company",
            "softbank.stake_pro_forma = environ 13 %",
        ),
    ),
    Field(
        name="voting_power",
        kinds=("party",),
        type="percent",
        label="voting power",
        meaning="The part of a company's votes that the party holds.",
        compare="iv",
        stages="pay",
        adds="all holders of a company make at most 100",
        denominator="company",
        bases=SHARE_BASES,
        examples=(
            "founder.voting_power = 60% of votes",
            "founder.voting_power = 60 % des droits de vote",
        ),
    ),
    Field(
        name="stake_value",
        kinds=("party",),
        type="money",
        label="value of the stake",
        meaning="What the party's stake is worth.",
        compare="iv",
        adds="the stake times the valuation makes it",
        equals=(
            "stake@unspecified * valuation.post_money",
            "stake@fully_diluted * valuation.fully_diluted",
        ),
        dated=True,
        examples=(
            "openai-foundation.stake_value = over $180bn",
            "openai-foundation.stake_value = 180 milliards de dollars",
        ),
    ),
    Field(
        name="shares_held",
        kinds=("party",),
        type="count",
        label="shares held",
        meaning="How many shares the party holds.",
        compare="iv",
        unit="shares",
        examples=("bidco.shares_held = 4.1 million", "bidco.shares_held = 4,1 millions d'actions"),
    ),
    Field(
        name="prior_holder",
        kinds=("party",),
        type="choice",
        label="already a holder",
        meaning="Whether the party held shares before this deal.",
        compare="ex",
        stages="neg",
        words={
            "holder": (
                "existing investor | existing shareholder | existing holder | current investor | "
                "current shareholder | already invested | already an investor | "
                "already a shareholder | investor already | backer | existing backer | "
                "déjà actionnaire | déjà investisseur | déjà au capital | actionnaire existant | "
                "investisseur existant | investisseur historique | actionnaire historique | "
                "a déjà investi"
            ),
            "newcomer": (
                "new investor | new shareholder | first-time investor | new backer | "
                "nouvel investisseur | nouvel actionnaire | nouvel entrant | nouveau venu"
            ),
        },
        examples=("thrive.prior_holder = existing investor", "mgx.prior_holder = déjà actionnaire"),
    ),
    Field(
        name="pro_rata",
        kinds=("party",),
        type="choice",
        label="pro rata",
        meaning="What a holder does with its right to keep its share in this round.",
        compare="ex",
        stages="neg",
        words={
            "exercised": (
                "exercised in full | taken up | taken up in full | exercises | exercé | exercée | "
                "exercé en totalité | exercé intégralement"
            ),
            "partly": (
                "partly exercised | exercised in part | partially exercised | exercé en partie | "
                "exercé partiellement | en partie"
            ),
            "waived": (
                "not exercised | passed | given up | renoncé | abandonné | non exercé | y renonce"
            ),
        },
        examples=(
            "seed-fund.pro_rata = exercised in full",
            "seed-fund.pro_rata = waived",
            "seed-fund.pro_rata = exercé en partie",
        ),
    ),
    Field(
        name="participation",
        kinds=("party",),
        type="choice",
        label="participation",
        meaning="Whether the party takes part in this deal.",
        compare="ex",
        words={
            "absent": (
                "did not take part | does not take part | did not participate | "
                "does not participate | will not take part | not taking part | not participating | "
                "sits out | sitting out | absente | n'a pas participé | ne participe pas | "
                "ne participera pas"
            ),
            "possible": (
                "may join | may take part | may participate | could join | could take part | "
                "could participate | might join | wants to take part | wants to participate | "
                "wants to join | interested | veut participer | souhaite participer | "
                "voudrait participer | pourrait participer | pourrait y participer | intéressé | "
                "intéressée"
            ),
            "expected": (
                "expected to join | expected to take part | expected to participate | "
                "likely to join | set to join | set to participate | attendu | attendue | "
                "devrait participer | devrait y participer"
            ),
            "takes_part": (
                "taking part | took part | participates | participating | participated | joins | "
                "joined | is in | will join | will take part | will participate | will invest | "
                "continued participation | participe | participera | a participé | prend part | "
                "prendra part | a pris part"
            ),
        },
        examples=(
            "microsoft.participation = did not take part",
            "amazon.participation = veut participer",
        ),
    ),
    Field(
        name="future_participation",
        kinds=("party",),
        type="choice",
        label="future participation",
        meaning="Whether the party would invest again in a later deal.",
        compare="ex",
        words={
            "open": (
                "open to it | open to more | not ruled out | does not rule it out | possible | "
                "ouvert | ouverte | pas exclu | n'exclut pas"
            ),
            "considering": (
                "would consider | would consider it | considers it | weighs it | envisage | "
                "y réfléchit | l'envisagerait"
            ),
            "unlikely": (
                "may be the last | may be the last time | might be the last | "
                "might be the last time | could be the last | probably the last | improbable | "
                "peu probable | peut-être la dernière | peut-être la dernière fois | "
                "sans doute la dernière fois"
            ),
            "ruled_out": (
                "rules it out | out of the question | will not invest again | last time | exclu | "
                "exclue | l'exclut | dernière fois"
            ),
        },
        examples=(
            "nvidia.future_participation = may be the last",
            "nvidia.future_participation = would consider",
            "nvidia.future_participation = n'exclut pas",
        ),
    ),
    Field(
        name="approach",
        kinds=("party",),
        type="choice",
        label="approach",
        meaning="What contact there has been with the party before any talks.",
        compare="ex",
        words={
            "planned": (
                "to be approached | will be approached | expected to be approached | "
                "to be contacted | à contacter | doit être contacté | doivent être contactés | "
                "prévu | prévue"
            ),
            "contacted": (
                "approached | sounded out | being contacted | being approached | "
                "has been contacted | contacté | contactée | contactés | contactées | approché | "
                "approchée | approchés | sollicité | sollicités | sondé | sondés"
            ),
            "courted": (
                "being courted | wooed | being wooed | courtisé | courtisée | courtisés | "
                "courtisées | démarché | démarchés"
            ),
            "met": (
                "has met | meeting held | meetings held | rencontré | rencontrée | rencontrés | "
                "rencontrées"
            ),
            "declined": "turned down | refused | said no | decline | décliné | refusé",
        },
        examples=(
            "gulf-sovereign-funds.approach = being courted",
            "venture-funds.approach = contactés",
        ),
    ),
    Field(
        name="negotiator",
        kinds=("party",),
        type="refs",
        label="negotiator",
        meaning="Who negotiates for the party.",
        compare="set",
        targets=("party",),
        examples=(
            "amazon.negotiator = Andy Jassy",
            "openai.negotiator = Sam Altman",
            "amazon.negotiator = andy-jassy et d'autres",
        ),
    ),
    Field(
        name="vehicle",
        kinds=("party",),
        type="refs",
        label="vehicle",
        meaning="The fund or company through which the party invests.",
        compare="set",
        targets=("party",),
        same_money=True,
        examples=(
            "softbank.vehicle = Vision Fund 2",
            "individuals.vehicle = SPVs run by three banks",
            "softbank.vehicle = vision-fund-2 et d'autres",
        ),
    ),
    Field(
        name="instrument",
        kinds=("party", "tranche"),
        type="refs",
        label="instrument",
        meaning="The paper that the money buys or comes through.",
        compare="set",
        stages="pay",
        targets=("instrument",),
        examples=(
            "softbank.instrument = softbank-preferred",
            "amazon.instrument = amazon-notes",
            "amazon-2.instrument = preferred before a listing",
            "softbank-1.instrument = softbank-preferred",
            "amazon.instrument = non communiqué",
        ),
    ),
    Field(
        name="member",
        kinds=("party",),
        type="refs",
        label="member",
        meaning="Who belongs to the group or consortium.",
        compare="set",
        targets=("party",),
        same_money=True,
        examples=(
            "consortium.member = fund-a, fund-b",
            "venture-funds.member = undisclosed",
            "consortium.member = fund-a et fund-b",
        ),
    ),
    Field(
        name="class",
        kinds=("party",),
        type="choices",
        label="class",
        meaning="What sort of party it is.",
        compare="set",
        context=True,
        words={
            "company": (
                "corporation | firm | companies | entreprise | entreprises | société | sociétés | "
                "groupe industriel"
            ),
            "person": "individual | executive | personne | dirigeant | dirigeante",
            "fund": "funds | investment fund | fonds | fonds d'investissement",
            "sovereign_fund": (
                "sovereign funds | sovereign wealth fund | sovereign wealth funds | swf | "
                "state-backed fund | fonds souverain | fonds souverains"
            ),
            "venture_fund": (
                "venture funds | venture capital | venture capital fund | venture capital firm | "
                "venture firm | vc | capital-risque | fonds de capital-risque | "
                "société de capital-risque"
            ),
            "bank": "banks | lender | banque | banques",
            "state": "government | country | état | gouvernement",
            "authority": "regulator | agency | watchdog | autorité | régulateur | gendarme",
            "publisher": "media | media group | news outlet | éditeur | média",
            "retail": (
                "retail investors | individuals | small investors | particuliers | "
                "petits porteurs | investisseurs particuliers"
            ),
            "wealthy": (
                "wealthy individuals | wealthy investors | high net worth | "
                "particuliers fortunés | grandes fortunes | fortunés"
            ),
            "group": "consortium | club | groupe | groupement",
        },
        examples=("mgx.class = sovereign fund", "individuals.class = particuliers"),
    ),
    Field(
        name="founded",
        kinds=("party",),
        type="date",
        label="founded",
        meaning="When it was founded.",
        compare="di",
        context=True,
        examples=("openai.founded = 2015", "anthropic.founded = fondé en 2021"),
    ),
    Field(
        name="country",
        kinds=("party",),
        type="text",
        label="country",
        meaning="The country it belongs to.",
        compare="tx",
        context=True,
        examples=("mgx.country = AE", "mgx.country = Émirats"),
    ),
    Field(
        name="ceo",
        kinds=("party",),
        type="ref",
        label="chief executive",
        meaning="Who heads it.",
        compare="ex",
        context=True,
        targets=("party",),
        examples=(
            "amazon.ceo = andy-jassy",
            "anthropic.ceo = Dario Amodei",
            "acme.ceo = non communiqué",
        ),
    ),
    Field(
        name="founder",
        kinds=("party",),
        type="refs",
        label="founder",
        meaning="Who founded it.",
        compare="set",
        context=True,
        targets=("party",),
        examples=(
            "anthropic.founder = former OpenAI researchers",
            "openai.founder = sam-altman and others",
            "openai.founder = sam-altman et d'autres",
        ),
    ),
    Field(
        name="cash",
        kinds=("party",),
        type="money",
        label="cash",
        meaning="The cash it holds.",
        compare="iv",
        context=True,
        examples=("openai.cash = about $40bn", "openai.cash = 73 milliards de dollars"),
    ),
    Field(
        name="revenue",
        kinds=("party",),
        type="money",
        label="revenue",
        meaning="What it takes in over a span of time.",
        compare="iv",
        context=True,
        flow=True,
        examples=(
            "openai.revenue = $2bn a month",
            "openai.revenue = 2 milliards de dollars par mois",
        ),
    ),
    Field(
        name="net_loss",
        kinds=("party",),
        type="money",
        label="net loss",
        meaning="What it loses over a span of time.",
        compare="iv",
        context=True,
        flow=True,
        examples=("openai.net_loss = $21.3bn in the quarter", "acme.net_loss = 4 M€ par an"),
    ),
    Field(
        name="spending",
        kinds=("party",),
        type="money",
        label="spending",
        meaning="What it has spent, or spends over a span of time; the scope says on what.",
        compare="iv",
        context=True,
        examples=(
            "openai.spending = tens of billions of dollars",
            "amazon.spending = des milliards de dollars",
        ),
    ),
    Field(
        name="spending_plan",
        kinds=("party",),
        type="money",
        label="planned spending",
        meaning="What it means to spend; the scope says on what and by when.",
        compare="iv",
        context=True,
        examples=(
            "openai.spending_plan = about $600bn by 2030",
            "acme.spending_plan = $2bn",
            "acme.spending_plan = 2 milliards de dollars",
        ),
    ),
    Field(
        name="total_raised",
        kinds=("party",),
        type="money",
        label="total raised",
        meaning="All the money it has raised since it was founded.",
        compare="iv",
        context=True,
        examples=("openai.total_raised = more than $60bn", "acme.total_raised = 80 M€"),
    ),
    Field(
        name="unrealised_gain",
        kinds=("party",),
        type="money",
        label="unrealised gain",
        meaning="What its holding has gained on paper.",
        compare="iv",
        context=True,
        examples=(
            "softbank.unrealised_gain = $19.8bn",
            "fund-a.unrealised_gain = none",
            "softbank.unrealised_gain = 19,8 milliards de dollars",
        ),
    ),
    Field(
        name="jobs_cut",
        kinds=("party",),
        type="count",
        label="jobs cut",
        scoped=True,
        meaning="How many jobs it cuts.",
        compare="iv",
        context=True,
        unit="jobs",
        examples=("amazon.jobs_cut = 16,000", "amazon.jobs_cut = 14 000 postes"),
    ),
    Field(
        name="credit_outlook",
        kinds=("party",),
        type="choice",
        label="credit outlook",
        meaning="Which way the rating agency expects its rating to go.",
        compare="ex",
        context=True,
        words={
            "positive": "positive outlook | perspective positive",
            "stable": "stable outlook | perspective stable",
            "negative": "negative outlook | négative | perspective négative",
        },
        examples=(
            "softbank.credit_outlook = negative",
            "softbank.credit_outlook = perspective négative",
        ),
    ),
    Field(
        name="relations",
        kinds=("party",),
        type="choice",
        label="relations",
        scoped=True,
        meaning="How it gets on with another party, named in the scope.",
        compare="ex",
        context=True,
        words={
            "good": "close | warm | cordial | bonne | bonnes | étroites | cordiales",
            "strained": "tense | sour | soured | cool | tendue | tendues | dégradées | froides",
        },
        examples=(
            "nvidia.relations = strained",
            "nvidia.relations = good",
            "nvidia.relations = tendues",
        ),
    ),
)
