"""Words that many fields share: the stages of a negotiation, bases of percentages, units.

Each word stands with what English and French reporters write for it, in lower case, as one text
with " | " between (see `synonyms`). A text is matched whole, never guessed at: see `word_for`.
"""

from collections.abc import Mapping

LADDER = (
    "mentioned",
    "considering",
    "in_talks",
    "offered",
    "agreed",
    "signed",
    "pending",
    "closed",
    "paid",
)
"""How far a negotiation has come, in order. `pending` waits for a date or a condition, `closed` is
completed on paper, `paid` means that the money moved."""

ENDS = ("talks_ended", "withdrawn", "terminated", "lapsed", "expired")
"""How a negotiation stops short; each leaves the ladder for good."""

STAGE_GROUPS: Mapping[str, tuple[str, ...]] = {
    "all": LADDER + ENDS,
    "neg": LADDER[: LADDER.index("signed") + 1] + ENDS,
    "pay": LADDER[LADDER.index("considering") :] + ENDS,
    "": (),
}
"""The stage words that a claim may carry: the whole ladder, what is negotiated and no more, what
ends in a payment, or none (a fact or a status). Every group has the ends."""

STAGES: Mapping[str, str] = {
    "mentioned": (
        "floated | named | suggested | tipped | speculated | mentionné | mentionnée | évoqué | "
        "évoquée | cité | citée | pressenti | pressentie"
    ),
    "considering": (
        "considers | considered | is considering | weighing | weighs | exploring | explores | "
        "mulling | mulls | eyeing | eyes | looking at | evaluating | studying | "
        "under consideration | preparing | plans | envisage | envisagé | envisagée | étudie | "
        "à l'étude | réfléchit | en réflexion | examine | explore | prépare | projet | en projet"
    ),
    "in_talks": (
        "talks | in discussions | in discussion | discussions | discussing | discusses | "
        "under discussion | negotiating | negotiates | in negotiation | in negotiations | "
        "negotiations | in early talks | in advanced talks | in preliminary talks | "
        "in exclusive talks | en discussion | en discussions | en pourparlers | pourparlers | "
        "en négociation | en négociations | négociations | négocie | discute | discuté | "
        "discutée | en cours de négociation | en négociations exclusives | en discussions avancées"
    ),
    "offered": (
        "offer | offer made | bid | bid made | proposed | proposes | offers | tabled | submitted | "
        "launched | offre | offre déposée | offre remise | offert | offerte | proposé | proposée | "
        "propose | déposé | déposée | lancé | lancée"
    ),
    "agreed": (
        "agreed to | agrees | agreement reached | deal reached | in agreement | "
        "agreed in principle | agreement in principle | committed | accord | accord trouvé | "
        "accord conclu | accord de principe | d'accord | convenu | convenue | conclu | conclue"
    ),
    "signed": (
        "signs | deal signed | inked | executed | in force | remains in force | "
        "remains in full force | en vigueur | reste en vigueur | contract signed | "
        "definitive agreement signed | signé | signée | accord signé | contrat signé | paraphé"
    ),
    "pending": (
        "awaiting | awaiting closing | pending completion | awaiting completion | "
        "subject to closing | scheduled | en attente | en attente de clôture | en suspens | "
        "programmé | programmée"
    ),
    "closed": (
        "closes | closing completed | completed | completes | complete | finalised | finalized | "
        "done | consummated | clos | clôturé | clôturée | bouclé | bouclée | finalisé | "
        "finalisée | réalisé | réalisée | achevé | achevée"
    ),
    "paid": (
        "pays | funded | paid out | paid in | wired | transferred | money received | disbursed | "
        "payé | payée | versé | versée | décaissé | décaissée | encaissé | encaissée | réglé | "
        "réglée | financé | financée"
    ),
    "talks_ended": (
        "talks collapsed | talks collapse | talks broke down | talks broken off | "
        "talks called off | ended talks | no longer in talks | negotiations ended | "
        "discussions terminées | discussions rompues | négociations rompues | "
        "négociations terminées | pourparlers rompus | fin des discussions | "
        "fin des négociations | fin des pourparlers | rupture des négociations | "
        "échec des négociations | échec des discussions"
    ),
    "withdrawn": (
        "withdraws | withdrew | pulled out | pulls out | pulled | walked away | walks away | "
        "dropped out | drops out | dropped | backed out | abandoned | abandons | scrapped | "
        "exited | out | retiré | retirée | retirés | se retire | s'est retiré | s'est retirée | "
        "retrait | renonce | a renoncé | abandonné | abandonnée | jette l'éponge"
    ),
    "terminated": (
        "terminates | cancelled | canceled | called off | rescinded | agreement terminated | "
        "contract terminated | résilié | résiliée | annulé | annulée | dénoncé | dénoncée | "
        "rompu | rompue | résiliation"
    ),
    "lapsed": "lapses | lapse | fell away | caduc | caduque | devenu caduc | devenue caduque",
    "expired": (
        "expires | ran out | timed out | deadline passed | expiré | expirée | arrivé à échéance | "
        "arrivée à échéance | échu | échue"
    ),
}

SHARE_BASES = ("outstanding", "as_converted", "fully_diluted", "voting", "unspecified")
"""How the shares of a company are counted when a part of it is stated."""

