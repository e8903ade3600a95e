"""Fields that an element of every kind has."""

from domain.fields.entry import Field
from domain.fields.words import STAGES

FIELDS = (
    Field(
        name="stage",
        kinds=("any",),
        type="choice",
        label="stage",
        meaning="How far the negotiation of the element has come, or how it ended.",
        compare="ex",
        headline=True,
        words=STAGES,
        closed=True,
        examples=("round.stage = in talks", "disney.stage = retiré"),
    ),
    Field(
        name="position",
        kinds=("any",),
        type="choice",
        label="stated position",
        meaning="What a party says it holds or will do, whatever the state of the contract is.",
        compare="ex",
        words={
            "supports": (
                "support | backs | in favour | in favor | endorses | committed to the deal | "
                "soutient | favorable | pour | approuve"
            ),
            "opposes": (
                "opposed | against | objects | hostile | s'oppose | opposé | opposée | contre | "
                "défavorable | refuse"
            ),
            "will_complete": (
                "will close | will go through with it | intends to complete | intends to close | "
                "plans to complete | stands by the deal | remains committed | ira au bout | "
                "ira jusqu'au bout | maintient l'opération | reste engagé | reste engagée"
            ),
            "wants_out": (
                "wants to walk away | seeks to withdraw | seeks to terminate | trying to get out | "
                "will not complete | veut se retirer | veut sortir | cherche à se retirer | "
                "ne veut plus"
            ),
            "undecided": (
                "no decision | no decision taken | no decision made | nothing decided | "
                "has not decided | not decided | aucune décision | aucune décision prise | "
                "pas de décision | rien n'est décidé | indécis | indécise"
            ),
            "open_to_talks": (
                "open to discussions | willing to talk | willing to negotiate | "
                "ready to negotiate | open to an offer | ouvert aux discussions | "
                "ouverte aux discussions | ouvert à la discussion | prêt à discuter | "
                "prêt à négocier"
            ),
            "reserves_rights": (
                "reserves its rights | reserves all rights | reserving its rights | "
                "réserve ses droits | se réserve ses droits | tous droits réservés"
            ),
        },
        examples=("softbank.position = no decision taken", "deal.position = ira au bout"),
    ),
    Field(
        name="progress",
        kinds=("any",),
        type="choice",
        label="progress",
        meaning="How talks or preparations are going within their stage.",
        compare="ex",
        words={
            "early": (
                "early talks | early stage | preliminary | preliminary talks | initial | "
                "exploratory | préliminaire | préliminaires | discussions préliminaires | "
                "à un stade précoce | au début | exploratoire"
            ),
            "ongoing": (
                "under way | underway | in progress | continuing | on track | active | en cours | "
                "se poursuit | se poursuivent"
            ),
            "advanced": (
                "advanced talks | late stage | well advanced | avancé | avancée | avancées | "
                "discussions avancées | bien avancé | bien avancées"
            ),
            "near_final": (
                "nearing a deal | near a deal | close to a deal | close to an agreement | "
                "close to agreement | final stages | final talks | nearly done | almost done | "
                "finalising | finalizing | nearing completion | proche d'un accord | "
                "en passe d'aboutir | sur le point d'aboutir | dernière ligne droite | "
                "en voie de finalisation | quasi bouclé"
            ),
            "stalled": (
                "stuck | on hold | paused | frozen | on ice | put on ice | at an impasse | "
                "deadlocked | bloqué | bloquée | au point mort | à l'arrêt | dans l'impasse | "
                "enlisé | enlisées | en pause | suspendu | suspendue"
            ),
            "resumed": (
                "restarted | revived | relaunched | back on | repris | reprise | relancé | "
                "relancée | relancées"
            ),
        },
        examples=("amazon.progress = advanced", "margin-loan.progress = relancé"),
    ),
    Field(
        name="settled",
        kinds=("any",),
        type="choice",
        label="how settled",
        meaning="Whether the terms may still change.",
        compare="ex",
        words={
            "option": (
                "one option | one option among several | one of several options | "
                "one of the options | under study | une option parmi d'autres | "
                "une option parmi plusieurs | une piste | une hypothèse"
            ),
            "fluid": (
                "very fluid | structure may change | structure could change | "
                "terms can still change | très fluide | fluide | may change | could change | "
                "may still change | could still change | structure may still change | "
                "structure could still change | terms may change | terms could change | "
                "terms could still change | details could change | not final | not finalised | "
                "not finalized | subject to change | in flux | peut changer | "
                "peut encore changer | pourrait changer | pourrait encore changer | "
                "pourrait encore évoluer | peut encore évoluer | "
                "la structure peut encore changer | la structure pourrait encore évoluer | "
                "susceptible d'évoluer | pas définitif | non définitif | non finalisé"
            ),
            "partly": (
                "partly settled | partly agreed | mostly settled | some terms open | en partie | "
                "en partie fixé | partiellement | partiellement arrêté"
            ),
            "final": (
                "settled | finalised | finalized | terms are final | terms final | fixed | "
                "définitif | définitive | arrêté | arrêtée | fixé | finalisé"
            ),
        },
        examples=(
            "round.settled = structure may still change",
            "ipo.settled = une option parmi d'autres",
        ),
    ),
    Field(
        name="likelihood",
        kinds=("any",),
        type="choice",
        label="likelihood",
        meaning="How likely the report says it is, on the seven steps that analysts use (ICD 203).",
        compare="ex",
        words={
            "remote": (
                "almost no chance | remote chance | almost impossible | presque aucune chance | "
                "quasi impossible | quasiment exclu"
            ),
            "very_unlikely": (
                "highly unlikely | highly improbable | très improbable | très peu probable"
            ),
            "unlikely": (
                "not likely | improbable | doubtful | probably not | peu probable | douteux"
            ),
            "even": (
                "even chance | even odds | roughly even | fifty-fifty | 50-50 | 50/50 | "
                "a coin toss | une chance sur deux | autant de chances"
            ),
            "likely": "probable | probably | expected | vraisemblable | probablement",
            "very_likely": "highly likely | highly probable | très probable | fort probable",
            "nearly_certain": (
                "almost certain | all but certain | virtually certain | quasi certain | "
                "presque certain | quasiment certain"
            ),
        },
        examples=("nvidia-loi.likelihood = unlikely", "deal.likelihood = très probable"),
    ),
    Field(
        name="rank",
        kinds=("any",),
        type="choice",
        label="rank",
        scoped=True,
        meaning="Its place among others of its sort; the scope says among whom.",
        compare="ex",
        context=True,
        words={
            "largest": (
                "biggest | the largest ever | record | largest contributor | largest investor | "
                "le plus grand | la plus grande | le plus gros | la plus grosse | "
                "le plus important | la plus importante | premier investisseur"
            ),
            "among_largest": (
                "among the largest | one of the largest | among the biggest | one of the biggest | "
                "parmi les plus grands | parmi les plus grandes | parmi les plus importants | "
                "parmi les plus importantes | l'un des plus importants | "
                "l'une des plus importantes | l'un des plus grands | l'une des plus grandes | "
                "l'un des plus gros | l'une des plus grosses"
            ),
            "smallest": "le plus petit | la plus petite | le plus faible",
            "first": "first ever | premier | première | le tout premier",
            "leading": (
                "leader | among the leaders | main | numéro un | principal | principale | "
                "de premier plan"
            ),
        },
        examples=("amazon.rank = largest", "round.rank = l'un des plus importants"),
    ),
    Field(
        name="opinion",
        kinds=("any",),
        type="text",
        label="opinion",
        scoped=True,
        meaning="A judgement that someone passes on it; it moves no figure.",
        compare="tx",
        context=True,
        examples=(
            "round.opinion = circular financing",
            "amazon.opinion = joue sur les deux tableaux",
        ),
    ),
    Field(
        name="purpose",
        kinds=("any",),
        type="text_or_ref",
        label="purpose",
        meaning="What it is meant for.",
        compare="tx",
        stages="neg",
        targets=("any",),
        examples=(
            "ads-test.purpose = raise revenue",
            "bridge-loan.purpose = mostly the OpenAI investment",
            "ads-test.purpose = accroître les recettes",
        ),
    ),
    Field(
        name="reason",
        kinds=("any",),
        type="text_or_ref",
        label="reason",
        meaning="Why it came to its present state.",
        compare="tx",
        stages="neg",
        targets=("any",),
        examples=("disney.reason = Sora closed", "margin-loan.reason = doutes des prêteurs"),
    ),
    Field(
        name="within",
        kinds=("any",),
        type="ref",
        label="within",
        meaning="The element it is part of, where its money counts; none if it stands alone.",
        compare="ex",
        adds="every sum follows it: money adds up only along this field",
        targets=("any",),
        examples=(
            "amazon-2.within = round",
            "softbank.within = strategic",
            "january-talks.within = aucun",
        ),
    ),
    Field(
        name="relates_to",
        kinds=("any",),
        type="ref",
        label="relates to",
        meaning="Another element that it bears on without being part of it.",
        compare="ex",
        targets=("any",),
        examples=(
            "aws-compute.relates_to = round",
            "credit-line.relates_to = openai",
            "ads-test.relates_to = aucun",
        ),
    ),
    Field(
        name="replaced_by",
        kinds=("any",),
        type="ref",
        label="replaced by",
        meaning="The element that took its place.",
        compare="ex",
        targets=("any",),
        examples=(
            "nvidia-loi.replaced_by = nvidia",
            "bid-a.replaced_by = bid-a-2",
            "bid-b.replaced_by = aucune",
        ),
    ),
    Field(
        name="relation",
        kinds=("any",),
        type="choice",
        label="relation",
        meaning="How it bears on what it relates to.",
        compare="ex",
        words={
            "tied": (
                "tied to it | linked | part of the same deal | package | lié | liée | "
                "lié à l'opération | conjoint"
            ),
            "precedent": "earlier deal | comparable | précédent | antérieur | antérieure",
            "finances": "funds | financing | finance | financement | sert à financer",
            "constrains": (
                "constraint | limits | restricts | limite | restreint | contraint | contrainte"
            ),
            "rival": (
                "competitor | competes | competing | concurrent | concurrente | concurrents | "
                "rivale"
            ),
            "supplies": "supplier | supply | provider | fournisseur | fournit | prestataire",
            "apart": (
                "separate | not part of it | unrelated | independent | distinct | distincte | "
                "séparé | séparée | à part | sans lien | indépendant"
            ),
            "conflict_of_interest": (
                "conflict | conflict of interests | conflit d'intérêts | conflit d'intérêt"
            ),
            "context": "background | beside the deal | contexte | en marge",
        },
        examples=("aws-compute.relation = tied", "anthropic.relation = concurrent"),
    ),
    Field(
        name="condition",
        kinds=("any",),
        type="condition",
        label="condition",
        meaning="What has to hold before it takes effect: leaves joined by and/or.",
        compare="tree",
        headline=True,
        stages="neg",
        targets=("condition", "approval", "vote", "clause", "process"),
        examples=(
            "amazon-2.condition = IPO or AGI milestone",
            "round.condition = conditions de clôture habituelles",
        ),
    ),
    Field(
        name="began_on",
        kinds=("any",),
        type="date",
        label="began",
        meaning="The day it began: first contact, first day of talks, first day of operation.",
        compare="di",
        before=("signed_on", "closed_on", "ended_on"),
        examples=(
            "amazon-talks.began_on = around October 2025",
            "ads-test.began_on = 9 Feb 2026",
            "amazon-talks.began_on = octobre 2025",
        ),
    ),
    Field(
        name="announced_on",
        kinds=("any",),
        type="date",
        label="announced",
        meaning="The day the parties made it public.",
        compare="di",
        before=("closed_on",),
        examples=("round.announced_on = 27 Feb 2026", "round.announced_on = le mois dernier"),
    ),
    Field(
        name="signed_on",
        kinds=("any",),
        type="date",
        label="signed",
        meaning="The day the contract was signed.",
        compare="di",
        before=("closed_on", "amended_on"),
        examples=(
            "aws-compute.signed_on = last November",
            "deal.signed_on = 2026-01-15",
            "deal.signed_on = 15 janvier 2026",
        ),
    ),
    Field(
        name="closed_on",
        kinds=("any",),
        type="date",
        label="closed",
        meaning="The day it was completed on paper.",
        compare="di",
        examples=("round.closed_on = 31 March 2026", "amazon.closed_on = fin février"),
    ),
    Field(
        name="ended_on",
        kinds=("any",),
        type="date",
        label="ended",
        meaning="The day it stopped short or ceased to apply.",
        compare="di",
        examples=(
            "bid-a.ended_on = 3 May",
            "no-shop.ended_on = 2026-04-01",
            "no-shop.ended_on = 1er avril 2026",
        ),
    ),
    Field(
        name="amended_on",
        kinds=("any",),
        type="date",
        label="amended",
        meaning="The day its contract was last changed; none if it never was.",
        compare="di",
        examples=(
            "microsoft-openai.amended_on = none",
            "microsoft-openai.amended_on = 27 April 2026",
            "microsoft-openai.amended_on = 27 avril 2026",
        ),
    ),
    Field(
        name="expected_signing",
        kinds=("any",),
        type="date",
        label="expected signing",
        meaning="When it is expected to be signed.",
        compare="di",
        ahead=True,
        before=("expected_close",),
        stages="neg",
        examples=(
            "deal.expected_signing = within weeks",
            "nvidia.expected_signing = dès ce week-end",
        ),
    ),
    Field(
        name="expected_close",
        kinds=("any",),
        type="date",
        label="expected closing",
        meaning="When it is expected to close, or a listing to take place.",
        compare="di",
        ahead=True,
        stages="neg",
        examples=(
            "round.expected_close = by the end of Q1",
            "ipo.expected_close = pas avant septembre 2026",
        ),
    ),
    Field(
        name="deadline",
        kinds=("any",),
        type="date",
        label="deadline",
        meaning="The last moment for it; each extension is a new claim.",
        compare="di",
        ahead=True,
        stages="neg",
        examples=(
            "amazon-2.deadline = end of 2028",
            "bid-a.deadline = 5pm on 28 Nov 2026",
            "amazon-2.deadline = fin 2028",
        ),
    ),
    Field(
        name="location",
        kinds=("any",),
        type="text",
        label="location",
        meaning="Where it is or takes place.",
        compare="tx",
        examples=("indiana.location = Indiana", "gulf-meetings.location = Abou Dhabi"),
    ),
    Field(
        name="sequence",
        kinds=("any",),
        type="count",
        label="place in order",
        meaning="Its place in an order, such as the phases of a round; 1 comes first.",
        compare="ex",
        unit="place",
        examples=(
            "strategic.sequence = 1",
            "financial.sequence = 2",
            "financial.sequence = deuxième",
        ),
    ),
)
