"""Words that a figure's field says already, and that may therefore stand beside the figure.

"$75bn secured" is the plain way to write `raised_to_date`; the same words beside another field
would change what the figure is, so they are refused there. A phrase after `+` says something that
the stored form does not keep: the text is then kept beside it, as quoted.
"""

import re
from collections.abc import Mapping
from functools import cache

_BEFORE = (
    "pre-money|pre money|premoney|before the money|before the new money|avant l'opération|"
    "avant l'apport|avant levée|avant la levée"
)
_AFTER = (
    "post-money|post money|postmoney|after the money|including the new money|après l'opération|"
    "après l'apport|après levée|après la levée"
)
_WORTH = (
    "valued at|valuation of|une valorisation|une valorisation d'|valuation|"
    "a valuation of|valorisé|valorisée|valorisé à|valorisée à|"
    "valorisation de|valorisation|une valorisation de"
)
_AT_MARKET = (
    "+at the last close|+at friday's close|+at monday's close|+at tuesday's close|"
    "+at wednesday's close|+at thursday's close|+au dernier cours|+at current prices"
)
_SHARES = (
    "of shares|of the shares|des actions|of the company|de la société|of the target|des titres|"
    "des parts|des actions en circulation"
)
_STAKE = (
    "stake|a stake of|stake of|part de|participation de|of the company|de la société|"
    "du capital de la société|of its shares|participation|une participation de|une part de|"
    "holding|a holding of|shareholding|a shareholding of|equity stake|an equity stake of|interest|"
    "equity interest|of the equity|of the shares|of its equity|of its share capital|of the capital|"
    "of the share capital|of the business|of the group|de l'entreprise|du groupe|"
    "des parts|des titres|des actions|company|the company|+minority|"
    "+controlling|+majority|+strategic|+majoritaire|+minoritaire|"
    "+economic|+indirect|+direct"
)
_CASH = "+in cash|+all cash|+all-cash|+cash|+en numéraire|+en cash|+en espèces"
_IN_CASH = (
    f"{_CASH}|+in cash and stock|"
    "+in cash and shares|+cash and stock|+cash and share|+all stock|+all share|+in stock|"
    "+in shares|"
    "+in an all cash deal|+in an all stock deal|+en numéraire et en titres|+en titres"
)
_DAYS = (
    ("monday's", "lundi"),
    ("tuesday's", "mardi"),
    ("wednesday's", "mercredi"),
    ("thursday's", "jeudi"),
    ("friday's", "vendredi"),
)
_CLOSES = "|".join(
    f"+{english} close|+{english} closing price|+the {english} close|+clôture de {french}|"
    f"+clôture de {french} dernier|+cours de clôture de {french}|+cours de {french}"
    for english, french in _DAYS
)

