"""Sums that cannot be: the fewest claims that cannot all hold, told with every digit.

Loaded only where something does not add up.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TYPE_CHECKING

from domain.values import HEDGES, Interval, Stored, plain
from projections.findings import Finding
from projections.sums import Sums, remarks, value_in
from projections.terms import OPS, ZERO, Term, in_words

if TYPE_CHECKING:
    from projections.figures import Figure

_DIGITS = 28  # as many as any stored amount has; a division is cut to fewer


def impossible(sums: Sums, whole: Term, made_of: Term, words: str) -> Finding:
    """The finding that a whole is not what it is made of."""
    kept = _fewest(sums, whole, made_of)
    ids = {id(figure) for figure in kept}
    of = {id(figure) for figure in whole.figures}
    others = [figure for figure in kept if id(figure) not in of]
    currencies = [each["currency"] for each in map(value_in, kept) if "currency" in each]
    unit = f"{currencies[0]} " if currencies else ""
    stands = _range(_believing(sums, whole, ids), unit)
    if whole.figure is not None:
        stands = _in_full(value_in(whole.figure))
    comes_to = _range(_believing(sums, made_of, ids), unit)
    claims = ", ".join(f"{figure.field} {_in_full(value_in(figure))}" for figure in others)
    told = f"{in_words(whole)} is {stands}; {words} {comes_to}: {claims}"
    return Finding(
        kind="impossible sum",
        field=kept[0].field,
        text="; ".join((told, *remarks(made_of, kept))),
        events=tuple([each.leader.claim.number for each in kept if each.leader is not None]),
    )


def _fewest(sums: Sums, whole: Term, made_of: Term) -> "list[Figure]":
    """The fewest figures that cannot all hold: one after the other is left out if it can be.

    The small amounts go first, so that the few large ones remain.
    """
    every = {id(each): each for term in (whole, made_of) for each in term.figures}
    kept = set(every)
    for each in sorted(every, key=lambda each: _size(sums.term(every[each]))):
        kept.discard(each)
        if _believing(sums, made_of, kept).meets(_believing(sums, whole, kept)):
            kept.add(each)
    return [figure for each, figure in every.items() if each in kept]


def _size(term: Term | None) -> Decimal:
    return (term and term.stated.low) or ZERO


def _believing(sums: Sums, term: Term, kept: set[int]) -> Interval:
    """What a term can be where only the figures of these ids are believed."""
    if term.figure is not None:
        return term.sure if id(term.figure) in kept else sums.free(term.figure)
    if not term.parts:
        return term.sure
    return OPS[term.op]([_believing(sums, part, kept) for part in term.parts])


def _in_full(value: Stored) -> str:
    """A value with every digit: `up to USD 50,000,000,000`."""
    if value["type"] in ("none", "undisclosed"):
        return str(value["type"])
    if value["type"] == "consideration":
        return _cash(value["parts"])
    hedge = value.get("qualifier", "exactly")
    unit = f"{value['currency']} " if "currency" in value else ""
    counted = "%" if value["type"] == "percent" else f" {value['unit']}" if "unit" in value else ""
    if hedge == "between":
        return f"{unit}{_digits(value['low'])} to {_digits(value['high'])}{counted}"
    return f"{HEDGES[hedge]}{unit}{_digits(value.get('amount') or value['number'])}{counted}"


def _cash(parts: Iterable[Stored]) -> str:
    cash = [f"{part['currency']} {_digits(part['cash'])}" for part in parts if "currency" in part]
    return f"{' and '.join(cash)} in cash"


def _range(part: Interval, unit: str) -> str:
    low, high = _end(part.low or ZERO), part.high
    if high is None:
        return f"{'more than' if part.low_open else 'at least'} {unit}{low}"
    return f"{unit}{low} to {_end(high)}"


def _end(end: Decimal) -> str:
    return _digits(plain(Context(prec=_DIGITS, rounding=ROUND_HALF_EVEN).plus(end)) or "0")


def _digits(stated: str) -> str:
    return f"{Decimal(stated):,f}"
