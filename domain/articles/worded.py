"""What an article says without a figure: who leads, who holds, how far it has come, and how."""

from collections.abc import Iterator, Sequence

from domain import fields
from domain.articles import scope
from domain.articles.cast import Cast
from domain.articles.matching import Match, shortest
from domain.articles.owners import Owners, of_other_round
from domain.articles.passages import Passage
from domain.articles.proposal import Claimed
from domain.articles.tokens import Token

_TOLD = frozenset(("in_talks", "agreed", "signed", "closed", *fields.ENDS))
_NOT_TOLD = frozenset(
    ("if", "not", "deny", "earlier", "other_deal", "would", "may", "award", "loan", "term_sheet")
)
_DEAL = frozenset(("round", "deal", "offer", "buy", "raise", "sides"))


def names(passage: Passage, cast: Cast, day: str) -> Iterator[Claimed]:
    """Who leads and who takes part: rules that give names to a field, each field once."""
    told: set[str] = set()
    for match in sorted(passage.found, key=lambda each: each.last - each.first):
        says, token = match.rule.says, match.roles.get("parties")
        if not match.rule.given.get("names") or says in told or token is None:
            continue
        members = [each for each in token.mentions if each.element != cast.deal.about]
        persons = any(each.element in cast.deal.persons for each in members)
        if of_other_round(cast.deal, match, passage):
            continue
        if not members or persons or scope.doubt(match, passage.row, passage.sentence.text, day):
            continue
        told.add(says)
        yield passage.claim(
            says,
            ", ".join(cast.element(each) for each in members),
            place=(match.inside[0].start, match.inside[-1].end),
            quoted=(token.start, token.end),
            who=scope.attribution(passage.said, match, passage.row),
            stage=scope.stage_for(match, passage.row, cast.kind(says.partition(".")[0])),
        )


def words(passage: Passage, cast: Cast, owners: Owners, day: str) -> Iterator[Claimed]:
    """Rules whose value is a word of the catalogue: "the terms could still change"."""
    row = passage.row
    for match in shortest([each for each in passage.found if each.rule.given.get("value")]):
        if scope.doubt(match, row, passage.sentence.text, day):
            continue
        place = (match.inside[0].start, max(each.end for each in match.inside))
        who = scope.attribution(passage.said, match, row)
        for element, name in _whose(match, passage, cast, owners):
            claim = passage.claim(
                f"{element}.{name}",
                str(match.rule.given["value"]),
                place=place,
                quoted=place,
                who=who,
                worded=True,
            )
            background = who is None and match.rule.given.get("background")
            yield claim.but(sourcing="unattributed") if background else claim


def _whose(match: Match, passage: Passage, cast: Cast, owners: Owners) -> Sequence[tuple[str, str]]:
    """Whose field a rule in words is about: each of those it names."""
    token = match.roles.get("parties")
    if token is None:
        owner = owners.of(match, passage)
        return () if isinstance(owner, str) else owner
    name = match.rule.says.partition(".")[2]
    apart = {cast.deal.about, *cast.deal.persons}
    return [(cast.element(each), name) for each in token.mentions if each.element not in apart]


# -- how far the deal has come -------------------------------------------------------------------


def progress(passage: Passage, cast: Cast, claims: Sequence[Claimed], day: str) -> Claimed | None:
    """What a sentence says of how far the deal has come, or that a party has left it.

    The first such word of an article counts; that something ended is told each time.
    """
    told = [each for each in claims if each.field.endswith(".stage")]
    for place, token in enumerate(passage.short):
        if token.sort != "stage" or token.form not in _TOLD or passage.sentence.title:
            continue
        first, last = scope.clause(passage.short, place)
        sorts = {each.sort for each in passage.short[first:last]}
        ahead = passage.short[: 2 if passage.short[0].sort == "DATE" else 0]
        dated = scope.dated_long_ago((*ahead, *passage.short[first:last]), day)
        if sorts & _NOT_TOLD or dated or (cast.deal.raises and "buy" in sorts):
            continue
        if token.form in _DONE and _only_planned(passage.short[first:place]):
            continue
        if token.form in ("agreed", "signed") and _of_something_else(
            passage.short, place, last, cast
        ):
            continue
        if token.form == "in_talks" and "ended" in sorts:
            token = token._replace(form="talks_ended")
        field = _of_stage(token, passage.short, place, cast)
        ended = token.form in fields.ENDS
        if not field or any(each.field == field or not ended for each in told):
            continue
        near = sorted(passage.said, key=lambda each: abs(each.start - token.start))
        return passage.claim(
            field,
            token.form,
            place=(passage.short[first].start, passage.short[last - 1].end),
            quoted=(token.start, token.end),
            who=near[0] if near else None,
            worded=True,
        )
    return None


def _only_planned(before: Sequence[Token]) -> bool:
    """Whether the words before a stage put it ahead: "will be signed", "plan to have signed"."""
    return any(each.sort in _TO_COME or each.form in _PLANNED for each in before)


def _of_something_else(row: Sequence[Token], place: int, last: int, cast: Cast) -> bool:
    """Whether what is agreed is no deal yet, or not this one.

    "Signed it" is of a paper that was named before; a bidder who agrees to sell gives up a part.
    """
    after = [each.sort for each in row[place + 1 : last]]
    if after[:1] == ["ref"] and row[place + 1].form == "it":
        return True
    named = cast.one(scope.subject(row, place))
    return "sell" in after and named is not None and named.element in cast.offers


_DONE = frozenset(("agreed", "signed", "closed"))
_PLANNED = frozenset(("considering", "in_talks"))
_TO_COME = frozenset(("will", "expected", "due"))


def _of_stage(token: Token, row: Sequence[Token], place: int, cast: Cast) -> str:
    """The field of the element that a word of a stage is about; '' where none is plain."""
    deal = cast.deal
    root = f"{deal.root}.stage"
    who = scope.subject(row, place)
    first, last = scope.clause(row, place)
    of_deal = any(each.sort in _DEAL for each in row[first:last]) or token.form == "talks_ended"
    short = len([each for each in row if each.sort not in ("stop", "comma")]) <= 4
    if who is None and short and not of_deal:  # "C'est signé."
        return root if token.form in ("agreed", "signed", "closed") else ""
    if token.form == "withdrawn":
        return _of_who_left(who, cast, of_deal=of_deal)
    if who is None:
        return root if of_deal else ""
    parties = {each.element for each in who.mentions}
    if not parties or not parties <= {deal.about, *cast.offers}:
        return ""
    with_whom = "with" in [each.sort for each in row[place + 1 : place + 3]]
    others = any(each is not who for each in scope.companies(row[first:last]))
    sure = (who.sort == "group", of_deal, token.form == "in_talks" and with_whom)
    return root if any(sure) or (others and not deal.raises) else ""


def _of_who_left(who: Token | None, cast: Cast, *, of_deal: bool) -> str:
    """Whose stage it is that somebody pulled out: his offer's, or in a raise his own."""
    named = cast.one(who)
    if named is None or named.element == cast.deal.about:
        return ""
    if named.element in cast.offers:
        return f"{cast.offers[named.element]}.stage"
    return f"{cast.element(named)}.stage" if cast.deal.raises and of_deal else ""