SAID: Mapping[str, str] = {
    "pre_money": f"{_BEFORE}|{_WORTH}",
    "post_money": f"{_AFTER}|{_WORTH}",
    "unspecified": _WORTH,
    "fully_diluted": f"{_WORTH}|fully diluted|on a fully diluted basis|dilué|dilués|diluée|"
    "pleinement dilué|entièrement dilué",
    "valuation_cap": "cap|a cap of|cap of|valuation cap|capped at|plafonné à|plafonnée à|"
    "plafond de|+post-money cap|+pre-money cap|+post-money|+pre-money",
    "hard_cap": "hard cap|hard cap of|cap|cap of|capped at|plafond de|plafonné à",
    "cap": "cap|cap of|capped at|plafond de|plafonné à",
    "participation_cap": "cap|cap of|capped at|plafond de|plafonné à",
    "minimum": "minimum|minimum of|a minimum of|to close|minimum de",
    "raised_to_date": "secured|raised|so far|to date|already|already raised|raised so far|levés|"
    "déjà levés|déjà|à ce jour",
    "new_money": "primary|of primary|in primary|new money|of new money|in new money|"
    "pour la société|de primaire|d'argent frais",
    "secondary": "secondary|of secondary|in secondary|de secondaire|+to early staff|+to staff|"
    "+to employees|+aux salariés",
    "size": "round|a round of|un tour de|une levée de|levée de|tour de|in total|au total|raise|"
    "funding round|a funding round of|financing round|fundraising|fundraise|a raise of|funding|"
    "financing|a financing of|tour de table|un tour de table de|tour de table de|levée de fonds|"
    "une levée de fonds de|levée de fonds de|un financement de|financement de",
    "commitment": f"investment|an investment of|d'investissement|un investissement de|"
    f"investissement de|un investissement|un investissement d'|commitment|a commitment of|"
    f"un engagement de|un engagement d'|cheque|a cheque of|check|a check of|chèque de|un chèque|"
    f"un chèque de|un chèque d'|ticket de|un ticket|un ticket de|un ticket d'|injection|"
    f"an injection of|{_CASH}|+equity|+in equity|+of equity",
    "paid": "paid|paid so far|versés|déjà versés|payés",
    "total_commitment": "in total|au total|committed|engagés",
    "total_invested": "in total|au total|invested|investis|invested so far",
    "total_invested_pro_forma": "in total|au total|à terme|on completion|once all is paid|"
    "une fois tout payé",
    "equity_value": f"equity|equity value|of equity|in equity|equity value of|de fonds propres|"
    f"en fonds propres|{_IN_CASH}",
    "enterprise_value": "enterprise value|enterprise value of|including debt|with debt|debt "
    "included|including net debt|dette comprise|dettes comprises|dette incluse|valeur "
    "d'entreprise de",
    "net_debt": "net debt|of net debt|in net debt|de dette nette|dette nette de",
    "value_unspecified": f"deal|bid|offer|takeover|acquisition|merger|buyout|transaction|offre de|"
    f"une offre de|rachat de|un rachat de|+a deal worth|+a deal valued at|{_IN_CASH}",
    "price_per_share": f"price of|a price of|at a price of|offer of|an offer of|offer|bid|a bid of|"
    f"prix de|un prix de|au prix de|une offre de|offre de|{_IN_CASH}",
    "cash_total": "cash|in cash|of cash|en numéraire|en cash",
    "stock_total": "in shares|in stock|of stock|of shares|shares|stock|en actions|en titres",
    "implied_value": _AT_MARKET,
    "implied_price": _AT_MARKET,
    "unaffected_price": "unaffected|unaffected price|cours non affecté de|cours non affecté",
    "financing_total": "of financing|in financing|financing|de financement",
    "net_loss": "loss|a loss of|net loss|a net loss of|perte de|une perte de|perte nette de|"
    "de perte|de pertes",
    "revenue": "revenue|in revenue|of revenue|revenues|sales|de chiffre d'affaires|de revenus",
    "cash": "cash|in cash|of cash|de trésorerie|en trésorerie",
    "claimed": "in damages|of damages|damages|de dommages-intérêts",
    "settlement": "settlement|settlement of",
    "synergies": "synergies|of synergies|in synergies|de synergies",
    "total_raised": "raised|raised so far|in total|au total|levés",
    "total_value": "in total|au total|deal|contract|a contract worth|contrat de|un contrat de",
    "amount": "+in plants|+in new plants|+in factories|+d'investissements|+en usines",
    "drawn": "drawn|tirés",
    "strike": "strike|strike price|prix d'exercice de|exercise price",
    "payment_per_right": "per right|a right|per cvr|a cvr|par certificat|par droit",
    "haircut": "haircut|a haircut of|haircut of|write-off|written off|of the debt|of face value|"
    "of principal|abandon de|abandon d'|un abandon de|un abandon d'|de décote|décote de|"
    "des créances|du nominal",
    "share_of_round": "of the round|round|du tour|of it",
    "stake": _STAKE,
    "stake_pro_forma": f"{_STAKE}|on completion|at completion|pro forma|à terme|"
    "+of the combined company|+du nouvel ensemble",
    "stake_sold": _STAKE,
    "voting_power": "of the voting power|voting power|of the company",
    "option_pool": "pool|option pool|option pool of",
    "premium": f"{_CLOSES}|premium|a premium of|premium of|prime de|une prime de|prime|price|"
    "its|their|son|sa|leur|to|au|aux|"
    "sur le|sur|par rapport au|par rapport à la|par rapport à|share price|share|undisturbed|"
    "relative to|compared with|compared to|versus|vs",
    "discount": "discount|a discount of|discount of|décote de|une décote de|décote|off|"
    "of the next round's price",
    "rate": "a year|per year|per annum|p.a.|annually|par an|interest|interest of|interest rate of|"
    "coupon|dividend|dividend of|dividende de|intérêt de|taux de|un taux de",
    "percent": "of equity value|of the equity value|of equity|de la valeur|de la valeur des fonds "
    "propres",
    "threshold": _SHARES,
    "minimum_tender": _SHARES,
    "tendered": f"{_SHARES}|tendered|apportés|apportées|of shares tendered",
    "needed": "of the votes|votes|des voix|voix|of votes|majority|majorité des",
    "votes_for": "in favour|in favor|for|pour|of the votes|des voix|of votes",
    "turnout": "turnout|a turnout of|quorum de|quorum|un quorum de|participation de",
    "jobs_cut": "cut|cuts|job cuts|lost|supprimés|supprimées|suppressions|suppressions de",
    "jobs": "kept|maintenus|conservés|preserved|+created|+créés",
}
"""Field name: the phrases it says already, parted by bars."""

