"""What the words around a figure do to it: how far it has come, who says so, and what speaks
against claiming it.

A clause ends at a semicolon, a dash or a word such as "while"; a segment at a comma too. A word
reaches as far as its clause, and one at the head of the sentence over all of it.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from domain import fields
from domain.articles.matching import Match
from domain.articles.tokens import COMPANIES, Token
from domain.dates import span
from domain.record import Record

_BREAKS = frozenset(("semi", "break", "stop"))
_SEGMENT = _BREAKS | {"comma", "dash", "open", "close", "colon"}
_NOW = {"invest": "agreed", "buy": "agreed", "raise": "closed"}


def clause(row: Sequence[Token], place: int, ends: frozenset[str] = _BREAKS) -> tuple[int, int]:
    """The first and the last place (and one) of the clause that a token stands in."""
    first, last = place, place + 1
    while first > 0 and row[first - 1].sort not in ends:
        first -= 1
    while last < len(row) and row[last].sort not in ends:
        last += 1
    return first, last


def segment(row: Sequence[Token], place: int) -> tuple[int, int]:
    """The same as `clause`, between commas."""
    return clause(row, place, _SEGMENT)


def place_of(row: Sequence[Token], token: Token) -> int:
    """Where a token stands in a row."""
    return next(
        place
        for place, each in enumerate(row)
        if each.start == token.start and each.sort == token.sort
    )


def stage(match: Match, row: Sequence[Token]) -> tuple[str, bool]:
    """How far the words say that a figure has come, '' where they do not, and whether they do so
    in plain words.

    The nearest word of a stage before the figure counts, in its segment and then in its clause;
    then the form of the verb, then a word of a stage after the figure. What only a form says
    ("will invest") gives way to what the article says of the deal.
    """
    at = place_of(row, match.value)
    first, last = clause(row, at)
    near, _ = segment(row, at)
    lent = any(each.sort == "lent" or each.form == "signed" for each in row[at:last])
    if lent and match.rule.says.startswith("loan."):  # "a loan of 5, underwritten by the bank"
        return "signed", True
    if first == 1 and row[0].sort == "break":  # "After months of talks, …" is of the time before
        first = next((place for place in range(first, at) if row[place].sort == "comma"), first)
    for start in (near, first):
        said = [each for each in row[start:at] if each.sort == "stage"]
        if said:
            return said[-1].form, True
        if any(each.sort == "announce" for each in row[start:at]):
            if any(each.sort == "raise" and each.form == "past" for each in row[start:at]):
                return "closed", True
            offered = any(each.sort == "offer" for each in row[start:at])
            return ("offered", True) if offered else ("agreed", False)
    sorts = {each.sort for each in row[first:at]}
    if "may" in sorts and match.rule.verb in ("invest", "buy"):
        return "considering", True
    if sorts & {"may", "would", "if", "inert_if"}:
        return "", False
    by_form = _of_form(match, row, first, at)
    if by_form:
        return by_form, by_form == "closed"
    after = [each for each in row[at:last] if each.sort == "stage"]
    if after:
        return after[0].form, True
    offer = match.rule.says.startswith("offer.") and "offer" in {e.sort for e in row[first:last]}
    return ("offered", False) if offer else ("", False)


def stage_for(match: Match, row: Sequence[Token], kind: str) -> str:
    """The stage of a figure, as far as its field takes one; with a `?` where it is not in words."""
    entry = fields.find(kind, match.rule.says.partition(".")[2])
    group = (
        entry.stages if entry else "all" if match.rule.says.endswith((".basis", ".value")) else ""
    )
    said, plain = stage(match, row)
    if said not in fields.STAGE_GROUPS[group]:
        return ""
    return said if plain else f"{said}?"


def _of_form(match: Match, row: Sequence[Token], first: int, at: int) -> str:
    """What the form of a rule's verb says of the stage."""
    verb, form = match.rule.verb, _form(match, row, first, at)
    if form == "past" and verb in _NOW:
        passive = any(each.sort == "be" for each in match.inside)
        return "" if passive and verb != "raise" else "closed"
    will = any(each.sort == "will" for each in row[first:at])
    if form == "will" or (will and form in ("", "base", "ing")):
        return "agreed"
    if form == "now":
        return _NOW.get(verb, "")
    if (
        verb in _NOW
        and form == "ing"
        and any(each.sort == "be" for each in row[max(first, at - 6) : at])
    ):
        return "in_talks" if verb == "raise" else "agreed"
    return ""


def _form(match: Match, row: Sequence[Token], first: int, at: int) -> str:
    """The form of the rule's verb, in its row or before it in the clause."""
    if match.form:
        return match.form
    verbs = [each for each in row[first:at] if each.sort == match.rule.verb]
    return verbs[-1].form if verbs else ""


# -- who says so ---------------------------------------------------------------------------------