POOL_BASES = ("post_money", "pre_money", *SHARE_BASES)
"""The same for an option pool, which is set before or after the new money."""

VOTE_BASES = ("outstanding", "cast", "class", "value", "unspecified")
"""Which votes a majority or a turnout is of."""

METRIC_BASES = ("ebitda", "ebit", "sales", "earnings", "unspecified")
"""The yearly result that a multiple multiplies."""

PRICE_BASES = ("unaffected", "last_close", "vwap_30d", "vwap_90d", "high_52w")
"""The dated prices that a premium is counted over."""

BASES: Mapping[str, str] = {
    "outstanding": (
        "outstanding shares | shares outstanding | issued shares | basic | undiluted | "
        "en circulation | actions en circulation | capital émis | non dilué"
    ),
    "as_converted": (
        "as converted basis | on an as-converted basis | as-converted diluted | "
        "on an as-converted diluted basis | après conversion | en cas de conversion"
    ),
    "fully_diluted": (
        "fully diluted basis | on a fully diluted basis | diluted | dilué | entièrement dilué | "
        "pleinement dilué | sur une base diluée | totalement dilué"
    ),
    "voting": "votes | of votes | of the votes | voting rights | voting power | droits de vote",
    "post_money": "post-money basis | after the money | après l'opération",
    "pre_money": "pre-money basis | before the money | avant l'opération",
    "cast": "votes cast | of votes cast | of the votes cast | suffrages exprimés | voix exprimées",
    "value": "in value | by value | of the claims by value | en valeur",
    "class": "of the class | each class | par catégorie | de la catégorie",
    "ebitda": "of ebitda | ebe | d'ebitda",
    "ebit": "of ebit | operating profit | résultat opérationnel | résultat d'exploitation",
    "sales": "of sales | revenue | revenues | of revenue | turnover | chiffre d'affaires | ca",
    "earnings": "profit | net income | net profit | bénéfice | résultat net",
    "unspecified": "not stated | non précisé | capital",
    "unaffected": (
        "unaffected price | undisturbed | undisturbed price | non affecté | cours non affecté"
    ),
    "last_close": (
        "close | last closing price | closing price | last price | dernier cours | "
        "cours de clôture | dernière clôture"
    ),
    "vwap_30d": (
        "30-day vwap | 30-day average | 30-day average price | one-month vwap | "
        "cours moyen 30 jours | cours moyen sur 30 jours | cours moyen sur un mois"
    ),
    "vwap_90d": (
        "90-day vwap | 90-day average | 90-day average price | three-month vwap | "
        "cours moyen 90 jours | cours moyen sur 90 jours | cours moyen sur trois mois"
    ),
    "high_52w": (
        "52-week high | one-year high | plus haut sur 52 semaines | plus haut sur un an | "
        "plus haut annuel"
    ),
}
"""What a percentage or multiple is counted on, as reporters write it."""

UNITS: Mapping[str, str] = {
    "shares": "share | action | actions | titre | titres",
    "jobs": (
        "job | positions | posts | roles | employees | staff | emploi | emplois | poste | postes | "
        "salariés"
    ),
    "seats": "seat | board seat | board seats | directors | siège | sièges | administrateurs",
    "payments": (
        "payment | instalment | instalments | installment | installments | tranches | versement | "
        "versements | échéances"
    ),
    "lenders": "lender | bank | banks | prêteur | prêteurs | banque | banques",
    "place": "places | position | rank | rang",
    "GW": "gigawatt | gigawatts",
    "MW": "megawatt | megawatts | mégawatt | mégawatts",
    "t": "tonne | tonnes | ton | tons | metric tons",
    "units": "unit | pieces | chips | unité | unités | pièces | exemplaires | puces",
    "x": "times | fois",
    "shares/share": (
        "shares per share | share per share | shares for each share | action par action | "
        "actions par action"
    ),
}
"""What counts and quantities are in, as reporters write it."""

OTHER = "autre | something else | autre chose"

_ARTICLES = (*("the ", "a ", "an "), *("le ", "la ", "les ", "un ", "une ", "des ", "du ", "l'"))
_ALIKE = str.maketrans({"-": " ", "_": " ", "‐": " ", "‑": " ", "–": " ", "’": "'"})


def plain(text: str) -> str:
    """A text in the form in which words are matched.

    Case, spacing, composed or decomposed accents, hyphens, typographic apostrophes, a closing
    stop and a leading article make no difference; accents and word order do.
    """
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFC", text)
    text = " ".join(text.translate(_ALIKE).lower().split()).rstrip(".")
    for article in _ARTICLES:
        if text.startswith(article):
            return text[len(article) :].lstrip()
    return text


def synonyms(text: str) -> list[str]:
    """What reporters write for a word, out of its one text: `"talks | in talks"`, or `""`."""
    return text.split(" | ") if text else []


def word_for(words: Mapping[str, str], text: str) -> str | None:
    """The word of a list that a text is, or is a listed synonym of; `None` if it is neither."""
    if text in words:
        return text
    wanted = plain(text)
    for word, written in words.items():
        if any(plain(said) == wanted for said in (word, *synonyms(written))):
            return word
    return None
