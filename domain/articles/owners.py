"""Which field of which element a figure is the value of: whose money, which offer, what basis."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from domain.articles import scope
from domain.articles.cast import Cast
from domain.articles.matching import Match
from domain.articles.mentions import Mention
from domain.articles.passages import Passage
from domain.articles.proposal import Claimed
from domain.articles.spans import MONEY, PERCENT, PRICE
from domain.articles.tokens import Token
from domain.articles.whole import Whole, named_rounds

Owner = list[tuple[str, str]] | str
"""The elements, each with the name of its field; or why it is not sure whose a figure is."""

UNSURE = frozenset(("whose stake it is, is not sure", "whose it is, is not sure"))
AMOUNTS = frozenset((MONEY, PRICE, PERCENT))
_ANOTHER = "another company's, it seems"
_SMALL = 100_000
_MOST_PER_SHARE = 10_000
_PARTS = frozenset(("and", "or", "comma", "break"))
_BY = frozenset(("of", "from", "by"))
_ACTS = frozenset(("buy", "stage", "change", "pay", "raise", "invest"))
_OF_OFFERS = frozenset(("offer", "deal", "buy", "value", "premium", "break_fee", "reverse_fee"))
_OF_OFFERS |= {
    "pay",
    "sell",
    "tendered",
    "minimum_tender",
    "synergies",
    "price",
    "cash_part",
    "cost",
}
_TRANCHES = {"1": "First tranche", "2": "Second tranche", "3": "Third tranche"}
_FEES = {"break_fee": "Break fee", "reverse_fee": "Reverse break fee"}


def _is_small(match: Match) -> bool:
    value = match.value.figure.value if match.value.figure else None
    least = (value.get("amount") or value.get("low") or _SMALL) if value else _SMALL
    return match.value.sort == MONEY and Decimal(least) < _SMALL


class Owners:
    """Finds the owners of figures; `claims` are those of the article so far."""

    def __init__(self, cast: Cast, claims: Sequence[Claimed]) -> None:
        self._cast = cast
        self._deal = cast.deal
        self._claims = claims
        self._find: Mapping[str, Callable[[Match, Passage, str], Owner]] = {
            "round": self._of_round,
            "valuation": self._of_valuation,
            "investor": self._of_investor,
            "ref": self._of_reference,
            "offer": self._of_offer,
            "fee": self._of_fee,
            "tranche": self._of_tranche,
            "rest": self._of_rest,
            "loan": self._of_loan,
            "root": lambda _match, _passage, name: [(self._deal.root, name)],
            "company": self._of_company,
            "preferred": self._of_one("preferred", "instrument", "Preferred shares"),
            "earn_out": self._of_one("earn-out", "instrument", "Earn-out"),
            "vote": self._of_one("shareholders-meeting", "vote", "Shareholders' meeting"),
        }

    def of(self, match: Match, passage: Passage) -> Owner:
        """The elements and fields that a rule gives a figure to."""
        who, _, name = match.rule.says.partition(".")
        return self._find[who](match, passage, name)

    def _of_one(self, element: str, kind: str, name: str) -> Callable[[Match, Passage, str], Owner]:
        """The only element of its sort in the record, else one that the article brings in."""

        def find(_match: Match, _passage: Passage, field: str) -> Owner:
            elements = self._cast.record.elements.values()
            known = [each.id for each in elements if each.kind == kind]
            spoken = [each for each in known if each == element or kind == "vote"]
            if len(spoken) > 1:
                return "which of them?"
            return [(spoken[0] if spoken else self._cast.bring_in(element, kind, name), field)]

        return find

    # -- a raise -----------------------------------------------------------------------------------

    def _of_round(self, match: Match, passage: Passage, name: str) -> Owner:
        """The round, unless somebody else raises it, or it comes on top of something."""
        if self._deal.root != "round":
            return "a round, in a deal that has none"
        if any(each.sort == "further" for each in match.inside):
            return "an increment: on top of what?"
        row = passage.row
        if of_other_round(self._deal, match, passage):
            return "of another round"
        subject = scope.subject(row, scope.place_of(row, match.row[match.first]))
        others = subject is not None and subject.sort in ("party", "unknown", "group")
        if others and match.rule.verb == "raise":
            return _ANOTHER
        return [("round", name)]

    def _of_valuation(self, match: Match, passage: Passage, _name: str) -> Owner:
        """The valuation, on the basis that stands near it; a basis that is not stated stays so."""
        row = passage.row
        owner = match.roles.get("company")
        if owner is not None:
            if owner.mentions and all(e.element != self._deal.about for e in owner.mentions):
                return _ANOTHER
        elif match.form and any(each.sort == "be" for each in match.inside):
            subject = scope.subject(row, scope.place_of(row, match.row[match.first]))
            if subject is not None and subject.sort in ("party", "unknown"):
                return _ANOTHER
        if any(each.sort == "listing" for each in row):
            return "a value in a listing"
        if self._raised_by_another(match, row):
            return _ANOTHER
        if of_other_round(self._deal, match, passage):
            return "of another round"
        bases = {each.sort for each in around(match, row)} & {"pre_money", "post_money"}
        if len(bases) > 1:
            return "before or after the money?"
        return [("valuation", bases.pop() if bases else "unspecified")]

    def _raised_by_another(self, match: Match, row: Sequence[Token]) -> bool:
        """Whether somebody else raises money in the clause of a valuation that names nobody."""
        at = scope.place_of(row, match.value)
        first, _ = scope.clause(row, at)
        if any(each.sort == "issuer" for each in row[first:at]):
            return False
        raised = [place for place in range(first, at) if row[place].sort == "raise"]
        subject = scope.subject(row, raised[-1]) if raised else None
        return subject is not None and subject.sort in ("party", "unknown", "group")

    def _of_investor(self, match: Match, passage: Passage, name: str) -> Owner:
        """Whoever puts the money in; a sum of several is nobody's, unless each puts it in."""
        token = match.roles.get("investor")
        if _is_small(match):
            return "too little to be a part of a raise"
        if token is None:
            group = next((each for each in match.inside if each.sort == "group"), None)
            if group and any(each.sort == "each" for each in match.inside):
                return [(self._cast.element(each), name) for each in group.mentions]
            return "a joint sum of several"
        around_it = match.row[max(0, match.first - 2) : match.first + 2]
        led = [each.sort for each in around_it[:2]] == ["lead", "by"]
        led = led and around_it[-1].sort not in ("comma", "who")  # "led by A, who puts in 5"
        if "joint" in [each.sort for each in match.inside] or led:
            return "a joint sum of several"
        investor = self._cast.one(token, but=self._deal.about)
        if investor is None:
            return "whose it is, is not sure"
        row = passage.row
        at = scope.place_of(row, match.value)
        for into, whom in zip(row[at + 1 : at + 5], row[at + 2 : at + 6], strict=False):
            if into.sort in ("comma", "semi"):
                break
            other = whom.sort in ("party", "unknown") and self._cast.one(whom) != investor
            if into.sort == "in" and other:
                return "put into another company, it seems"
        self._cast.investor = self._cast.element(investor)
        return [(self._cast.investor, name)]

    def _of_reference(self, match: Match, passage: Passage, name: str) -> Owner:
        """ "The investment" of whoever was last said to put money in, or is in talks about it."""
        row = passage.row
        at = scope.place_of(row, match.value)
        first, last = scope.clause(row, at)
        acts = any(each.sort in ("stage", "change") for each in row[first:at])
        inside = list(scope.companies(row[first:last]))
        investor = self._cast.one(scope.subject(row, at), but=self._deal.about) if acts else None
        if investor is not None and len(inside) == 1:
            self._cast.investor = self._cast.element(investor)
            return [(self._cast.investor, name)]
        if self._cast.investor and not any(True for _ in scope.companies(passage.row)):
            return [(self._cast.investor, name)]
        return "whose it is, is not said"

    def _of_company(self, match: Match, passage: Passage, name: str) -> Owner:
        """Whoever holds a stake, now or once the deal is done."""
        holder = self._cast.one(match.roles.get("company"), but=self._deal.about)
        if holder is None:
            return "whose stake it is, is not sure"
        if self._held_in_another(match, passage.row):
            return "held in another company, it seems"
        held = match.form in ("now", "past")
        done = any(each.sort == "completion" for each in around(match, match.row))
        if name == "stake_pro_forma" and match.form == "past":
            name = "stake"
        ahead = match.form in ("will", "would")
        if name == "stake" and (ahead or (done and not held)):
            name = "stake_pro_forma"
        return [(self._cast.element(holder), name)]

    def _held_in_another(self, match: Match, row: Sequence[Token]) -> bool:
        """Whether what follows a stake says that it is one of another company."""
        at = scope.place_of(row, match.value)
        inside = False
        for token in row[at + 1 : at + 6]:
            if token.sort in ("comma", "semi", "and", "issuer", "ref"):
                return False
            if inside and token.sort in ("party", "unknown"):
                return True
            inside = token.sort in ("in", "of") or (inside and token.sort == "word")
        return False

    # -- a takeover --------------------------------------------------------------------------------

    def _of_offer(self, match: Match, passage: Passage, name: str) -> Owner:
        """The offer that is spoken of; a value of it on the basis that stands near."""
        if name == "deadline" and len(self._cast.offers) < 2:
            offer = self._deal.sole_offer
        else:
            offer = self._offer(match, passage.row)
        if not offer:
            return "whose offer it is, is not sure"
        name = self._of_this_size(match, name)
        if not name:
            return "too small a sum for a company"
        if name == "value":
            near = {each.sort for each in around(match, passage.row)}
            if near & {"equity_value", "equity"}:
                name = "equity_value"
            else:
                name = "enterprise_value" if "enterprise_value" in near else "value_unspecified"
        return [(offer, name)]

    def _of_this_size(self, match: Match, name: str) -> str:
        """The field for a sum as large as it is; '' where none is sure.

        A few euros beside an offer are its price for a share, whatever else they would be.
        """
        value = match.value.figure.value if match.value.figure else None
        if match.value.sort != MONEY or not value or name == "unaffected_price" or match.was:
            return name
        least = Decimal(value.get("amount") or value.get("low") or _SMALL)
        if name == "price_per_share":
            return name if least <= _MOST_PER_SHARE else ""
        if least >= _SMALL:
            return name
        offered = any(each.sort in ("offer", "buy") for each in match.inside)
        offered |= any(each.form == "offered" for each in match.inside)
        return "price_per_share" if name == "value" and offered and least <= _MOST_PER_SHARE else ""

    def _offer(self, match: Match, row: Sequence[Token]) -> str:
        """The offer that a figure is of: that of whoever makes it; '' where that is not plain.

        Where a sentence does not say who, it is that of the only bidder that it names, else the
        one spoken of before, else the only one there is.
        """
        cast, about = self._cast, self._deal.about
        maker = self._maker(match, row)
        if maker is not None and maker.element != about:
            if maker.element in cast.offers:
                behind = match.roles.get("company")
                if behind is None or behind.start < match.value.start:
                    cast.bidder = maker.element
                return cast.offers[maker.element]
            return self._new_offer(maker, match, row)
        first, last = scope.clause(row, scope.place_of(row, match.value))
        said = {each.sort for each in row[first:last]}
        if maker is not None and maker.element == about and not said & _OF_OFFERS:
            return ""  # what the target holds out for is nobody's offer
        named = {
            each.element
            for token in row
            if token.sort in ("party", "unknown", "group") or cast.one(token)
            for each in token.mentions
        }
        bidders = [each for each in named if each in cast.offers]
        if len(bidders) > 1:
            return ""
        cast.bidder = bidders[0] if bidders else cast.bidder
        if cast.bidder and len(cast.offers) > 1:
            return cast.offers.get(cast.bidder, "")
        return self._deal.sole_offer

    def _maker(self, match: Match, row: Sequence[Token]) -> Mention | None:
        """Who makes an offer: by "X's bid", "a bid from X", or as the subject of its clause."""
        at = scope.place_of(row, match.value)
        behind = match.roles.get("company")
        if behind is not None and behind.start > match.value.start:  # "the 27.50 of Globex"
            return self._cast.one(behind)
        first, last = scope.clause(row, at)
        for place in range(first, min(last, at + 5)):
            if row[place].sort not in ("offer", "counter"):
                continue
            owned = [each for each in row[max(first, place - 4) : place] if each.sort == "poss"]
            owner = scope.place_of(row, owned[-1]) - 1 if owned else place + 2
            whose = owned or (place + 1 < len(row) and row[place + 1].sort in _BY)
            if whose and owner < len(row) and row[owner].sort in ("party", "unknown", "issuer"):
                return self._cast.one(row[owner])
        acts = [place for place in range(first, at) if row[place].sort in _ACTS]
        if not acts:
            near = scope.subject(row, at)
            return self._cast.one(near) if near and near.sort in ("party", "unknown") else None
        return self._cast.one(scope.subject(row, acts[0]))

    def _new_offer(self, maker: Mention, match: Match, row: Sequence[Token]) -> str:
        """The offer of somebody who is first said to make one; '' where he may not be doing so."""
        cast = self._cast
        at = scope.place_of(row, match.value)
        first, last = scope.clause(row, at)
        makes = {each.sort for each in row[first:last]} & {"buy", "counter", "pay"}
        makes |= {each.form for each in row[first:at]} & {"offered"}
        makes |= {each.sort for each in match.inside} & {"offer"}
        of_this = {"issuer", "counter", "PRICE"} & {each.sort for each in row}
        if not makes or not of_this or maker.element in self._deal.persons:
            return ""
        cast.bidder = cast.element(maker)
        name = f"Offer of {cast.name(maker)}"
        cast.offers[cast.bidder] = cast.bring_in(f"offer-{cast.bidder}", "offer", name)
        return cast.offers[cast.bidder]

    def _of_fee(self, match: Match, passage: Passage, name: str) -> Owner:
        """The break fee, or where a bidder owes it the reverse one."""
        sort = next((each.sort for each in match.inside if each.sort in _FEES), "break_fee")
        payer, _ = self._payer(passage.row)
        owed = payer and any(each.sort == "if" for each in passage.row)
        if match.rule.given.get("owed") and not owed:
            return "owed for what?"
        if payer in self._cast.offers:
            sort = "reverse_fee"
        known = self._deal.fees.get(sort)
        spoken = _FEES[sort].lower().replace(" ", "-")
        return [(known or self._cast.bring_in(spoken, "fee", _FEES[sort]), name)]

    def _payer(self, row: Sequence[Token]) -> tuple[str, str]:
        """Who owes a fee, and to whom, where a sentence says who pays; '' where it does not."""
        pays = [place for place, each in enumerate(row) if each.sort in ("pay", "invest")]
        if not pays:
            return "", ""
        payer = self._cast.one(scope.subject(row, pays[0]))
        after = row[pays[0] + 1 : pays[0] + 3]
        payee = next((each for each in after if each.sort in ("issuer", "party")), None)
        meant = self._cast.one(payee)
        return (payer.element if payer else "", meant.element if meant else "")

    def brings_in(self, element: str, passage: Passage) -> list[tuple[str, str]]:
        """What is said of an element by bringing it in: field and value, whole.

        Who makes an offer, which sort a fee or a loan is, and who owes the fee to whom.
        """
        cast = self._cast
        if element not in cast.elements:
            return []
        kind = cast.kind(element)
        bidder = next((each for each, own in cast.offers.items() if own == element), "")
        found = {f"{element}.bidder": bidder}
        if kind == "fee":
            payer, payee = self._payer(passage.row)
            name = cast.elements[element]["name"]
            sides = {cast.deal.about, *cast.offers}
            found = {
                f"{element}.type": name.lower().replace(" ", "_"),
                f"{element}.payer": payer if payer in sides else "",
                f"{element}.payee": payee if payee in sides - {payer} else "",
            }
        elif kind == "instrument" and element != "loan":
            found = {f"{element}.type": element.replace("-", "_")}
        told = {each.field for each in self._claims}
        return [(field, value) for field, value in found.items() if value and field not in told]

    # -- tranches and loans ------------------------------------------------------------------------

    def _of_tranche(self, match: Match, _passage: Passage, name: str) -> Owner:
        sorts = (each.sort for each in match.inside)
        sort = next((each for each in sorts if each.startswith("tranche_")), "tranche_1")
        number = sort.removeprefix("tranche_")
        return [(self._cast.bring_in(f"tranche-{number}", "tranche", _TRANCHES[number]), name)]

    def _of_rest(self, _match: Match, passage: Passage, name: str) -> Owner:
        """What is left after a first tranche that this sentence names, or the one before."""
        last = [each for each in self._claims[-2:] if each.field == "tranche-1.amount"]
        if any(passage.sentence.start - each.sentence[1] < 5 for each in last):
            return [(self._cast.bring_in("tranche-2", "tranche", _TRANCHES["2"]), name)]
        return "the rest of what?"

    def _of_loan(self, match: Match, passage: Passage, name: str) -> Owner:
        """The loan of that type which the record has; else a new one, not one that is repaid."""
        token = next(each for each in match.inside if each.sort in ("loan", "thing", "debt"))
        if token.sort == "debt":
            loans = {each.field.partition(".")[0] for each in self._claims}
            loans = {each for each in loans if self._cast.kind(each) == "instrument"}
            return [(loans.pop(), name)] if len(loans) == 1 else "which debt?"
        if token.sort == "thing":
            mention = token.mentions[0]
            return [(mention.element, name)] if mention.kind == "instrument" else "of what?"
        row = passage.row
        first, _ = scope.clause(row, scope.place_of(row, match.value))
        ahead = row[first : scope.place_of(row, match.row[match.last - 1])]
        if any(each.sort in ("repay", "earlier", "existing") for each in ahead):
            return "an older loan, it seems"
        if any(each.sort == "further" for each in ahead):
            return "an increment: on top of what?"
        spoken = token.form.replace("_", "-")
        elements = self._cast.record.elements.values()
        known = [
            each.id
            for each in elements
            if each.kind == "instrument"
            and spoken in f"{each.id} {each.name}".casefold().replace(" ", "-")
        ]
        if len(known) > 1:
            return "which of the loans?"
        new = spoken.replace("-", " ").capitalize()
        return [(known[0] if known else self._cast.bring_in(spoken, "instrument", new), name)]


def of_other_round(deal: Whole, match: Match, passage: Passage) -> bool:
    """Whether the round that a clause names, up to the next comma, is another than this."""
    first, _ = scope.clause(match.row, match.first)
    _, last = scope.segment(match.row, match.last - 1)
    start, end = match.row[first].start, match.row[last - 1].end
    named = named_rounds(passage.words(start, end))
    return bool(named and deal.series and not named & deal.series)


def around(match: Match, row: Sequence[Token]) -> list[Token]:
    """The tokens near a figure, up to the figures before and after it."""
    at = scope.place_of(row, match.value)
    first, last = at, at + 1
    while first > max(0, at - 9) and row[first - 1].sort not in AMOUNTS:
        first -= 1
    while last < min(len(row), at + 9) and row[last].sort not in AMOUNTS:
        last += 1
    between = [place for place in range(at + 1, last) if row[place].sort in _PARTS]
    if last < len(row) and row[last].sort in AMOUNTS and between:
        last = between[-1]  # what stands before the next figure, after an "and", is its own
    return [*row[first:at], *row[at + 1 : last]]