class Attribution(Record):
    """Who says something, by the words beside it; `said_by` as the text has the name."""

    sourcing: str
    said_by: str = ""
    start: int = 0
    end: int = 0


def attributions(row: Sequence[Token], text: str) -> list[Attribution]:
    """All that a sentence says of where it comes from."""
    found: list[Attribution] = []
    for place, token in enumerate(row):
        if token.sort == "sourcing" and token.form != "unattributed":
            found.append(Attribution(sourcing=token.form, start=token.start, end=token.end))
        elif token.sort in ("say", "announce", "according"):
            speaker = _speaker(row, place)
            if speaker is not None:
                person = speaker.sort == "person"
                found.append(
                    Attribution(
                        sourcing="on_record" if person else "company_statement",
                        said_by=_name(speaker, text),
                        start=token.start,
                        end=token.end,
                    )
                )
    return found


def _speaker(row: Sequence[Token], place: int) -> Token | None:
    """The company or person that a word of saying has for its subject, before it or after."""
    for step in range(1, 4 if row[place].sort != "according" else 1):
        if place - step < 0:
            break
        before = row[place - step]
        if before.sort == "person" and before.mentions:
            return before
        if before.sort in ("issuer", "party") or (before.sort == "unknown" and step == 1):
            return before
        if before.sort == "ref":
            return before if before.mentions else None
        if before.sort not in ("have", "be", "word", "comma", "DATE", "close"):
            break
    for step in range(1, 4):
        if place + step >= len(row):
            break
        after = row[place + step]
        if after.sort == "person" and after.mentions:
            return after
        if after.sort in ("issuer", "party") and step == 1:
            return after
        if after.sort not in ("office", "word", "dash"):
            break
    return None


def _name(token: Token, text: str) -> str:
    return text[token.start : token.end] if token.sort != "ref" else ""


def attribution(
    found: Sequence[Attribution], match: Match, row: Sequence[Token]
) -> Attribution | None:
    """The one that a figure belongs to: of its own clause, else the nearest of the sentence."""
    if not found:
        return None
    at = place_of(row, match.value)
    first, last = clause(row, at)
    start, end = row[first].start, row[last - 1].end
    own = [each for each in found if start <= each.start < end] or list(found)
    named = [each for each in own if each.sourcing != "unattributed"] or own
    written = [each for each in named if not each.said_by]
    said = [each for each in named if each.said_by]
    if said and written and written[0].sourcing in ("company_statement", "filing"):
        return written[0].but(said_by=said[0].said_by)
    middle = (match.value.start + match.value.end) / 2
    return min(named, key=lambda each: (abs(each.start - middle), each.start))


# -- what speaks against it ------------------------------------------------------------------------


def doubt(match: Match, row: Sequence[Token], text: str, published: str) -> str:
    """Why a figure is not to be claimed by this rule; '' where nothing speaks against it.

    A rule says itself what does not: it is `conditional` by nature (a fee), `negated` (a day by
    which something has not happened), `background` (a stake held before), or has no figure.
    """
    given = match.rule.given
    at = place_of(row, match.value)
    first, last = clause(row, at)
    sorts = {each.sort for each in row[first:last]}
    worded = "value" in given
    if text.rstrip("\"'”’») ").endswith(("?", "…", "...")):
        return "a question"
    if not worded and not given.get("negated") and _negated(row, first, at, match):
        return "it is denied or negated"
    if not given.get("conditional") and "if" in {each.sort for each in row[:last]}:
        return "it holds on a condition"
    if not given.get("background") and (why := _earlier(match, row, at, published)):
        return why
    if not given.get("change") and _moved(row, first, at, text):
        return "what it was before"
    if "other_deal" in _sorts(row, segment(row, at)) | _head(row, at):
        return "it may be of another deal"
    ended = "ended" in sorts or any(each.form in fields.ENDS for each in row[first:last])
    if ended and not given.get("conditional"):  # a fee is due if somebody withdraws
        return "it came to an end"
    if "rejects" in sorts and not worded and match.rule.says != "offer.price_per_share":
        return "it was turned down"
    return ""


def is_to_come(match: Match, row: Sequence[Token], published: str) -> bool:
    """Whether a day is one that lies ahead: "will be signed on Friday", or a date to come."""
    at = place_of(row, match.value)
    first, last = clause(row, at)
    value = match.figure.value
    late = bool(value and published and span(value["edtf"])[1][:10] > published[:10])
    return late or bool({each.sort for each in row[first:last]} & _TO_COME)


_TO_COME = frozenset(("will", "would", "may", "expected", "due", "topay"))


def _moved(row: Sequence[Token], first: int, at: int, text: str) -> bool:
    """Whether a figure is the one that another takes the place of: "raised from 4 to 5"."""
    joint, then = row[at + 1 : at + 2], row[at + 2 : at + 3]
    moves = any(each.sort in ("change", "raise") for each in row[first:at])
    source = any(each.sort in ("from", "of") for each in row[max(first, at - 2) : at])
    return bool(moves and source and joint and then) and (
        text[joint[0].start : joint[0].end] in ("to", "à")
        and then[0].sort == row[at].sort in _AMOUNTS
    )


