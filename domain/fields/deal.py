"""The deal itself: root of everything that is not a raise."""

from domain.fields.entry import Field, Kind
from domain.fields.words import STAGE_GROUPS

KINDS = (
    Kind(
        name="deal",
        label="deal",
        meaning="The negotiation itself: root of everything that is not a raise.",
        stages=STAGE_GROUPS["all"],
        examples=("deal",),
    ),
)

FIELDS = (
    Field(
        name="type",
        kinds=("deal", "round", "linked_deal"),
        type="choice",
        label="deal type",
        meaning="What sort of deal it is.",
        compare="ex",
        words={
            "funding_round": (
                "round | fundraising | fundraise | financing round | raise | levée de fonds | "
                "tour de table | augmentation de capital"
            ),
            "acquisition": (
                "takeover | buyout | purchase | acquires | rachat | prise de contrôle | reprise"
            ),
            "merger": "merger of equals | combination | fusion | fusion entre égaux",
            "tender_offer": (
                "tender | public offer | exchange offer | opa | ope | offre publique | "
                "offre publique d'achat | offre publique d'échange"
            ),
            "take_private": (
                "going private | go private | privatisation | privatization | p2p | "
                "public to private | sortie de bourse | retrait de la cote | retrait de cote"
            ),
            "asset_sale": (
                "asset purchase | asset deal | divestiture | divestment | carve-out | "
                "cession d'actifs | vente d'actifs | cession"
            ),
            "minority_stake": (
                "minority investment | minority stake purchase | participation minoritaire | "
                "prise de participation minoritaire"
            ),
            "secondary_sale": (
                "secondary | secondary share sale | employee share sale | vente secondaire | "
                "cession secondaire | vente d'actions de salariés"
            ),
            "joint_venture": "jv | coentreprise | co-entreprise | société commune",
            "debt_financing": (
                "debt | debt raise | loan financing | financement par emprunt | "
                "financement par dette | emprunt"
            ),
            "commercial_agreement": (
                "commercial contract | commercial deal | supply agreement | supply contract | "
                "licence agreement | license agreement | partnership | contract | "
                "contrat commercial | accord commercial | contrat de fourniture | "
                "accord de licence | partenariat"
            ),
        },
        examples=("deal.type = take private", "aws-compute.type = contrat commercial"),
    ),
    Field(
        name="target",
        kinds=("deal", "offer"),
        type="refs",
        label="target",
        meaning="The company or business that is to be bought.",
        compare="set",
        stages="all",
        targets=("party",),
        examples=(
            "deal.target = acme",
            "bid-a.target = acme",
            "deal.target = la cible",
            "bid-a.target = la cible",
        ),
    ),
    Field(
        name="acquirer",
        kinds=("deal",),
        type="refs",
        label="acquirer",
        meaning="Who buys.",
        compare="set",
        stages="all",
        targets=("party",),
        examples=(
            "deal.acquirer = bidco",
            "deal.acquirer = bidco, a fund",
            "deal.acquirer = bidco et fund-a",
        ),
    ),
    Field(
        name="seller",
        kinds=("deal", "round"),
        type="refs",
        label="seller",
        meaning="Who sells; in a round, the holders who sell existing shares.",
        compare="set",
        stages="all",
        targets=("party",),
        examples=(
            "deal.seller = parent-co",
            "deal.seller = founders",
            "round.seller = early-staff et seed-fund",
        ),
    ),
    Field(
        name="accepted_offer",
        kinds=("deal",),
        type="ref",
        label="accepted offer",
        meaning="The offer that the target or the seller has accepted.",
        compare="ex",
        stages="all",
        targets=("offer",),
        examples=(
            "deal.accepted_offer = bid-a",
            "deal.accepted_offer = none",
            "deal.accepted_offer = aucune",
        ),
    ),
    Field(
        name="structure",
        kinds=("deal",),
        type="choice",
        label="structure",
        meaning="The legal way in which the deal is done.",
        compare="ex",
        stages="neg",
        words={
            "merger": "statutory merger | one-step merger | fusion | fusion simple",
            "tender_and_merger": (
                "tender offer followed by a merger | tender offer and merger | two-step merger | "
                "opa puis fusion | offre publique puis fusion | offre suivie d'une fusion"
            ),
            "scheme": "scheme of arrangement | court-approved scheme | plan d'arrangement",
            "share_purchase": (
                "share deal | stock purchase | purchase of shares | achat d'actions | "
                "cession d'actions | cession de titres | acquisition de titres"
            ),
            "asset_purchase": "asset deal | purchase of assets | achat d'actifs | cession d'actifs",
            "joint_venture": "jv | coentreprise | co-entreprise | société commune",
            "spin_and_merge": (
                "reverse morris trust | spin-off and merger | spin-merge | scission puis fusion | "
                "scission-fusion"
            ),
        },
        examples=("deal.structure = scheme of arrangement", "deal.structure = OPA puis fusion"),
    ),
    Field(
        name="perimeter",
        kinds=("deal", "offer"),
        type="text",
        label="perimeter",
        meaning="What is bought: the whole company, a division, certain assets.",
        compare="tx",
        stages="neg",
        examples=(
            "bid-b.perimeter = the packaging division only",
            "bid-a.perimeter = whole company",
            "bid-a.perimeter = toute la société",
        ),
    ),
    Field(
        name="outside_date",
        kinds=("deal",),
        type="date",
        label="outside date",
        meaning="The day after which either side may walk away if the deal has not closed.",
        compare="di",
        ahead=True,
        headline=True,
        stages="neg",
        examples=(
            "deal.outside_date = 31 Dec 2026",
            "deal.outside_date = prorogée au 31 mars 2027",
        ),
    ),
    Field(
        name="term_sheet",
        kinds=("deal", "round"),
        type="choice",
        label="term sheet",
        meaning="How far the paper with the main terms has come.",
        compare="ex",
        words={
            "expected": (
                "awaited | close to receiving | about to be signed | coming | near | "
                "in preparation | attendu | attendue | sur le point d'être reçu | "
                "sur le point d'être reçue | imminent | imminente"
            ),
            "received": "in hand | delivered | issued | reçu | reçue | remis | remise",
            "signed": "accepted | signé | signée | accepté | acceptée",
        },
        examples=(
            "round.term_sheet = none yet",
            "round.term_sheet = close to receiving",
            "round.term_sheet = signée",
        ),
    ),
    Field(
        name="adviser",
        kinds=("deal", "round", "offer", "party"),
        type="refs",
        label="adviser",
        meaning="The banks, lawyers and others who advise on it.",
        compare="set",
        targets=("party",),
        examples=("deal.adviser = bank-x, bank-y", "bid-a.adviser = conseil : bank-z"),
    ),
)
