"""Contracts of this deal, and what bears on it: other deals, and processes such as a listing."""

from domain.fields.entry import Field, Kind
from domain.fields.words import STAGE_GROUPS

KINDS = (
    Kind(
        name="agreement",
        label="agreement",
        meaning=(
            "A contract of this deal, apart from the offer: merger or purchase agreement, letter, "
            "voting agreement."
        ),
        stages=STAGE_GROUPS["all"],
        examples=("merger-agreement", "amazon-letter"),
    ),
    Kind(
        name="linked_deal",
        label="linked deal",
        meaning=(
            "Another deal that bears on this one: an earlier round, a supply or licence contract, "
            "an investment in a rival, a letter of intent; never in this deal's sums."
        ),
        stages=STAGE_GROUPS["all"],
        examples=("aws-compute", "nvidia-loi", "softbank-2025"),
    ),
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
        kinds=("agreement",),
        type="choice",
        label="agreement type",
        meaning="What sort of contract it is.",
        compare="ex",
        words={
            "merger_agreement": "agreement and plan of merger | accord de fusion",
            "purchase_agreement": (
                "share purchase agreement | stock purchase agreement | asset purchase agreement | "
                "spa | contrat de cession | contrat d'acquisition | contrat de vente"
            ),
            "letter_agreement": (
                "side letter | letter | lettre-accord | accord par lettre | lettre d'accord"
            ),
            "shareholders_agreement": (
                "shareholders' agreement | shareholder agreement | sha | pacte d'actionnaires"
            ),
            "voting_agreement": (
                "support agreement | voting and support agreement | irrevocable undertaking | "
                "irrevocable | convention de vote | engagement de vote"
            ),
            "lock_up": (
                "lockup | lock-up agreement | engagement de conservation | engagement de blocage"
            ),
            "commitment_letter": (
                "equity commitment letter | debt commitment letter | lettre d'engagement"
            ),
            "guarantee": "limited guarantee | guaranty | garantie | cautionnement",
            "cooperation": (
                "cooperation agreement | collaboration agreement | joint collaboration agreement | "
                "partnership agreement | coopération | accord de coopération | "
                "accord de collaboration | accord de partenariat"
            ),
        },
        examples=(
            "amazon-letter.type = letter agreement",
            "merger-agreement.type = accord de fusion",
        ),
    ),
    Field(
        name="form",
        kinds=("agreement", "linked_deal"),
        type="choice",
        label="form of the contract",
        meaning="What sort of paper it is on, from a first note to the definitive contract.",
        compare="ex",
        words={
            "nda": (
                "non-disclosure agreement | confidentiality agreement | accord de confidentialité"
            ),
            "ioi": (
                "indication of interest | expression of interest | marque d'intérêt | "
                "manifestation d'intérêt"
            ),
            "loi": "letter of intent | lettre d'intention",
            "mou": (
                "memorandum of understanding | memorandum | protocole d'accord | "
                "protocole d'entente"
            ),
            "term_sheet": (
                "termsheet | lettre de termes | feuille de conditions | liste des conditions"
            ),
            "heads_of_terms": (
                "heads of agreement | agreement in principle | accord de principe | "
                "principaux termes"
            ),
            "definitive": (
                "definitive agreement | definitive contract | accord définitif | "
                "contrat définitif | définitif"
            ),
        },
        examples=(
            "nvidia-loi.form = letter of intent",
            "merger-agreement.form = definitive agreement",
            "nvidia-loi.form = lettre d'intention",
        ),
    ),
    Field(
        name="binding",
        kinds=("agreement", "linked_deal"),
        type="choice",
        label="binding",
        meaning="Whether it binds the parties.",
        compare="ex",
        words={
            "binding": (
                "legally binding | contraignant | contraignante | engageant | ferme | "
                "juridiquement contraignant"
            ),
            "partly": (
                "partly binding | binding in part | en partie contraignant | "
                "partiellement contraignant"
            ),
            "non_binding": (
                "nonbinding | not binding | no commitment | non contraignant | non contraignante | "
                "non engageant | sans engagement"
            ),
        },
        examples=("nvidia-loi.binding = non-binding", "nvidia-loi.binding = sans engagement"),
    ),
    Field(
        name="total_value",
        kinds=("linked_deal", "deal"),
        type="money",
        label="total value",
        meaning="The whole of it, with all its parts and extensions, at its effective date.",
        compare="iv",
        headline=True,
        stages="pay",
        adds="the linked deals and tranches within it make it; never into the size of a round",
        adds_to=("within.total_value",),
        dated=True,
        examples=(
            "aws-compute.total_value = $38bn",
            "anthropic-aws.total_value = plus de 100 milliards de dollars",
        ),
    ),
    Field(
        name="quantity",
        kinds=("linked_deal", "deal", "clause"),
        type="quantity",
        label="quantity",
        meaning="How much is supplied, built or bought, in units of its own.",
        compare="iv",
        stages="all",
        units=("GW", "MW", "t", "units", "shares"),
        examples=(
            "nvidia-loi.quantity = at least 10 GW",
            "chips.quantity = about 2 GW",
            "chips.quantity = environ 2 gigawatts",
        ),
    ),
    Field(
        name="subject",
        kinds=("linked_deal", "deal"),
        type="text",
        label="subject",
        meaning="What is supplied, licensed or bought.",
        compare="tx",
        stages="all",
        examples=("aws-compute.subject = Nvidia GPUs", "aws-compute.subject = puissance de calcul"),
    ),
    Field(
        name="duration",
        kinds=("linked_deal", "deal"),
        type="period",
        label="duration",
        meaning="How long it runs.",
        compare="iv",
        stages="all",
        examples=(
            "aws-compute.duration = seven years",
            "aws-compute.duration = sur plusieurs années",
        ),
    ),
    Field(
        name="party",
        kinds=("agreement", "linked_deal", "deal"),
        type="refs",
        label="party",
        meaning="Who is bound by it.",
        compare="set",
        targets=("party",),
        examples=(
            "newscorp-openai.party = News Corp, OpenAI",
            "voting.party = founder",
            "newscorp-openai.party = news-corp et openai",
        ),
    ),
    Field(
        name="supplier",
        kinds=("linked_deal", "deal"),
        type="refs",
        label="supplier",
        meaning="Who supplies.",
        compare="set",
        targets=("party",),
        examples=(
            "anthropic-aws.supplier = amazon",
            "aws-compute.supplier = AWS",
            "aws-compute.supplier = aws et d'autres",
        ),
    ),
    Field(
        name="customer",
        kinds=("linked_deal", "deal"),
        type="refs",
        label="customer",
        meaning="Who is supplied.",
        compare="set",
        targets=("party",),
        examples=(
            "aws-compute.customer = openai",
            "anthropic-aws.customer = anthropic",
            "aws-compute.customer = openai et d'autres",
        ),
    ),
    Field(
        name="starts",
        kinds=("agreement", "linked_deal", "deal", "clause"),
        type="date",
        label="starts",
        meaning="When it takes effect.",
        compare="di",
        before=("ends",),
        stages="neg",
        examples=(
            "nvidia-loi.starts = H2 2026",
            "chips.starts = 2027",
            "nvidia-loi.starts = second semestre 2026",
        ),
    ),
    Field(
        name="ends",
        kinds=("agreement", "linked_deal", "deal", "clause"),
        type="date",
        label="ends",
        meaning="When it is due to stop applying.",
        compare="di",
        stages="neg",
        examples=("ms-licence.ends = 2032", "go-shop.ends = le 15 mars"),
    ),
    Field(
        name="type",
        kinds=("process",),
        type="choice",
        label="process type",
        meaning="What sort of process it is.",
        compare="ex",
        words={
            "listing": (
                "ipo | initial public offering | flotation | float | introduction en bourse | "
                "entrée en bourse | mise en bourse | cotation"
            ),
            "direct_listing": "cotation directe | introduction directe",
            "auction": (
                "sale process | bidding process | enchères | mise en vente | processus de vente | "
                "appel d'offres"
            ),
            "strategic_review": (
                "review of strategic options | review of strategic alternatives | "
                "revue stratégique | examen des options stratégiques"
            ),
            "spin_off": "spinoff | demerger | scission | spin-off d'activité",
            "restructuring": (
                "reorganisation | reorganization | recapitalisation | recapitalization | "
                "restructuration | réorganisation"
            ),
            "talks": (
                "negotiations | negotiation | discussions | meetings | négociations | "
                "négociation | pourparlers | entretiens"
            ),
            "launch": (
                "product launch | test | rollout | roll-out | lancement | essai | déploiement"
            ),
            "fundraise": "fundraising | raise | levée de fonds | collecte",
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
        ahead=True,
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
                "confidential | confidentially | confidential filing | confidential draft s-1 | "
                "draft s-1 | dépôt confidentiel | confidentiel | projet confidentiel"
            ),
            "public": "public filing | public s-1 | dépôt public | publique",
            "amended": "amended filing | s-1/a | modifié | dépôt modifié",
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
