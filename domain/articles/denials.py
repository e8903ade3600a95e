"""What an article says against figures, by whom, and who would not say anything."""

from collections.abc import Iterator, Sequence

from domain.articles import scope
from domain.articles.cast import Cast
from domain.articles.matching import Match
from domain.articles.owners import AMOUNTS
from domain.articles.passages import Passage
from domain.articles.proposal import Claimed
from domain.articles.tokens import Token

_SPEAKERS = frozenset(("issuer", "party", "unknown", "group", "person", "ref"))


def denial(match: Match, row: Sequence[Token]) -> Token | None:
    """The word of denial whose object a figure is, where it is plainly one."""
    at = scope.place_of(row, match.value)
    first, _ = scope.clause(row, at)
    after = row[at + 1 : at + 5]
    stops = [place for place, each in enumerate(after) if each.sort in ("comma", "who", "and")]
    after = after[: stops[0]] if stops else after
    if scope.quotes(row[first:at]):
        return None  # "he denies it: "our bid is 5"" is a bid of 5
    denials = [each for each in (*row[first:at], *after) if each.sort == "deny"]
    others = [each for each in row[first:at] if each.sort == "not"]
    return denials[0] if len(denials) == 1 and not others else None


def denier(denied: Token, passage: Passage, cast: Cast) -> dict[str, str]:
    """Who denies it, and how that is known."""
    place = scope.place_of(passage.row, denied)
    person = next((e for e in passage.row[:place] if e.sort == "person" and e.mentions), None)
    if person is not None:
        return {"said_by": cast.name(person.mentions[0]), "sourcing": "on_record"}
    meant = cast.one(scope.subject(passage.row, place))
    return {"said_by": cast.name(meant), "sourcing": "company_statement"} if meant else {}


def called_wrong(
    passage: Passage, taken: Sequence[Token], claims: Sequence[Claimed], person: str
) -> Iterator[tuple[Token, Claimed]]:
    """Figures that a sentence calls wrong and that the article gave before, with their denials.

    What is denied is the claim of the same amount, where one field alone has it.
    """
    row = passage.row
    denied = next((each for each in row if each.sort == "deny"), None)
    first, last = scope.clause(row, scope.place_of(row, denied)) if denied else (0, 0)
    at = scope.place_of(row, denied) if denied else 0
    quoted = (place for place in range(at, last) if scope.quotes(row[place : place + 1]))
    for token in row[first : next(quoted, last)]:
        value = token.figure.value if token.sort in AMOUNTS and token.figure else None
        if denied is None or not value or "amount" not in value or has(taken, token):
            continue
        same = {
            each.field: each
            for each in claims
            if each.amount == value["amount"] and each.kind != "deny"
        }
        if len(same) != 1:
            continue
        text = passage.words(token.start, token.end)
        field = next(iter(same))
        place = (min(token.start, denied.start), max(token.end, denied.end))
        said = {"said_by": person, "sourcing": "on_record"} if person else {}
        yield (
            token,
            passage.claim(
                field,
                text,
                place=place,
                quoted=(token.start, token.end),
                who=None,
                kind="deny",
                **said,
            ),
        )


def declined(passage: Passage) -> Iterator[Token]:
    """Who would not comment: on what, is not told where it was "on it"."""
    for place, token in enumerate(passage.row):
        after = [each.sort for each in passage.row[place + 1 : place + 3]]
        if token.sort == "decline" and after != ["on", "ref"]:
            ahead = reversed(passage.row[max(0, place - 8) : place])
            speaker = next((e for e in ahead if e.mentions and e.sort in _SPEAKERS), None)
            if speaker is not None:
                yield speaker


def has(taken: Sequence[Token], token: Token) -> bool:
    """Whether a token is among others, or overlaps one of them."""
    return any(each.start < token.end and token.start < each.end for each in taken)
