"""Rights, duties, limits and defences, the fees owed, and the conditions that must hold."""

from domain.fields.entry import Field, Kind
from domain.fields.words import STAGE_GROUPS

KINDS = (
    Kind(
        name="fee",
        label="fee",
        meaning="Money owed if something happens.",
        stages=STAGE_GROUPS["neg"],
        examples=("reverse-break-fee",),
    ),
    Kind(
        name="clause",
        label="clause",
        meaning="One right, duty, limit, pledge or defence, priced or not.",
        stages=STAGE_GROUPS["neg"],
        examples=("chips", "board-seat", "rights-plan"),
    ),
    Kind(
        name="condition",
        label="condition",
        meaning="One leaf that must hold, with its own wording and status; trees join leaves.",
        stages=STAGE_GROUPS["neg"],
        examples=("ipo-leg", "agi-leg"),
    ),
)

FIELDS = (
    Field(
        name="type",
        kinds=("fee",),
        type="choice",
        label="fee type",
        meaning="What sort of fee it is.",
        compare="ex",
        stages="neg",
        words={
            "break_fee": (
                "breakup fee | break-up fee | termination fee | indemnité de rupture | "
                "frais de rupture | indemnité de résiliation"
            ),
            "reverse_break_fee": (
                "reverse breakup fee | reverse break-up fee | reverse termination fee | "
                "indemnité de rupture inversée | indemnité de rupture inverse | "
                "indemnité de rupture due par l'acquéreur"
            ),
            "ticking_fee": "ticking | indemnité de retard | supplément journalier",
            "commitment_fee": "commission d'engagement | frais d'engagement",
            "advisory_fee": (
                "adviser fee | advisor fee | success fee | honoraires | honoraires de conseil | "
                "commission de conseil"
            ),
            "expenses": (
                "expense reimbursement | cost cover | remboursement de frais | "
                "remboursement des frais | frais"
            ),
        },
        examples=("rbf.type = reverse termination fee", "bf.type = indemnité de rupture"),
    ),
    Field(
        name="payer",
        kinds=("fee",),
        type="refs",
        label="payer",
        meaning="Who owes the fee.",
        compare="set",
        stages="neg",
        targets=("party",),
        examples=("bf.payer = acme", "rbf.payer = bidco", "rbf.payer = bidco et fund-a"),
    ),
    Field(
        name="payee",
        kinds=("fee",),
        type="refs",
        label="payee",
        meaning="Whom the fee is owed to.",
        compare="set",
        stages="neg",
        targets=("party",),
        examples=("bf.payee = bidco", "rbf.payee = acme", "bf.payee = bidco et fund-a"),
    ),
    Field(
        name="amount",
        kinds=("fee",),
        type="money",
        label="amount",
        meaning="How much is owed.",
        compare="iv",
        headline=True,
        stages="neg",
        adds="divided by the equity value it is the fee's percentage",
        examples=("bf.amount = $280m", "rbf.amount = 500 millions d'euros"),
    ),
    Field(
        name="percent",
        kinds=("fee",),
        type="percent",
        label="share of equity value",
        meaning="The fee as a part of the equity value.",
        compare="iv",
        stages="neg",
        denominator="equity_value",
        examples=("bf.percent = 3.3%", "bf.percent = 3 % de la valeur"),
    ),
    Field(
        name="trigger",
        kinds=("fee", "clause"),
        type="condition",
        label="trigger",
        meaning="What sets it off: leaves joined by and/or.",
        compare="tree",
        stages="neg",
        targets=("condition", "approval", "vote", "clause", "process"),
        examples=(
            "rbf.trigger = antitrust failure by the outside date",
            "softbank-acceleration.trigger = a listing is expected",
            "rbf.trigger = refus des autorités",
        ),
    ),
    Field(
        name="status",
        kinds=("fee",),
        type="choice",
        label="status",
        meaning="Whether the fee is owed, and whether it has been paid.",
        compare="ex",
        stages="neg",
        words={
            "owed": "due | payable | triggered | dû | due par l'acquéreur | exigible",
            "paid": "has been paid | payée | payé | versée | réglée",
            "waived": "forgiven | given up | abandonnée | il y est renoncé",
            "disputed": "contested | in dispute | contestée | contesté | en litige",
        },
        examples=("bf.status = paid", "rbf.status = contestée"),
    ),
    Field(
        name="type",
        kinds=("clause",),
        type="choice",
        label="clause type",
        meaning="What sort of right, duty, limit, pledge or defence it is.",
        compare="ex",
        stages="neg",
        words={
            "exclusivity": "exclusive | exclusive rights | exclusivité | droits exclusifs",
            "no_shop": (
                "no-shop clause | non-solicitation | non-sollicitation | interdiction de solliciter"
            ),
            "go_shop": "go-shop period | période de go-shop | droit de solliciter",
            "matching_right": "right to match | match right | droit d'alignement | droit d'égaler",
            "standstill": (
                "standstill agreement | statu quo | clause de statu quo | engagement de statu quo"
            ),
            "mac": (
                "mae | material adverse change | material adverse effect | "
                "changement défavorable significatif | changement défavorable important"
            ),
            "termination": (
                "termination right | termination rights | résiliation | droit de résiliation"
            ),
            "remedies": "hell or high water | antitrust undertakings | engagements | remèdes",
            "board_seat": (
                "board seats | seat on the board | siège au conseil | sièges au conseil | "
                "siège d'administrateur"
            ),
            "observer": (
                "board observer | observer seat | observateur | censeur | siège d'observateur"
            ),
            "veto": (
                "veto right | veto rights | consent right | protective provisions | droit de veto"
            ),
            "voting_trust": "trust | fiducie de vote | fiducie",
            "golden_share": "special share | action spécifique | action préférentielle",
            "pro_rata_right": (
                "pro rata | pre-emption right | preemptive right | droit de souscription | "
                "droit de maintien | droit préférentiel de souscription"
            ),
            "first_refusal": (
                "right of first refusal | rofr | right of first offer | droit de premier refus | "
                "droit de préemption | droit de priorité"
            ),
            "information_right": "information rights | droit d'information | droit à l'information",
            "lock_up": (
                "lockup | lock-up period | période de conservation | engagement de conservation | "
                "incessibilité"
            ),
            "non_compete": (
                "non-compete clause | noncompete | non-concurrence | clause de non-concurrence"
            ),
            "drag_along": (
                "drag-along right | drag | sortie forcée | clause d'entraînement | "
                "obligation de sortie conjointe"
            ),
            "squeeze_out": (
                "squeeze-out right | compulsory acquisition | short-form merger | "
                "compulsory purchase | retrait obligatoire | rachat obligatoire"
            ),
            "tag_along": "tag-along right | tag | sortie conjointe | droit de sortie conjointe",
            "most_favoured": (
                "most favoured nation | most favored nation | mfn | nation la plus favorisée | "
                "clause de la nation la plus favorisée"
            ),
            "rights_plan": (
                "poison pill | shareholder rights plan | pilule empoisonnée | pilule empoisonnee"
            ),
            "staggered_board": (
                "classified board | conseil échelonné | renouvellement échelonné du conseil"
            ),
            "white_knight": "chevalier blanc",
            "dual_class": (
                "dual-class shares | super-voting shares | actions à droits de vote multiples | "
                "double catégorie d'actions | droits de vote double"
            ),
            "procurement": (
                "purchase commitment | purchase obligation | buying commitment | "
                "engagement d'achat | obligation d'achat | approvisionnement"
            ),
            "model_access": (
                "access to models | custom models | accès aux modèles | modèles sur mesure"
            ),
            "supply_expansion": (
                "capacity expansion | expansion of supply | extension de capacité | "
                "extension de la fourniture"
            ),
            "revenue_share": (
                "revenue sharing | partage des revenus | partage de revenus | "
                "partage du chiffre d'affaires"
            ),
            "resale_limit": (
                "no resale | resale restriction | interdiction de revente | limite de revente"
            ),
            "definition": "contract definition | définition | définition contractuelle",
            "acceleration": (
                "acceleration clause | accelerated payment | accélération | "
                "clause d'accélération | exigibilité anticipée"
            ),
            "price_adjustment": (
                "purchase price adjustment | collar | locked box | ajustement de prix | "
                "clause d'ajustement | clause de révision de prix"
            ),
            "escrow": "holdback | escrow account | séquestre | compte séquestre",
            "headquarters": (
                "head office | hq | headquarters pledge | siège | siège social | maintien du siège"
            ),
            "jobs_pledge": (
                "jobs guarantee | job guarantee | employment pledge | engagement d'emploi | "
                "engagement sur l'emploi | maintien de l'emploi"
            ),
            "investment_pledge": (
                "investment commitment | pledge to invest | engagement d'investissement | "
                "promesse d'investissement"
            ),
            "leadership": "management | who leads | direction | gouvernance | équipe dirigeante",
            "brand": "brand name | name | marque | nom",
        },
        examples=("chips.type = procurement", "rights-plan.type = pilule empoisonnée"),
    ),
    Field(
        name="provision",
        kinds=("clause",),
        type="text",
        label="provision",
        meaning="What the clause says.",
        compare="tx",
        stages="neg",
        examples=("chips.provision = OpenAI uses Trainium", "hq.provision = le siège reste à Lyon"),
    ),
    Field(
        name="status",
        kinds=("clause",),
        type="choice",
        label="status",
        meaning="Whether the clause applies.",
        compare="ex",
        words={
            "proposed": "under discussion | sought | proposée | proposé | demandée | en discussion",
            "in_force": (
                "unchanged | remains | remains in force | stays in force | in effect | "
                "still applies | inchangée | inchangé | en vigueur | maintenue | reste en vigueur"
            ),
            "amended": "changed | revised | modified | modifiée | modifié | amendée | révisée",
            "triggered": (
                "activated | exercised | invoked | déclenchée | activée | exercée | invoquée"
            ),
            "waived": "given up | not enforced | levée | il y est renoncé | abandonnée",
            "ended": (
                "expired | terminated | removed | dropped | redeemed | no longer applies | "
                "terminée | expirée | supprimée | a pris fin | finie"
            ),
        },
        examples=("ms-first-refusal.status = ended", "ms-exclusivity.status = inchangée"),
    ),
    Field(
        name="obligor",
        kinds=("clause",),
        type="refs",
        label="obligor",
        meaning="Who is bound by the clause.",
        compare="set",
        stages="neg",
        targets=("party",),
        examples=(
            "chips.obligor = openai",
            "jobs.obligor = bidco",
            "jobs.obligor = bidco et fund-a",
        ),
    ),
    Field(
        name="beneficiary",
        kinds=("clause",),
        type="refs",
        label="beneficiary",
        meaning="Who gains by the clause.",
        compare="set",
        stages="neg",
        targets=("party",),
        examples=(
            "chips.beneficiary = amazon",
            "board-seat.beneficiary = fund-a",
            "board-seat.beneficiary = fund-a et fund-b",
        ),
    ),
    Field(
        name="applies_to",
        kinds=("clause",),
        type="refs",
        label="applies to",
        meaning="The elements that the clause bears on.",
        compare="set",
        stages="neg",
        targets=("any",),
        examples=(
            "ms-exclusivity.applies_to = frontier",
            "softbank-acceleration.applies_to = softbank-2, softbank-3",
            "softbank-acceleration.applies_to = softbank-2 et softbank-3",
        ),
    ),
    Field(
        name="seats",
        kinds=("clause",),
        type="count",
        label="board seats",
        meaning="How many seats on the board it gives.",
        compare="iv",
        stages="neg",
        unit="seats",
        examples=("board-seat.seats = two of nine", "board-seat.seats = deux sièges"),
    ),
    Field(
        name="jobs",
        kinds=("clause",),
        type="count",
        label="jobs",
        meaning="How many jobs are pledged.",
        compare="iv",
        stages="neg",
        unit="jobs",
        examples=("jobs.jobs = at least 1,200 kept", "jobs.jobs = 1 200 emplois"),
    ),
    Field(
        name="rate",
        kinds=("clause",),
        type="percent",
        label="rate",
        meaning="The percentage that it sets, of what the provision names.",
        compare="iv",
        stages="neg",
        denominator="provision",
        examples=("ms-revenue-share.rate = 20%", "ms-revenue-share.rate = 20 %"),
    ),
    Field(
        name="amount",
        kinds=("clause",),
        type="money",
        label="amount",
        meaning="The money that it pledges or sets.",
        compare="iv",
        stages="neg",
        examples=("pledge.amount = $2bn in plants", "pledge.amount = 2 milliards de dollars"),
    ),
    Field(
        name="cap",
        kinds=("clause",),
        type="money",
        label="cap",
        meaning="The most that can fall due under it.",
        compare="iv",
        stages="neg",
        examples=(
            "ms-revenue-share.cap = capped, amount not given",
            "earn-out.cap = $50m",
            "earn-out.cap = 50 M$",
        ),
    ),
    Field(
        name="definition",
        kinds=("condition",),
        type="text",
        label="definition",
        meaning="What has to happen, in the words of the report.",
        compare="tx",
        stages="neg",
        examples=(
            "agi-leg.definition = a defined AGI breakthrough",
            "milestone-leg.definition = undisclosed",
            "agi-leg.definition = une percée définie vers l'IAG",
        ),
    ),
    Field(
        name="act",
        kinds=("condition",),
        type="choice",
        label="how far it must go",
        meaning="How far its event must have gone: considered, pursued, filed for, completed.",
        compare="ex",
        stages="neg",
        words={
            "consider": "considering | considered | envisager | envisagé",
            "pursue": "pursuing | pursued | pursuit | seeking | engager | poursuivre | engagé",
            "file": "filing | filed | files | dépôt | déposer | déposé | dépôt du dossier",
            "complete": (
                "completing | completed | completion | completes | achever | réaliser | "
                "réalisation | réalisé | réalisée"
            ),
        },
        examples=("ipo-leg.act = complete", "ipo-leg.act = file", "ipo-leg.act = réalisation"),
    ),
    Field(
        name="status",
        kinds=("condition",),
        type="choice",
        label="status",
        meaning="Whether it holds yet.",
        compare="ex",
        headline=True,
        words={
            "open": (
                "not yet met | outstanding | unsatisfied | not satisfied | pending | ouverte | "
                "ouvert | en attente | non remplie | pas encore remplie | non réalisée"
            ),
            "satisfied": (
                "met | fulfilled | cleared | has been met | levée | remplie | satisfaite | "
                "réalisée | accomplie"
            ),
            "waived": (
                "waiver | has been waived | dropped | abandonnée | il y est renoncé | renonciation"
            ),
            "failed": "cannot be met | broken | défaillie | défaillante | échouée | irréalisable",
            "lapsed": "expired | fell away | caduque | expirée",
        },
        examples=("ipo-leg.status = open", "financing-condition.status = levée"),
    ),
    Field(
        name="tests",
        kinds=("condition",),
        type="ref",
        label="tests",
        meaning="The element whose outcome decides it: a process, an approval, a vote, a lawsuit.",
        compare="ex",
        targets=("any",),
        examples=(
            "ipo-leg.tests = ipo",
            "antitrust-leg.tests = ec-merger",
            "agi-leg.tests = non communiqué",
        ),
    ),
    Field(
        name="waivable_by",
        kinds=("condition",),
        type="refs",
        label="waivable by",
        meaning="Who may do without it.",
        compare="set",
        targets=("party",),
        examples=(
            "minimum-leg.waivable_by = bidco",
            "financing-condition.waivable_by = none",
            "minimum-leg.waivable_by = bidco et fund-a",
        ),
    ),
    Field(
        name="threshold",
        kinds=("condition", "clause"),
        type="percent",
        label="threshold",
        meaning="The percentage at which it takes hold, of what its wording names.",
        compare="iv",
        stages="neg",
        denominator="provision",
        bases=("outstanding", "as_converted", "fully_diluted", "voting", "cast", "unspecified"),
        examples=("minimum-leg.threshold = 90% of shares", "rights-plan.threshold = 15 %"),
    ),
)
