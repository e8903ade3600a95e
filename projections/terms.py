"""Numbers that keep their hedges through a sum, and that remember the figures they are made of."""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import TYPE_CHECKING, Any

from domain.values import Interval, Stored, interval, number, plain, tolerance

if TYPE_CHECKING:
    from projections.figures import Figure

PRECISION = 80  # digits, more than a product of two stored amounts has
ZERO = Decimal(0)
_HUNDRED = Decimal(100)
_ONE = Decimal(1)
_DOWN = Context(prec=PRECISION, rounding=ROUND_FLOOR)
_UP = Context(prec=PRECISION, rounding=ROUND_CEILING)
# Of what was divided, so many digits; an end is rounded outwards.
_SHORT_DOWN, _SHORT_UP = (
    Context(prec=3, rounding=ROUND_FLOOR),
    Context(prec=3, rounding=ROUND_CEILING),
)
_SAFE_DOWN, _SAFE_UP = (
    Context(prec=8, rounding=ROUND_FLOOR),
    Context(prec=8, rounding=ROUND_CEILING),
)

ANYTHING = Interval(ZERO, None)
"""Every amount: nobody said how much."""


class Term:
    """A number in a sum: a figure's, or what several make.

    `stated` is as the texts have it, `sure` also admits what rounds to it. `single` is the one
    number that it is, exactly or about; None where it is a range or has an open end. `figures` are
    those that it is made of, `assumed` says what it takes for granted.
    """

    __slots__ = (
        "about",
        "assumed",
        "figure",
        "figures",
        "op",
        "parts",
        "single",
        "stated",
        "sure",
    )

    def __init__(
        self,
        stated: Interval,
        sure: Interval,
        single: Decimal | None = None,
        *,
        about: bool = False,
        figure: "Figure | None" = None,
    ) -> None:
        self.stated = stated
        self.sure = sure
        self.single = single
        self.about = about
        self.figure = figure
        self.figures: tuple[Figure, ...] = (figure,) if figure is not None else ()
        self.op = ""
        self.parts: Sequence[Term] = ()
        self.assumed: tuple[str, ...] = ()


def once(figures: "Sequence[Figure]") -> "tuple[Figure, ...]":
    """Each of several figures once."""
    return tuple({id(figure): figure for figure in figures}.values())


def leaf(value: Stored, figure: "Figure | None" = None) -> Term | None:
    """A value as a term, a percentage as a fraction; None where it is no number."""
    kind = value["type"]
    if kind == "undisclosed":
        return Term(ANYTHING, ANYTHING, figure=figure)
    if kind == "consideration":
        return _price(value, figure)
    stated = interval(value)
    if stated is None:
        return None
    sure, single = stated, None
    hedge = value.get("qualifier", "exactly")
    if kind == "none":
        single = ZERO
    elif hedge in ("exactly", "about"):
        single = number(value)
        if hedge == "exactly":
            half = tolerance(value)
            sure = Interval(single - half, single + half)
    if kind == "percent":
        single = single and single / _HUNDRED
        stated, sure = _fraction(stated), _fraction(sure)
    return Term(_from_zero(stated), _from_zero(sure), single, about=hedge == "about", figure=figure)


def _fraction(part: Interval) -> Interval:
    return Interval(
        None if part.low is None else part.low / _HUNDRED,
        None if part.high is None else part.high / _HUNDRED,
        low_open=part.low_open,
        high_open=part.high_open,
    )


def _from_zero(part: Interval) -> Interval:
    """No stated figure is below zero, rounding or not."""
    if part.low is None or part.low < 0:
        return Interval(ZERO, part.high, high_open=part.high_open)
    return part


def _price(value: Stored, figure: "Figure | None") -> Term | None:
    """The cash of a price; whatever else is paid has no amount of its own, so that is a floor."""
    low = high = ZERO
    rest = False
    for part in value["parts"]:
        cash = part.get("cash")
        if cash is None or cash == "all":
            rest = True
            continue
        stated = Decimal(cash)
        half = Decimal((0, (1,), min(int(stated.as_tuple().exponent), 0))) / 2
        low, high = low + stated - half, high + stated + half
    if not low:
        return None
    single = (low + high) / 2
    if rest:
        return Term(Interval(single, None), Interval(low, None), figure=figure)
    return Term(Interval(single, single), Interval(low, high), single, figure=figure)


