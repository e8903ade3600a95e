"""What a stored value means: its interval, its basis, how it compares, how it reads.

A stored value is the plain JSON object of one claim (`{"type": "money", "amount": "50000000000",
"currency": "USD", "qualifier": "at_most"}`); `domain.shapes` checks its shape on the way in. Here
nothing is checked any more and nothing is imported that takes time: every reading command comes
through this file. A stored number is text in its one plain form (no exponent, no needless zeros):
equal numbers are equal texts, and only what is reckoned with becomes a `Decimal`.

A hedge is data. "Up to 50bn" is every amount from nothing to 50bn, and stays so in comparisons
and sums. What a text leaves open is open: no bound is made up.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from domain.dates import EARLIEST, LATEST, span

Stored = Mapping[str, Any]

NUMERIC = ("money", "per_share", "percent", "count", "quantity", "period")
HEDGES = {
    "exactly": "",
    "about": "about ",
    "at_least": "at least ",
    "more_than": "more than ",
    "at_most": "up to ",
    "less_than": "less than ",
    "between": "",
}
SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
SCALES = (("tn", 12), ("bn", 9), ("m", 6))  # each with its zeros


class Interval:
    """All numbers from `low` to `high`; None is an open end, `*_open` excludes the end itself."""

    __slots__ = ("high", "high_open", "low", "low_open")

    def __init__(
        self,
        low: Decimal | None,
        high: Decimal | None,
        *,
        low_open: bool = False,
        high_open: bool = False,
    ) -> None:
        self.low = low
        self.high = high
        self.low_open = low_open
        self.high_open = high_open

    def meets(self, other: "Interval") -> bool:
        """Whether some number lies in both."""
        return self._starts_within(other) and other._starts_within(self)

    def _starts_within(self, other: "Interval") -> bool:
        if self.low is None or other.high is None:
            return True
        if self.low == other.high:
            return not (self.low_open or other.high_open)
        return self.low < other.high

    def holds(self, other: "Interval") -> bool:
        """Whether every number of the other lies in this one."""
        return self._reaches_below(other) and self._reaches_above(other)

    def _reaches_below(self, other: "Interval") -> bool:
        if self.low is None or other.low is None:
            return self.low is None
        if self.low == other.low:
            return other.low_open or not self.low_open
        return self.low < other.low

    def _reaches_above(self, other: "Interval") -> bool:
        if self.high is None or other.high is None:
            return self.high is None
        if self.high == other.high:
            return other.high_open or not self.high_open
        return other.high < self.high


def number(value: Stored, part: str = "") -> Decimal:
    """The amount of money, or the number of anything else, exactly as stored."""
    return Decimal(value[part or ("amount" if "amount" in value else "number")])


def tolerance(value: Stored) -> Decimal:
    """Half of the last digit that the text stated; for `about` at least one per cent."""
    half = Decimal(value.get("step", "1" if value["type"] in ("money", "count") else "0")) / 2
    if value.get("qualifier") == "about":
        return max(half, abs(number(value)) / 100)
    return half


def interval(value: Stored, *, rounded: bool = False) -> Interval | None:
    """The numbers that a value admits; None where it states none (text, "undisclosed").

    With `rounded`, an exact figure also admits what rounds to it: "$110bn" is 109.5 up to 110.5,
    which itself rounds to another.
    """
    kind = value["type"]
    if kind == "none":
        return Interval(Decimal(0), Decimal(0))
    if kind not in NUMERIC or ("floating" in value and "amount" not in value):
        return None
    qualifier = value.get("qualifier", "exactly")
    if qualifier == "between":
        return Interval(Decimal(value["low"]), Decimal(value["high"]))
    stated = number(value)
    match qualifier:
        case "at_least" | "more_than":
            return Interval(stated, None, low_open=qualifier == "more_than")
        case "at_most" | "less_than":
            return Interval(None, stated, high_open=qualifier == "less_than")
        case "about":
            slack = tolerance(value)
        case _:
            if not rounded:
                return Interval(stated, stated)
            slack = tolerance(value)
    return Interval(stated - slack, stated + slack, high_open=bool(slack) and qualifier != "about")


def days(value: Stored) -> tuple[str, str]:
    """The first and last instant that a date value admits."""
    first, last = span(value["edtf"])
    match value.get("qualifier", "exactly"):
        case "at_least":
            return first, LATEST
        case "at_most":
            return EARLIEST, last
    return first, last


def bounds(value: Stored) -> tuple[str | None, str | None]:
    """`low` and `high` as decimal strings, or as dates; None where open or without a number."""
    if value["type"] == "date":
        first, last = days(value)
        return (
            None if first == EARLIEST else first[:10],
            None if last == LATEST else last[:10],
        )
    stated = value.get("amount") or value.get("number")
    if stated is not None:
        match value.get("qualifier", "exactly"):
            case "exactly":
                return stated, stated
            case "at_least" | "more_than":
                return stated, None
            case "at_most" | "less_than":
                return None, stated
    found = interval(value)
    if found is None:
        return None, None
    return plain(found.low), plain(found.high)


def plain(amount: Decimal | None) -> str | None:
    """A decimal without an exponent or needless zeros."""
    if amount is None:
        return None
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def basis(value: Stored) -> tuple[str, ...]:
    """What has to be alike before two values can be compared at all."""
    match value["type"]:
        case "money":
            return (
                (value["currency"], f"per {value['per']}")
                if "per" in value
                else (value["currency"],)
            )
        case "choice" | "refs" | "text" | "date":
            return ()
        case "per_share":
            return (value["currency"], value.get("share", "common"))
        case "percent":
            over = f"over {value['over']} {value.get('on', '')}".strip() if "over" in value else ""
            parts = (value.get("of", ""), value.get("basis", "unspecified"), over)
            return tuple(part for part in parts if part and part != "unspecified")
        case "quantity" | "period":
            return (value["unit"],)
    return ()


def comparable(one: Stored, other: Stored) -> bool:
    """Whether both speak on the same basis; a basis left open agrees with any."""
    kind, another = one["type"], other["type"]
    if kind in ("none", "undisclosed") or another in ("none", "undisclosed"):
        return True
    if kind != another:
        return False
    if kind != "percent":
        return basis(one) == basis(other)
    return all(
        one.get(part, open_) == other.get(part, open_)
        or open_ in (one.get(part, open_), other.get(part, open_))
        for part, open_ in (("of", ""), ("basis", "unspecified"))
    ) and (one.get("over"), one.get("on")) == (other.get("over"), other.get("on"))


def same(one: Stored, other: Stored) -> bool:
    """The same value with the same hedge; wording and rounding do not count."""
    return one is other or key(one) == key(other)


def key(value: Stored) -> tuple[Any, ...]:
    """What makes two values the same one, as something that can be looked up."""
    kind = value["type"]
    if kind in NUMERIC:
        return _number_key(value)
    match kind:
        case "refs":
            return (kind, value.get("qualifier", "exactly"), *sorted(value["to"]))
        case "choice":
            return (kind, value.get("qualifier", "exactly"), *sorted(_words(value)))
        case "condition":
            return (kind, tree(value))
        case "undisclosed" | "none":
            return (kind,)
        case "text":
            return (kind, " ".join(value["text"].split()).casefold())
        case "date":
            edtf, qualifier = value["edtf"], value.get("qualifier", "exactly")
            if edtf.endswith("~") and qualifier == "exactly":  # the same in other signs
                edtf, qualifier = edtf[:-1], "about"
            return (kind, edtf, qualifier)
    parts = sorted(repr(sorted(part.items())) for part in value["parts"])
    return (kind, value.get("per", "share"), value.get("election", "fixed"), *parts)


def _number_key(value: Stored) -> tuple[Any, ...]:
    stated = value.get("amount") or value.get("number")
    numbers = (stated,) if stated is not None else (value.get("low"), value.get("high"))
    found = (value["type"], value.get("qualifier", "exactly"), *numbers, *basis(value))
    if "floating" in value:
        return (*found, repr(sorted(value["floating"].items())))
    return found


def _words(value: Stored) -> Sequence[str]:
    words: Sequence[str] = value["choices"] if "choices" in value else (value["choice"],)
    if "other" in words:
        return [*words, value["as_quoted"]]
    return words


def tree(value: Stored | str) -> object:
    """A condition in a form where order, repetition and needless brackets do not matter."""
    if isinstance(value, str):
        return value
    join = "any" if "any" in value else "all"
    found: set[object] = set()
    for branch in map(tree, value[join]):
        found.update(branch[1] if isinstance(branch, tuple) and branch[0] == join else (branch,))
    if len(found) == 1:
        return found.pop()
    return (join, tuple(sorted(found, key=repr)))


def leaves(value: Stored | str) -> list[str]:
    """The ids that a condition rests on, in the order written."""
    if isinstance(value, str):
        return [value]
    return [leaf for branch in value["any" if "any" in value else "all"] for leaf in leaves(branch)]


def conflict(one: Stored, other: Stored) -> bool:
    """Whether two values of one field cannot both hold, whatever their hedges leave open."""
    kinds = {one["type"], other["type"]}
    if "undisclosed" in kinds or kinds == {"none"} or not comparable(one, other):
        return False
    mine, others = interval(one, rounded=True), interval(other, rounded=True)
    if mine is not None and others is not None:
        return not mine.meets(others)
    if "none" in kinds:
        return True
    return _CONFLICT.get(one["type"], _differ)(one, other)


def _differ(one: Stored, other: Stored) -> bool:
    return not same(one, other)


def _never(_one: Stored, _other: Stored) -> bool:
    return False


def _days_apart(one: Stored, other: Stored) -> bool:
    (first, last), (start, end) = days(one), days(other)
    return last < start or end < first


def _lists_differ(one: Stored, other: Stored) -> bool:
    if "to" in one:
        mine, others = set(one["to"]), set(other["to"])
    else:
        mine, others = set(_words(one)), set(_words(other))
        if "other" in mine | others:
            return False  # words that the list lacks may say the same
    return (one.get("qualifier", "exactly") == "exactly" and not others <= mine) or (
        other.get("qualifier", "exactly") == "exactly" and not mine <= others
    )


def _prices_differ(one: Stored, other: Stored) -> bool:
    """Part by part; "all cash" and an undisclosed part leave open how much."""
    mine, others = _parts_by_kind(one), _parts_by_kind(other)
    if "undisclosed" in mine or "undisclosed" in others:
        shared = mine.keys() & others.keys() - {"undisclosed"}
    elif mine.keys() != others.keys() or _election(one) != _election(other):
        return True
    else:
        shared = mine.keys() & others.keys()
    if one.get("per", "share") != other.get("per", "share"):
        return False
    return any(_amounts_differ(mine[kind], others[kind]) for kind in shared)


def _election(value: Stored) -> str:
    election: str = value.get("election", "fixed")
    return election


def _parts_by_kind(value: Stored) -> dict[str, list[Stored]]:
    found: dict[str, list[Stored]] = {}
    for part in value["parts"]:
        kind = next(kind for kind in ("cash", "stock", "cvr", "undisclosed") if kind in part)
        found.setdefault(kind, []).append({"amount": part[kind], **part})
    return found


def _amounts_differ(mine: list[Stored], others: list[Stored]) -> bool:
    if any(part["amount"] == "all" for part in (*mine, *others)):
        return False
    if {part.get("currency") for part in mine} != {part.get("currency") for part in others}:
        return False  # never compared across currencies

    def plainly(parts: list[Stored]) -> list[tuple[str, Decimal]]:
        return sorted((part.get("of", ""), Decimal(part["amount"])) for part in parts)

    return plainly(mine) != plainly(others)


_CONFLICT: dict[str, Callable[[Stored, Stored], bool]] = {
    "text": _never,
    "date": _days_apart,
    "refs": _lists_differ,
    "choice": _lists_differ,
    "consideration": _prices_differ,
}


def floor(value: Stored) -> dict[str, Any] | None:
    """What a figure is at least where a value is only a part of it; None where that says nothing.

    "A further 10bn" on an unknown sum makes at least 10bn, "up to a further 10bn" nothing.
    """
    found = interval(value)
    if found is None or not found.low:
        return None
    part = "amount" if "currency" in value else "number"
    kept = {name: given for name, given in value.items() if name not in _OF_A_NUMBER}
    hedge = "more_than" if found.low_open else "at_least"
    return {**kept, "qualifier": hedge, part: plain(found.low)}


_OF_A_NUMBER = ("amount", "number", "low", "high", "qualifier", "as_quoted", "step")


def add(one: Stored, other: Stored) -> dict[str, Any] | None:
    """The sum of two figures on one basis, hedges and all; None where they cannot be added.

    "$110bn" and "about $10bn" make about $120bn, "$110bn" and "up to $10bn" make $110bn to $120bn,
    "up to $10bn" twice makes up to $20bn, an undisclosed amount on top of $110bn at least that.
    The sum admits every sum of what its members admit.
    """
    if other["type"] == "undisclosed":
        return floor(one)
    mine, others = interval(one), interval(other)
    if mine is None or others is None or not comparable(one, other):
        return None
    if "none" in (one["type"], other["type"]):
        return dict(other if one["type"] == "none" else one)
    part = "amount" if "currency" in one else "number"
    found = {name: given for name, given in one.items() if name not in _OF_A_NUMBER}
    hedges = {one.get("qualifier", "exactly"), other.get("qualifier", "exactly")}
    low = (mine.low or Decimal(0)) + (others.low or Decimal(0))
    if hedges <= {"exactly", "about"}:
        found["qualifier"] = "about" if "about" in hedges else "exactly"
        found[part] = plain(number(one) + number(other))
    elif mine.high is None or others.high is None:
        strict = mine.low_open or others.low_open
        found |= {"qualifier": "more_than" if strict else "at_least", part: plain(low)}
    elif hedges <= {"at_most", "less_than"}:
        strict = mine.high_open or others.high_open
        high = plain(mine.high + others.high)
        found |= {"qualifier": "less_than" if strict else "at_most", part: high}
    else:
        high = plain(mine.high + others.high)
        found |= {"qualifier": "between", "low": plain(low), "high": high}
    if "about" in hedges or "step" in one or "step" in other:
        found["step"] = plain(2 * (tolerance(one) + tolerance(other)))
    return found


# -- as people read it ---------------------------------------------------------------------------


def text(value: Stored | None, names: Mapping[str, str] | None = None) -> str:
    """A value in a few words; what is printed for a figure reads back to the same value."""
    if value is None:
        return "—"
    return _TEXT[value["type"]](value, names or {})


def _hedged(value: Stored, show: Callable[[str], str]) -> str:
    qualifier = value.get("qualifier", "exactly")
    if qualifier == "between":
        return f"{show(value['low'])} to {show(value['high'])}"
    return HEDGES[qualifier] + show(value["amount"] if "amount" in value else value["number"])


def _money(value: Stored, _names: Mapping[str, str]) -> str:
    per = f" a {value['per'].replace('_', ' ')}" if "per" in value else ""
    ends = [_once(value[end]) for end in ("low", "high") if end in value]
    # "$1 to $3m" would be read as millions both: with one scale word between them, digits in full.
    mixed = len({end[-1].isdigit() for end in ends}) > 1
    show = _without_comma if mixed else _once
    return _hedged(value, lambda amount: _currency(value["currency"], show(amount))) + per


def _once(amount: str) -> str:
    """An amount as it can be read in one way only.

    `1.234m` is a thousand times more where a point parts thousands.
    """
    short = scaled(amount)
    if short[-1].isdigit() or (short.endswith("m") and len(short.partition(".")[2]) == 4):
        return _without_comma(amount)
    return short


def _without_comma(amount: str) -> str:
    """`1234`, whose comma could be a decimal one; `1,230` and `1,234,567` can be no decimals."""
    digits = _in_full(amount)
    whole, _, last = digits.rpartition(",")
    return whole + last if whole.isdigit() and last.isdigit() and last[-1] != "0" else digits


def _in_full(amount: str) -> str:
    return f"{Decimal(amount):,f}"


def _currency(code: str, amount: str) -> str:
    return f"{SIGNS[code]}{amount}" if code in SIGNS else f"{code} {amount}"


def scaled(amount: str) -> str:
    """`50000000000` as `50bn`; digits in full where a scale word would need many decimals."""
    digits = amount.removeprefix("-")
    whole, _, rest = digits.partition(".")
    for word, zeros in SCALES:
        if len(whole) > zeros:
            decimals = (whole[-zeros:] + rest).rstrip("0")
            if len(decimals) <= 4:
                sign, point = amount[: -len(digits)], "." if decimals else ""
                return f"{sign}{whole[:-zeros]}{point}{decimals}{word}"
            break
    return _in_full(amount)


def _per_share(value: Stored, _names: Mapping[str, str]) -> str:
    if "floating" in value:
        floating = value["floating"]
        return f"{floating['ratio']} × {floating['of']} at {floating['at']}"
    return _hedged(value, lambda amount: _currency(value["currency"], _price(amount))) + " a share"


def _price(amount: str) -> str:
    """`61.5` as `61.50`: a price has its cents, or none at all."""
    whole, point, cents = amount.partition(".")
    return f"{whole}.{cents:<02}" if point else whole


def _percent(value: Stored, names: Mapping[str, str]) -> str:
    of = f" of {names.get(value['of'], value['of'])}" if "of" in value else ""
    over = f" over {value['over']}" if "over" in value else ""
    on = f" of {value['on']}" if "on" in value else ""
    stated = value.get("basis", "unspecified").replace("_", " ")
    how = "" if stated == "unspecified" else f", {stated}"
    return _hedged(value, lambda number: f"{number}%") + of + over + on + how


def _count(value: Stored, _names: Mapping[str, str]) -> str:
    unit = "" if value["unit"] == "place" else f" {value['unit']}"
    return _hedged(value, lambda number: f"{Decimal(number):,f}") + unit


def _quantity(value: Stored, _names: Mapping[str, str]) -> str:
    unit = value["unit"]
    return _hedged(value, lambda number: f"{number}{'' if unit == 'x' else ' '}{unit}")


def _period(value: Stored, _names: Mapping[str, str]) -> str:
    unit = value["unit"].replace("_", " ")
    one = value.get("number") == "1"
    return _hedged(value, str) + f" {unit}{'' if one else 's'}"


def _date(value: Stored, _names: Mapping[str, str]) -> str:
    hedge = {"at_least": "not before ", "at_most": "by ", "about": "about "}
    return hedge.get(value.get("qualifier", "exactly"), "") + str(value["edtf"])


def _choice(value: Stored, _names: Mapping[str, str]) -> str:
    more = " and others" if value.get("qualifier") == "at_least" else ""
    return ", ".join(_words(value)).replace("_", " ") + more


def _refs(value: Stored, names: Mapping[str, str]) -> str:
    more = " and others" if value.get("qualifier") == "at_least" else ""
    return ", ".join(names.get(to, to) for to in value["to"]) + more


def _condition(value: Stored, names: Mapping[str, str]) -> str:
    join = "any" if "any" in value else "all"
    word = " or " if join == "any" else " and "
    return word.join(
        names.get(leaf, leaf) if isinstance(leaf, str) else f"({_condition(leaf, names)})"
        for leaf in value[join]
    )


def _consideration(value: Stored, names: Mapping[str, str]) -> str:
    whole = any("all" in part.values() for part in value["parts"])
    per = " a share" if value.get("per") == "share" and not whole else ""
    join = " or " if value.get("election") == "cash_or_stock" else " + "
    prorated = ", prorated" if value.get("election") == "prorated" else ""
    return join.join(_part(part, names) for part in value["parts"]) + per + prorated


def _part(part: Stored, names: Mapping[str, str]) -> str:
    if "cash" in part:
        cash = part["cash"]
        return "all cash" if cash == "all" else _currency(part["currency"], _price(cash)) + " cash"
    if "stock" in part:
        of = f"{names.get(part['of'], part['of'])} " if "of" in part else ""
        return f"{part['stock']} {of}shares"
    if "cvr" in part:
        return f"{part['cvr']} CVR" + (f" ({part['instrument']})" if "instrument" in part else "")
    return "an undisclosed part"


_TEXT: dict[str, Callable[[Stored, Mapping[str, str]], str]] = {
    "money": _money,
    "per_share": _per_share,
    "percent": _percent,
    "count": _count,
    "quantity": _quantity,
    "period": _period,
    "date": _date,
    "choice": _choice,
    "text": lambda value, _names: str(value["text"]),
    "refs": _refs,
    "condition": _condition,
    "consideration": _consideration,
    "undisclosed": lambda _value, _names: "undisclosed",
    "none": lambda _value, _names: "none",
}
