"""What others decide about a deal: authorities, bodies of holders, courts."""

from domain.fields.entry import Field, Kind
from domain.fields.words import VOTE_BASES

KINDS = (
    Kind(
        name="approval",
        label="approval",
        meaning="What one authority decides about the deal.",
        stages=(),
        examples=("ec-merger", "cfius"),
    ),
    Kind(
        name="vote",
        label="vote",
        meaning="What one body of holders decides; shares tendered are a field of the offer.",
        stages=(),
        examples=("target-meeting",),
    ),
    Kind(
        name="lawsuit",
        label="lawsuit",
        meaning="One dispute, from threat to end.",
        stages=(),
        examples=("microsoft-frontier",),
    ),
)

FIELDS = (
    Field(
        name="type",
        kinds=("approval",),
        type="choice",
        label="approval type",
        meaning="On what ground the authority decides.",
        compare="ex",
        words={
            "antitrust": "competition | merger control | concurrence | contrôle des concentrations",
            "foreign_investment": (
                "foreign investment review | national security | fdi | investissement étranger | "
                "investissements étrangers | contrôle des investissements étrangers | "
                "sécurité nationale"
            ),
            "sector": (
                "sector regulator | industry regulator | régulateur sectoriel | sectoriel | "
                "sectorielle"
            ),
            "court": "court sanction | tribunal | justice | homologation",
            "listing": (
                "stock exchange | securities regulator | cotation | bourse | autorité de marché"
            ),
            "tax": "tax ruling | fiscal | fiscale | rescrit fiscal",
        },
        examples=("cfius.type = foreign investment", "ec-merger.type = concurrence"),
    ),
    Field(
        name="authority",
        kinds=("approval",),
        type="ref",
        label="authority",
        meaning="Who decides.",
        compare="ex",
        targets=("party",),
        examples=(
            "ec-merger.authority = European Commission",
            "hsr.authority = FTC",
            "ec-merger.authority = Commission européenne",
        ),
    ),
    Field(
        name="jurisdiction",
        kinds=("approval",),
        type="text",
        label="jurisdiction",
        meaning="Where the decision has force.",
        compare="tx",
        examples=(
            "ec-merger.jurisdiction = EU",
            "hsr.jurisdiction = US",
            "ec-merger.jurisdiction = Union européenne",
        ),
    ),
    Field(
        name="status",
        kinds=("approval",),
        type="choice",
        label="status",
        meaning="How far the case has come; a waiting period that ran out is no clearance.",
        compare="ex",
        headline=True,
        words={
            "not_required": (
                "not needed | no filing required | no approval needed | pas nécessaire | "
                "non requise | non requis"
            ),
            "expected": (
                "to be filed | yet to be filed | awaited | attendue | attendu | à déposer | "
                "à notifier"
            ),
            "filed": (
                "notified | submitted | filing made | notifiée | notifié | déposée | déposé | "
                "dossier déposé"
            ),
            "in_review": (
                "under review | review opened | being reviewed | phase 1 | phase i | "
                "en cours d'examen | à l'examen | examen ouvert"
            ),
            "in_depth_review": (
                "in-depth review opened | in-depth investigation | in-depth investigation opened | "
                "in-depth probe | phase 2 | phase ii | second request | second request issued | "
                "examen approfondi | "
                "enquête approfondie | enquête approfondie ouverte"
            ),
            "suspended": (
                "clock stopped | review suspended | stop the clock | examen suspendu | suspendue | "
                "suspendu | délai suspendu"
            ),
            "referred": (
                "referred to another authority | referred to national authority | renvoyée | "
                "renvoyé | renvoyée à une autre autorité"
            ),
            "cleared": (
                "approved | approval granted | clearance | unconditionally cleared | "
                "unconditional clearance | phase 1 clearance | cleared in phase 1 | no objection | "
                "cleared without conditions | approuvée | approuvé | autorisée | autorisé | "
                "feu vert | sans condition"
            ),
            "cleared_with_remedies": (
                "cleared with conditions | conditionally cleared | conditionally approved | "
                "approved with conditions | conditional approval | conditional clearance | "
                "autorisée sous conditions | approuvée sous conditions | "
                "feu vert sous conditions | sous conditions"
            ),
            "blocked": (
                "prohibited | vetoed | refused | rejected | bloquée | bloqué | interdite | "
                "interdit | refusée | veto"
            ),
            "waiting_period_expired": (
                "waiting period lapsed | waiting period ended | waiting period ran out | "
                "délai d'attente expiré | délai expiré | période d'attente expirée"
            ),
            "withdrawn": (
                "filing withdrawn | notification withdrawn | pulled | retirée | retiré | "
                "notification retirée"
            ),
            "appealed": (
                "under appeal | appeal filed | en appel | appel | frappée d'appel | recours | "
                "recours déposé"
            ),
        },
        examples=(
            "ec-merger.status = in-depth review opened",
            "hsr.status = waiting period expired",
            "ec-merger.status = autorisée sous conditions",
        ),
    ),
    Field(
        name="filed_on",
        kinds=("approval", "lawsuit", "process"),
        type="date",
        label="filed",
        meaning="The day the papers were filed.",
        compare="di",
        before=("decided_on",),
        examples=(
            "hsr.filed_on = 2 May 2026",
            "ipo.filed_on = recently",
            "hsr.filed_on = 2 mai 2026",
        ),
    ),
    Field(
        name="decided_on",
        kinds=("approval", "lawsuit"),
        type="date",
        label="decided",
        meaning="The day of the decision.",
        compare="di",
        examples=(
            "ec-merger.decided_on = 14 July",
            "suit.decided_on = 2026-11-30",
            "suit.decided_on = 30 novembre 2026",
        ),
    ),
    Field(
        name="remedies",
        kinds=("approval",),
        type="text",
        label="remedies",
        meaning="What the parties have to do or give up for it.",
        compare="tx",
        examples=(
            "ec-merger.remedies = sale of two plants",
            "ec-merger.remedies = cession de deux usines",
        ),
    ),
    Field(
        name="resolution",
        kinds=("vote",),
        type="choice",
        label="resolution",
        meaning="What the holders vote on.",
        compare="ex",
        words={
            "merger": "merger agreement | fusion | traité de fusion",
            "share_issue": (
                "issue of shares | share issuance | capital increase | émission d'actions | "
                "augmentation de capital"
            ),
            "charter": (
                "charter amendment | articles | articles of association | bylaws | statuts | "
                "modification des statuts"
            ),
            "scheme": "scheme of arrangement | plan d'arrangement",
            "board": (
                "board election | election of directors | directors | conseil | "
                "conseil d'administration | élection des administrateurs"
            ),
            "pay": (
                "say on pay | executive pay | golden parachute | rémunération | "
                "rémunération des dirigeants"
            ),
        },
        examples=("target-meeting.resolution = merger", "egm.resolution = émission d'actions"),
    ),
    Field(
        name="status",
        kinds=("vote",),
        type="choice",
        label="status",
        meaning="Where the vote stands, and its outcome.",
        compare="ex",
        headline=True,
        words={
            "called": (
                "convened | scheduled | meeting called | convoquée | convoqué | assemblée convoquée"
            ),
            "postponed": "adjourned | delayed | reportée | reporté | ajournée | ajourné",
            "passed": (
                "approved | carried | adopted | adoptée | adopté | approuvée | approuvé | votée"
            ),
            "failed": "rejected | voted down | defeated | rejetée | rejeté | repoussée",
            "cancelled": "canceled | called off | annulée | annulé",
        },
        examples=("target-meeting.status = passed", "egm.status = reportée"),
    ),
    Field(
        name="proxy_advice",
        kinds=("vote",),
        type="choice",
        label="proxy advice",
        meaning="What the firms that advise holders tell them to do.",
        compare="ex",
        words={
            "for": "in favour | in favor | recommends | pour | favorable",
            "against": "recommends against | contre | défavorable",
            "split": "divided | mixed | partagé | partagés | divisé | divisés",
        },
        examples=("target-meeting.proxy_advice = against", "egm.proxy_advice = pour"),
    ),
    Field(
        name="meeting_on",
        kinds=("vote",),
        type="date",
        label="meeting",
        meaning="The day of the meeting.",
        compare="di",
        examples=("target-meeting.meeting_on = 12 April", "egm.meeting_on = le 12 avril"),
    ),
    Field(
        name="record_date",
        kinds=("vote",),
        type="date",
        label="record date",
        meaning="The day on which one must hold shares to vote.",
        compare="di",
        before=("meeting_on",),
        examples=(
            "target-meeting.record_date = 1 March",
            "egm.record_date = 2026-03-01",
            "egm.record_date = 1er mars 2026",
        ),
    ),
    Field(
        name="needed",
        kinds=("vote",),
        type="percent",
        label="votes needed",
        meaning="The part of the votes that it takes to pass.",
        compare="iv",
        denominator="votes",
        bases=VOTE_BASES,
        examples=(
            "target-meeting.needed = majority of outstanding",
            "scheme.needed = 75 % des voix",
        ),
    ),
    Field(
        name="votes_for",
        kinds=("vote",),
        type="percent",
        label="votes for",
        meaning="The part of the votes in favour.",
        compare="iv",
        adds="at least the votes needed, if it passed",
        denominator="votes",
        bases=VOTE_BASES,
        examples=("target-meeting.votes_for = 98.2% of votes cast", "egm.votes_for = 66,7 %"),
    ),
    Field(
        name="turnout",
        kinds=("vote",),
        type="percent",
        label="turnout",
        meaning="The part of the votes present or represented.",
        compare="iv",
        denominator="votes",
        bases=VOTE_BASES,
        examples=("target-meeting.turnout = 71%", "egm.turnout = quorum de 71 %"),
    ),
    Field(
        name="supported_by",
        kinds=("vote", "offer"),
        type="refs",
        label="supported by",
        meaning="Who has said that it is for it.",
        compare="set",
        targets=("party",),
        examples=(
            "target-meeting.supported_by = founder, fund-a",
            "bid-a.supported_by = fund-a",
            "bid-a.supported_by = fund-a et founder",
        ),
    ),
    Field(
        name="opposed_by",
        kinds=("vote",),
        type="refs",
        label="opposed by",
        meaning="Who has said that it is against it.",
        compare="set",
        targets=("party",),
        examples=(
            "target-meeting.opposed_by = activist-fund",
            "egm.opposed_by = fund-b",
            "egm.opposed_by = fund-b et d'autres",
        ),
    ),
    Field(
        name="plaintiff",
        kinds=("lawsuit",),
        type="refs",
        label="plaintiff",
        meaning="Who sues.",
        compare="set",
        targets=("party",),
        examples=("suit.plaintiff = acme", "suit.plaintiff = la cible"),
    ),
    Field(
        name="defendant",
        kinds=("lawsuit",),
        type="refs",
        label="defendant",
        meaning="Who is sued.",
        compare="set",
        targets=("party",),
        examples=(
            "suit.defendant = bidco",
            "microsoft-frontier.defendant = amazon, openai",
            "microsoft-frontier.defendant = amazon et openai",
        ),
    ),
    Field(
        name="court",
        kinds=("lawsuit",),
        type="text",
        label="court",
        meaning="The court or panel that hears it.",
        compare="tx",
        examples=("suit.court = Delaware Chancery", "suit.court = tribunal de commerce de Paris"),
    ),
    Field(
        name="over",
        kinds=("lawsuit",),
        type="refs",
        label="over",
        meaning="What the dispute is about.",
        compare="set",
        targets=("any",),
        examples=(
            "microsoft-frontier.over = frontier",
            "suit.over = rights-plan",
            "suit.over = rights-plan et no-shop",
        ),
    ),
    Field(
        name="status",
        kinds=("lawsuit",),
        type="choice",
        label="status",
        meaning="How far the dispute has come, and how it ended.",
        compare="ex",
        headline=True,
        words={
            "considered": (
                "considering | weighs legal action | weighing legal action | "
                "considers legal action | considering legal action | mulls legal action | "
                "envisage une action en justice | envisage des poursuites | "
                "étudie une action en justice"
            ),
            "threatened": (
                "threatens to sue | threatens legal action | threat | menace | "
                "menace de poursuites | menace de saisir la justice | menacé"
            ),
            "settlement_talks": (
                "in settlement talks | talks to settle | trying to settle | "
                "talking to avoid litigation | discussions amiables | négociations amiables | "
                "cherche un accord amiable"
            ),
            "filed": (
                "sues | sued | sued to block | lawsuit filed | suit filed | complaint filed | "
                "plainte déposée | déposée | assignation | assigne | porte plainte | "
                "saisit la justice"
            ),
            "expedited": (
                "fast-tracked | expedited trial | procédure accélérée | accéléré | en référé"
            ),
            "in_trial": (
                "trial | on trial | trial under way | trial opened | en procès | procès | "
                "procès ouvert | à l'audience"
            ),
            "ruled_for_plaintiff": (
                "plaintiff wins | plaintiff won | ruling for the plaintiff | "
                "ruled for the plaintiff | injunction granted | preliminary injunction granted | "
                "le demandeur gagne | jugé pour le demandeur | donne raison au demandeur"
            ),
            "ruled_for_defendant": (
                "defendant wins | defendant won | ruling for the defendant | "
                "ruled for the defendant | injunction denied | preliminary injunction denied | "
                "le défendeur gagne | jugé pour le défendeur | donne raison au défendeur"
            ),
            "settled": (
                "settlement | out-of-court settlement | settlement reached | accord amiable | "
                "réglé à l'amiable | transaction | à l'amiable"
            ),
            "dismissed": (
                "thrown out | case dismissed | rejetée | rejeté | débouté | déboutée | irrecevable"
            ),
            "withdrawn": (
                "dropped | lawsuit dropped | discontinued | retirée | retiré | plainte retirée | "
                "désistement"
            ),
            "averted": (
                "avoided | defused | dispute defused | évité | évitée | désamorcé | désamorcée"
            ),
            "appealed": "under appeal | appeal | appeal filed | en appel | appel | fait appel",
        },
        examples=(
            "microsoft-frontier.status = weighs legal action",
            "suit.status = accord amiable",
        ),
    ),
    Field(
        name="relief",
        kinds=("lawsuit",),
        type="choices",
        label="relief sought",
        meaning="What the plaintiff asks the court for.",
        compare="set",
        words={
            "injunction": (
                "restraining order | preliminary injunction | injonction | suspension | "
                "référé-suspension"
            ),
            "specific_performance": "forced completion | exécution forcée | exécution en nature",
            "damages": (
                "compensation | money damages | dommages-intérêts | dommages et intérêts | "
                "indemnisation"
            ),
            "appraisal": "appraisal rights | fair value | fixation du prix | évaluation",
            "disclosure": "more disclosure | communication de pièces | divulgation",
            "rescission": "annulment | annulation | nullité | résolution",
        },
        examples=("suit.relief = specific performance", "suit.relief = dommages-intérêts"),
    ),
    Field(
        name="trial_on",
        kinds=("lawsuit",),
        type="date",
        label="trial",
        meaning="When the trial takes place.",
        compare="di",
        before=("decided_on",),
        examples=(
            "suit.trial_on = week of 17 October",
            "suit.trial_on = 2026-10-17",
            "suit.trial_on = 17 octobre 2026",
        ),
    ),
    Field(
        name="claimed",
        kinds=("lawsuit",),
        type="money",
        label="sum claimed",
        meaning="The money that the plaintiff asks for.",
        compare="iv",
        examples=("suit.claimed = $1bn", "suit.claimed = un milliard de dollars"),
    ),
    Field(
        name="settlement",
        kinds=("lawsuit",),
        type="money",
        label="settlement",
        meaning="The money paid to end the dispute.",
        compare="iv",
        examples=(
            "suit.settlement = $25m",
            "suit.settlement = undisclosed",
            "suit.settlement = 25 M$",
        ),
    ),
)