def not_below_zero(term: Term) -> Term:
    """The same term where it is an amount that cannot be below zero."""
    term.stated, term.sure = _from_zero(term.stated), _from_zero(term.sure)
    if term.single is not None and term.single < 0:
        term.single = None
    return term


# -- what several make ---------------------------------------------------------------------------


def made(op: str, *parts: Term) -> Term:
    """What several terms make, by a sign (`+`, `-`, `*`, `/`) or a word of `OPS`."""
    join = OPS[op]
    singles = [part.single for part in parts if part.single is not None]
    found = Term(
        join([part.stated for part in parts]),
        join([part.sure for part in parts]),
        _single(op, singles, parts) if len(singles) == len(parts) else None,
        about=op in ("*", "/"),
    )
    found.op, found.parts = op, parts
    for part in parts:
        found.figures += part.figures
        found.about = found.about or part.about
        if part.assumed:
            found.assumed += part.assumed
    return found


def add(terms: Sequence[Term]) -> Term:
    """The sum of one or more terms."""
    return terms[0] if len(terms) == 1 else made("+", *terms)


def _single(op: str, singles: Sequence[Decimal], parts: Sequence[Term]) -> Decimal | None:
    match op:
        case "+":
            return sum(singles, ZERO)
        case "-":
            return singles[0] - sum(singles[1:], ZERO)
        case "*":
            return singles[0] * singles[1]
        case "/" if singles[1]:
            return singles[0] / singles[1]
        case "most":
            return max(singles)
        case "holding" if singles[0] >= (parts[1].stated.low or ZERO):
            return singles[0]
    return None


def _plus(parts: Sequence[Interval]) -> Interval:
    low: Decimal | None = ZERO
    high: Decimal | None = ZERO
    low_open = high_open = False
    for part in parts:
        low = None if low is None or part.low is None else low + part.low
        high = None if high is None or part.high is None else high + part.high
        low_open = low_open or part.low_open
        high_open = high_open or part.high_open
    return Interval(low, high, low_open=low_open, high_open=high_open)


def _minus(parts: Sequence[Interval]) -> Interval:
    return _plus([parts[0], *(_negative(part) for part in parts[1:])])


def _negative(part: Interval) -> Interval:
    return Interval(
        None if part.high is None else -part.high,
        None if part.low is None else -part.low,
        low_open=part.high_open,
        high_open=part.low_open,
    )


def _times(parts: Sequence[Interval]) -> Interval:
    one, other = parts  # neither is below zero
    return Interval(
        (one.low or ZERO) * (other.low or ZERO),
        None if one.high is None or other.high is None else one.high * other.high,
        low_open=one.low_open or other.low_open,
        high_open=one.high_open or other.high_open,
    )


def _over(parts: Sequence[Interval]) -> Interval:
    one, other = parts  # neither is below zero
    return Interval(
        _DOWN.divide(one.low or ZERO, other.high) if other.high else ZERO,
        _UP.divide(one.high, other.low) if one.high is not None and other.low else None,
        low_open=one.low_open or other.high_open,
        high_open=one.high_open or other.low_open,
    )


def _most(parts: Sequence[Interval]) -> Interval:
    """The largest of several that hold the same money."""
    low = max(parts, key=lambda part: (part.low or ZERO, part.low_open))
    high = parts[0]
    for part in parts[1:]:
        if not _ends_below(part, high):
            high = part
    return Interval(low.low, high.high, low_open=low.low_open, high_open=high.high_open)


def _ends_below(one: Interval, other: Interval) -> bool:
    if one.high is None or other.high is None:
        return one.high is not None
    return one.high < other.high or (one.high == other.high and one.high_open)


def _holding(parts: Sequence[Interval]) -> Interval:
    """An amount, and no less than what lies inside it."""
    whole, inner = parts
    low = _most(parts)
    if whole.high is not None and whole.high < (inner.low or ZERO):
        return Interval(low.low, None, low_open=low.low_open)
    return Interval(low.low, whole.high, low_open=low.low_open, high_open=whole.high_open)