_AMOUNTS = frozenset(("MONEY", "PRICE", "PERCENT"))


def _sorts(row: Sequence[Token], places: tuple[int, int]) -> set[str]:
    return {each.sort for each in row[slice(*places)]}


def _head(row: Sequence[Token], at: int) -> set[str]:
    """The classes of what stands before the first comma of a sentence, where it has no figure."""
    end = next((place for place, each in enumerate(row) if each.sort == "comma"), 0)
    head = row[:end]
    if end >= at or any(each.sort in ("MONEY", "PRICE", "PERCENT") for each in head):
        return set()
    return {each.sort for each in head}


def _negated(row: Sequence[Token], first: int, at: int, match: Match) -> bool:
    """Whether a "not" stands before the figure in its clause, and no other verb after it."""
    for place in range(max(first, at - 12), at):
        between = row[place + 1 : at]
        if row[place].sort not in ("not", "deny") or _begins_anew(between) or quotes(between):
            continue
        if not _of_a_change(between):
            return True
    return any(token.sort == "not" for token in match.inside)


def quotes(between: Sequence[Token]) -> bool:
    """Whether somebody's own words begin here: what he says in them, a denial before does not."""
    return any(each.sort in ("colon", "quote") for each in between)


def _of_a_change(between: Sequence[Token]) -> bool:
    """Whether what is negated is that an offer changes: "would not raise its 455p offer"."""
    sorts = [each.sort for each in between]
    return bool({"change", "raise"} & {*sorts}) and "its" in sorts


def _begins_anew(between: Sequence[Token]) -> bool:
    """Whether words hold an "and" with a verb of its own after it."""
    joints = [place for place, each in enumerate(between) if each.sort in ("and", "comma")]
    return any(
        token.sort == "stage" or token.form in _VERB_FORMS
        for joint in joints
        for token in between[joint + 1 : joint + 4]
    )


_VERB_FORMS = frozenset(("base", "now", "ing", "past", "would", "will"))


def _earlier(match: Match, row: Sequence[Token], at: int, published: str) -> str:
    """Whether a figure is of a time before: "last year", "its previous round", "in 2024"."""
    near = segment(row, at)
    words = row[slice(*near)]
    retold = match.rule.says.startswith("offer.")  # "who had offered 30": another's offer stands
    if "earlier" in {each.sort for each in words} | _head(row, at):
        return "it is of an earlier time"
    if not retold and _long_past(row, at):
        return "it is of an earlier time"
    head_end = next((place for place, each in enumerate(row) if each.sort == "comma"), 0)
    ahead = row[:head_end] if head_end < at else ()
    dates = [each for each in (*words, *ahead) if each is not match.value]
    return "it is of an earlier time" if dated_long_ago(dates, published) else ""


def dated_long_ago(row: Sequence[Token], published: str) -> bool:
    """Whether a day in a row of words is of a time before what the article is about."""
    dates = [each for each in row if each.sort == "DATE"]
    return bool(published) and any(_long_ago(each, published) for each in dates)


def _long_past(row: Sequence[Token], at: int) -> bool:
    """Whether a verb is in the past of the past ("had raised"), and not so for being retold."""
    first, _ = segment(row, at)
    had = next((place for place in range(first, at) if row[place].sort == "had"), None)
    return had is not None and not any(each.sort in _RETOLD for each in row[:had])


_RETOLD = frozenset(("say", "according", "announce", "sourcing", "outlet", "who"))


def _long_ago(when: Token, published: str) -> bool:
    """Whether a date lies so far back that what happened then is of another deal, or another
    time of this one."""
    value = when.figure.value if when.figure else None
    if not value or value["qualifier"] != "exactly":
        return False
    return _days(span(value["edtf"])[1], span(published)[0]) > _LONG_AGO


_LONG_AGO = 60


def _days(before: str, after: str) -> int:
    return (date.fromisoformat(after[:10]) - date.fromisoformat(before[:10])).days


def subject(row: Sequence[Token], first: int) -> Token | None:
    """The company that stands before a place in its clause, and in no phrase of its own."""
    start, _ = clause(row, first) if first < len(row) else (0, 0)
    for place in range(first - 1, start - 1, -1):
        token = row[place]
        ahead = row[place - 1].sort if place else ""
        if token.sort in COMPANIES and ahead not in _PHRASE:
            return token
    return None


_PHRASE = frozenset(("with", "from", "by", "in", "of", "for", "including"))


def companies(row: Sequence[Token]) -> Iterator[Token]:
    """The companies of a sentence that are named in it."""
    for token in row:
        if token.sort in ("issuer", "party", "unknown", "group"):
            yield token