SAID_LOOSELY: Mapping[str, str] = {
    "total_commitment": r"since [12][0-9]{3}|depuis [12][0-9]{3}",
    "total_invested": r"since [12][0-9]{3}|depuis [12][0-9]{3}",
    "total_raised": r"since [12][0-9]{3}|depuis [12][0-9]{3}",
    "spending_plan": r"(?:by|through|until|d'ici(?: à)?|jusqu'en) [12][0-9]{3}",
    "implied_price": r"au cours du [0-9]{1,2}(?:er)? [^0-9]+(?: [12][0-9]{3})?$",
    "implied_value": r"au cours du [0-9]{1,2}(?:er)? [^0-9]+(?: [12][0-9]{3})?$",
}

ELSEWHERE: Mapping[str, str] = {
    **dict.fromkeys(_BEFORE.split("|"), "pre_money"),
    **dict.fromkeys(_AFTER.split("|"), "post_money"),
    **dict.fromkeys(("equity value", "de fonds propres"), "equity_value"),
    **dict.fromkeys(("enterprise value", "including debt", "dette comprise"), "enterprise_value"),
    **dict.fromkeys(("secured", "so far"), "raised_to_date"),
}
"""Phrases that belong to another field, for the hint."""


def phrases(field: str) -> dict[str, tuple[str, bool]]:
    """What may stand beside a figure of that field; True where it tells more than is stored."""
    return {
        phrase.lstrip("+").replace("-", " "): ("said", phrase.startswith("+"))
        for phrase in SAID.get(field, "").split("|")
        if phrase
    }


@cache
def _loose(field: str) -> re.Pattern[str] | None:
    pattern = SAID_LOOSELY.get(field)
    return re.compile(rf"\b(?:{pattern})") if pattern else None


def without_loose(field: str, text: str) -> tuple[str, bool]:
    """The flat text without a time span that the field allows, and whether there was one."""
    pattern = _loose(field)
    if pattern is None or not pattern.search(text):
        return text, False
    return " ".join(pattern.sub(" ", text).split()), True


def home_of(words: str) -> str | None:
    """The field whose business those words are, if it is a well-known one."""
    return next((field for phrase, field in ELSEWHERE.items() if phrase in words), None)