def _overlapping(parts: Sequence[Interval]) -> Interval:
    """Amounts that share some money, nobody says how much."""
    low, high = _most(parts), _plus(parts)
    return Interval(low.low, high.high, low_open=low.low_open, high_open=high.high_open)


def _perhaps(parts: Sequence[Interval]) -> Interval:
    """An amount that may be in, or not."""
    return Interval(ZERO, parts[0].high, high_open=parts[0].high_open)


def _at_least(parts: Sequence[Interval]) -> Interval:
    return Interval(parts[0].low, None, low_open=parts[0].low_open)


OPS: Mapping[str, Callable[[Sequence[Interval]], Interval]] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _over,
    "most": _most,
    "holding": _holding,
    "overlapping": _overlapping,
    "perhaps": _perhaps,
    "at least": _at_least,
}


_SIGNS = frozenset("+-*/")


# -- as a value, and in words --------------------------------------------------------------------


def value_of(term: Term, kind: Mapping[str, str]) -> dict[str, Any] | None:
    """A term as a stored value of a kind (`{"type": "money", "currency": "USD"}`).

    As the texts state it: 730bn and 110bn are 840bn, 110bn and up to 10bn are 110bn to 120bn. What
    was divided or multiplied is rounded to the digits that matter. None where there is nothing to
    say: any amount, or nothing left.
    """
    part = "amount" if "currency" in kind else "number"
    size = _HUNDRED if kind["type"] == "percent" else _ONE
    if term.single is not None:
        if not term.single or term.sure.high is None:
            return None
        return {**kind, **_around(term, part, size)}
    low, high = term.stated.low, term.stated.high
    if term.about:
        low = low and _SHORT_DOWN.plus(low)
        high = high and _SHORT_UP.plus(high)
    if low is not None and low == high:
        return {**kind, "qualifier": "exactly", part: plain(low * size)}
    if not low and high is None:
        return None
    if not low and high is not None:
        hedge = "less_than" if term.stated.high_open else "at_most"
        return {**kind, "qualifier": hedge, part: plain(high * size)}
    if low is not None and high is None:
        hedge = "more_than" if term.stated.low_open else "at_least"
        return {**kind, "qualifier": hedge, part: plain(low * size)}
    ends = {"low": low, "high": high}
    return {
        **kind,
        "qualifier": "between",
        **{end: plain(at * size) for end, at in ends.items() if at is not None},
    }


def _around(term: Term, part: str, size: Decimal) -> dict[str, Any]:
    """A single number, with the step that reaches over everything that it can be."""
    single, sure = term.single or ZERO, term.sure
    low, high = sure.low or ZERO, sure.high or ZERO
    half = max(single - low, high - single)
    hedge = "exactly"
    if term.about:
        hedge = "about"
        if half:
            digit = Decimal((0, (1,), half.adjusted()))
            rounded = single.quantize(digit)
            single, half = rounded, half + abs(rounded - single)
        else:
            single = _SAFE_UP.plus(single)
    found: dict[str, Any] = {part: plain(single * size), "qualifier": hedge}
    if half:
        step = _SHORT_UP.plus(2 * half * size)
        found["step"] = plain(step)
    return found


def ends(term: Term, kind: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The least and the most that a term can be, what rounds to its inputs counted in."""
    size = _HUNDRED if kind["type"] == "percent" else _ONE
    low, high = term.sure.low, term.sure.high
    if term.about:
        low = low and _SAFE_DOWN.plus(low)
        high = high and _SAFE_UP.plus(high)
    return plain(low and low * size), plain(high and high * size)


def in_words(term: Term) -> str:
    """What a term is made of: `valuation.pre_money + round.size`."""
    if term.figure is not None:
        return term.figure.field
    if len(term.parts) == 1:
        return in_words(term.parts[0])
    said = [
        f"({in_words(part)})" if len(part.parts) > 1 and part.op in _SIGNS else in_words(part)
        for part in term.parts
    ]
    match term.op:
        case "most":
            return f"the most of {' and '.join(said)}"
        case "overlapping":
            return f"{' and '.join(said)} (which share money)"
        case "holding":
            return f"{said[0]} (with {said[1]} inside)"
    return f" {term.op} ".join(said)
