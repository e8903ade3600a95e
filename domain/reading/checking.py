"""Values in long form, as files and programs give them: checked against their field."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from domain.currencies import is_currency
from domain.currencies import near as near_codes
from domain.dates import span
from domain.errors import Refused
from domain.reading.context import refuse, usable
from domain.reading.numbers import MAX_DIGITS, shown
from domain.reading.others import DEEPEST, no_choice

if TYPE_CHECKING:
    from domain.fields import Field

Value = dict[str, Any]

QUALIFIERS = ("exactly", "about", "at_least", "more_than", "at_most", "less_than", "between")
REASONS = ("withheld", "redacted", "unknown", "undecided", "not_stated")
SPANS = ("day", "week", "month", "quarter", "half_year", "year")
PERIODS = ("business_day", "day", "week", "month", "quarter", "year")
_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"

_STORED_AS = {
    "choices": ("choice",),
    "ref": ("refs",),
    "text_or_ref": ("text", "refs"),
}
"""Types of field whose values are stored under another type's name."""


def check(value: Mapping[str, Any], field: "Field") -> Value:
    """The value as it is stored: with its type, in the order of the documentation, normalised.

    The type may be left out where the field fixes it; numbers are text or whole numbers, never
    floats. Raises `Refused`: E-VALUE (unknown or missing parts, wrong type), E-AMOUNT, E-PERCENT,
    E-RANGE, E-CURRENCY, E-DATE, E-CHOICE, E-DEPTH, and E-EMPTY, E-CHAR, E-LENGTH of its texts.
    """
    if not isinstance(value, Mapping):
        raise refuse("E-VALUE", "a value is a mapping", value, 'write {amount: "5", …}')
    parts = dict(value)
    kind = _type(parts, field)
    found = _READERS[kind](_Parts(parts, field))
    if "as_quoted" in parts:
        found["as_quoted"] = usable(parts.pop("as_quoted"))
    if kind == "date" and "anchor" in parts:
        found["anchor"] = _edtf(parts.pop("anchor"))
    if parts:
        unknown = ", ".join(sorted(str(part) for part in parts))
        raise refuse("E-VALUE", f"a {kind} value has no {unknown}", value, "leave it out")
    return found


def _type(parts: Value, field: "Field") -> str:
    allowed = _STORED_AS.get(field.type, (field.type,))
    given = parts.pop("type", None)
    if given is None:
        if set(parts) <= {"reason", "as_quoted"} and "reason" in parts:
            return "undisclosed"
        return allowed[-1] if "to" in parts else allowed[0]
    if given in ("undisclosed", "none") or given in allowed:
        return str(given)
    if given == field.type:
        return allowed[-1] if "to" in parts else allowed[0]
    hint = f"write type {allowed[0]}, undisclosed or none"
    raise refuse("E-VALUE", f"{field.name} holds a {' or a '.join(allowed)}", given, hint)


class _Parts:
    """The parts of one value that are still to be read."""

    def __init__(self, parts: Value, field: "Field") -> None:
        self.parts = parts
        self.field = field

    def take(self, name: str, default: object = None) -> Any:
        """A part, which then counts as read; None counts as not given."""
        found = self.parts.pop(name, None)
        return default if found is None else found

    def word(self, name: str, allowed: tuple[str, ...], default: str | None = None) -> str | None:
        """One of a few words."""
        found = self.take(name, default)
        if found is None or (isinstance(found, str) and found in allowed):
            return found
        raise refuse("E-VALUE", f"unknown {name}", found, f"known: {', '.join(allowed)}")

    def line(self, name: str, default: str | None = None) -> str | None:
        """A short text."""
        found = self.take(name, default)
        return None if found is None else usable(found)

    def number(
        self, name: str, *, code: str = "E-AMOUNT", minus: bool = False, zero: bool = False
    ) -> str | None:
        """A decimal number in full digits, normalised."""
        found = self.take(name)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, str | int):
            hint = f'write it as text: {name}: "1.5"'
            raise refuse(code, f"{name} is not text: a float is not exact", found, hint)
        if isinstance(found, int) and abs(found) >= 10**MAX_DIGITS:
            raise refuse(code, f"more than {MAX_DIGITS} digits", "…", "is the number right?")
        text = str(found).strip()
        if re.fullmatch(rf"-?[0-9]{{{MAX_DIGITS + 1},}}(\.[0-9]+)?", text):
            raise refuse(code, f"more than {MAX_DIGITS} digits", text, "is the number right?")
        if len(text) > 2 * MAX_DIGITS or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
            hint = "write digits with a point for decimals, without separators or exponent"
            raise refuse(code, f"{name} is not a plain number", text[:60], hint)
        amount = Decimal(text)
        if len(amount.as_tuple().digits) > MAX_DIGITS:
            raise refuse(code, f"more than {MAX_DIGITS} digits", text, "is the number right?")
        if text.startswith("-") and not minus:
            raise refuse(code, f"{name} is negative", text, "leave out the minus")
        if amount == 0 and not zero:
            raise refuse(code, f"{name} is zero", text, "write {type: none}")
        return shown(amount)

    def hedged(
        self, name: str, *, code: str = "E-AMOUNT", minus: bool = False
    ) -> tuple[Value, str]:
        """The number, or low and high; and the qualifier."""
        ends = {end: self.number(end, code=code, minus=minus, zero=end == "low")
                for end in ("low", "high")}  # fmt: skip
        single = self.number(name, code=code, minus=minus)
        between = None not in ends.values()
        qualifier = self.word("qualifier", QUALIFIERS, "between" if between else "exactly")
        if (qualifier == "between") != between or between == (single is not None):
            whole = {name: single, **ends, "qualifier": qualifier}
            given = {part: stated for part, stated in whole.items() if stated is not None}
            hint = f"give {name}, or low and high with the qualifier between"
            raise refuse("E-VALUE", f"needs {name}, or low and high", given, hint)
        if not between:
            return {name: single}, str(qualifier)
        low, high = str(ends["low"]), str(ends["high"])
        if Decimal(low) > Decimal(high):
            hint = "write the lower figure as low"
            raise refuse("E-RANGE", f"low {low} is above high {high}; swap?", low, hint)
        return {"low": low, "high": high}, "between"

    def currency(self, name: str = "currency") -> str | None:
        """A code of ISO 4217, in capitals."""
        found = self.line(name)
        if found is None:
            return None
        code = found.upper()
        if not is_currency(code):
            alike = near_codes(code)
            hint = f"did you mean {', '.join(alike)}?" if alike else "write an ISO 4217 code"
            raise refuse("E-CURRENCY", f"{found[:20]} is no ISO 4217 code", found, hint)
        return code

    def step(self) -> Value:
        """The unit of the last stated digit, where given."""
        step = self.number("step")
        return {"step": step} if step else {}

    def element(self, name: str) -> str | None:
        """The id of an element."""
        found = self.line(name)
        if found is not None and not re.fullmatch(_ID, found):
            raise refuse("E-VALUE", f"{name} is no id", found, "ids are kebab-case: fund-a")
        return found


def _missing(name: str, parts: _Parts) -> Refused:
    return refuse("E-VALUE", f"{name} is missing", dict(parts.parts), f"add {name}")


def _edtf(text: object) -> str:
    edtf = usable(text)
    span(edtf)
    return edtf


def _money(parts: _Parts) -> Value:
    number, qualifier = parts.hedged("amount")
    currency = parts.currency()
    if currency is None:
        raise refuse("E-CURRENCY", "in which currency?", number, "add currency: USD")
    found = {"type": "money", **number, "currency": currency, "qualifier": qualifier}
    found |= parts.step()
    for name, part in (("per", parts.word("per", SPANS)),
                       ("converted_from", parts.currency("converted_from"))):  # fmt: skip
        if part:
            found[name] = part
    return found


def _per_share(parts: _Parts) -> Value:
    floating = parts.take("floating")
    number: Value = {}
    qualifier: str | None = "exactly"
    if floating is None or {"amount", "low"} & set(parts.parts):
        number, qualifier = parts.hedged("amount")
    else:
        qualifier = parts.word("qualifier", QUALIFIERS, "exactly")
    currency = parts.currency()
    if currency is None:
        raise refuse("E-CURRENCY", "in which currency?", number, "add currency: USD")
    found = {"type": "per_share", **number, "currency": currency}
    found |= {"share": parts.line("share", "common"), "qualifier": qualifier, **parts.step()}
    if floating is not None:
        found["floating"] = _floating(floating, parts.field)
    return found


def _floating(floating: object, field: "Field") -> Value:
    if not isinstance(floating, Mapping):
        raise refuse("E-VALUE", "floating is a mapping", floating, "write {ratio, of, at}")
    inner = _Parts(dict(floating), field)
    found = {"ratio": inner.number("ratio"), "of": inner.element("of"), "at": inner.line("at")}
    if None in found.values() or inner.parts:
        raise refuse("E-VALUE", "floating has ratio, of and at", dict(floating), "give all three")
    return found


def _percent(parts: _Parts) -> Value:
    premium = bool(parts.field.over)
    number, qualifier = parts.hedged("number", code="E-PERCENT", minus=premium)
    if not premium and any(Decimal(stated) > 100 for stated in number.values()):
        raise refuse("E-PERCENT", "more than the whole (100%)", number, "is the number right?")
    found: Value = {"type": "percent", **number}
    of, basis, over = parts.line("of"), parts.line("basis"), parts.line("over")
    if basis and basis != "unspecified" and basis not in parts.field.bases:
        known = ", ".join(parts.field.bases) or "unspecified"
        raise refuse("E-VALUE", f"unknown basis of {parts.field.name}", basis, f"known: {known}")
    if over and parts.field.over and over not in parts.field.over:
        known = ", ".join(parts.field.over)
        raise refuse("E-VALUE", "unknown price that it is over", over, f"known: {known}")
    on = parts.take("on")
    stated = {
        "of": of,
        "basis": basis or "unspecified",
        "over": over,
        "on": _edtf(on) if on else None,
    }
    found |= {name: part for name, part in stated.items() if part}
    return found | {"qualifier": qualifier, **parts.step()}


def _count(parts: _Parts) -> Value:
    number, qualifier = parts.hedged("number")
    if any("." in stated for stated in number.values()):
        raise refuse("E-AMOUNT", "only whole things are counted", number, "write a whole number")
    unit = parts.line("unit", parts.field.unit or None)
    if unit != (parts.field.unit or unit):
        hint = f"leave unit out, or write {parts.field.unit}"
        raise refuse("E-VALUE", f"{parts.field.name} counts {parts.field.unit}", unit, hint)
    found: Value = {"type": "count", **number}
    return found | ({"unit": unit} if unit else {}) | {"qualifier": qualifier, **parts.step()}


def _quantity(parts: _Parts) -> Value:
    number, qualifier = parts.hedged("number")
    known = tuple(parts.field.units) or ((parts.field.unit,) if parts.field.unit else ())
    unit = parts.line("unit", known[0] if len(known) == 1 else None)
    if unit is None or (known and unit not in known):
        raise refuse("E-VALUE", "in which unit?", unit, f"known: {', '.join(known)}")
    return {"type": "quantity", **number, "unit": unit, "qualifier": qualifier, **parts.step()}


def _period(parts: _Parts) -> Value:
    number, qualifier = parts.hedged("number", code="E-PERIOD")
    unit = parts.word("unit", PERIODS)
    if unit is None:
        raise _missing("unit", parts)
    return {"type": "period", **number, "unit": unit, "qualifier": qualifier, **parts.step()}


def _date(parts: _Parts) -> Value:
    edtf = parts.take("edtf")
    if edtf is None:
        raise _missing("edtf", parts)
    known = ("exactly", "about", "at_least", "at_most")
    qualifier = parts.word("qualifier", known, "exactly")
    return {"type": "date", "edtf": _edtf(edtf), "qualifier": qualifier}


def _choice(parts: _Parts) -> Value:
    one, several = parts.take("choice"), parts.take("choices")
    if (one is None) == (several is None):
        raise refuse("E-VALUE", "needs choice, or choices", None, "give one of the two")
    if several is not None and parts.field.type != "choices":
        raise refuse("E-VALUE", f"{parts.field.name} is one word", several, "give choice")
    words = [one] if several is None else _list(several, "choices")
    for word in words:
        other = word == "other" and not parts.field.closed
        if not isinstance(word, str) or (word not in parts.field.words and not other):
            raise no_choice(word, parts.field)
    if "other" in words and not parts.parts.get("as_quoted"):
        hint = "add as_quoted with the words read"
        raise refuse("E-CHOICE", "'other' needs the words read", words, hint)
    if several is None and parts.field.type == "choice":
        return {"type": "choice", "choice": one}
    qualifier = parts.word("qualifier", ("exactly", "at_least"), "exactly")
    return {"type": "choice", "choices": list(dict.fromkeys(words)), "qualifier": qualifier}


def _list(given: object, name: str) -> list[Any]:
    if isinstance(given, str) or not isinstance(given, list | tuple) or not given:
        raise refuse("E-VALUE", f"{name} is a list with something in it", given, f"{name}: [a, b]")
    return list(given)


def _text(parts: _Parts) -> Value:
    words = parts.take("text")
    if words is None:
        raise _missing("text", parts)
    lang = parts.line("lang")
    return {"type": "text", "text": usable(words)} | ({"lang": lang} if lang else {})


def _refs(parts: _Parts) -> Value:
    given = parts.take("to")
    ids = _list([given] if isinstance(given, str) else given, "to")
    for element in ids:
        if not isinstance(element, str) or not re.fullmatch(_ID, element):
            raise refuse("E-VALUE", "not an id", element, "ids are kebab-case: fund-a")
    qualifier = parts.word("qualifier", ("exactly", "at_least"), "exactly")
    if parts.field.type == "ref" and (len(ids) > 1 or qualifier != "exactly"):
        raise refuse("E-VALUE", f"{parts.field.name} is one element", ids, "name one")
    return {"type": "refs", "to": list(dict.fromkeys(ids)), "qualifier": qualifier}


def _condition(parts: _Parts) -> Value:
    given: Value = {}
    for join in ("any", "all"):
        if join in parts.parts:
            given[join] = parts.parts.pop(join)
    return {"type": "condition", **_branch(given, 0)}


def _branch(given: Mapping[str, Any], depth: int) -> Value:
    if depth > DEEPEST:
        raise refuse("E-DEPTH", f"nested deeper than {DEEPEST}", "…", "use fewer brackets")
    if len(given) != 1 or not set(given) <= {"any", "all"}:
        hint = "write {any: [a, b]} or {all: [a, b]}"
        raise refuse("E-CONDITION", "a condition is either any or all of its leaves", None, hint)
    join, items = next(iter(given.items()))
    found: list[Any] = []
    for item in _list(items, join):
        if isinstance(item, Mapping):
            found.append(_branch(item, depth + 1))
        elif isinstance(item, str) and re.fullmatch(_ID, item):
            found.append(item)
        else:
            hint = "leaves are ids of elements of kind condition"
            raise refuse("E-CONDITION", "a leaf is an id", item, hint)
    return {join: found}


def _consideration(parts: _Parts) -> Value:
    per = parts.word("per", ("share", "total"), "share")
    items = [_part(item, parts.field) for item in _list(parts.take("parts"), "parts")]
    election = parts.word("election", ("fixed", "cash_or_stock", "prorated"))
    found = {"type": "consideration", "per": per, "parts": items}
    return found | ({"election": election} if election else {})


def _part(item: object, field: "Field") -> Value:
    if not isinstance(item, Mapping):
        raise refuse("E-VALUE", "a part is a mapping", item, 'write {cash: "5", currency: USD}')
    parts = _Parts(dict(item), field)
    found: Value = {}
    for name in ("cash", "stock", "cvr"):
        if parts.parts.get(name) == "all" and name != "cvr":
            found[name] = parts.take(name)
        elif stated := parts.number(name):
            found[name] = stated
        if name == "cash" and (currency := parts.currency()):
            found["currency"] = currency
        if name == "stock" and (of := parts.element("of")):
            found["of"] = of
    if (collar := parts.take("collar")) is not None:
        low, high = (_Parts({"end": end}, field).number("end") for end in _pair(collar))
        found["collar"] = [low, high]
    if instrument := parts.element("instrument"):
        found["instrument"] = instrument
    if parts.take("undisclosed") is not None:
        found["undisclosed"] = "true"
    if parts.parts or not {"cash", "stock", "cvr", "undisclosed"} & set(found):
        hint = "a part has cash and currency, stock and of, cvr and instrument, or undisclosed"
        raise refuse("E-VALUE", "not a part of a price", dict(item), hint)
    if found.get("cash", "all") != "all" and "currency" not in found:
        raise refuse("E-CURRENCY", "in which currency?", dict(item), "add currency: USD")
    return found


def _pair(given: object) -> list[Any]:
    ends = _list(given, "collar")
    if len(ends) != 2:
        raise refuse("E-VALUE", "a collar has two ends", given, 'write ["18.00", "22.00"]')
    return ends


def _undisclosed(parts: _Parts) -> Value:
    return {"type": "undisclosed", "reason": parts.word("reason", REASONS, "withheld")}


def _none(_parts: _Parts) -> Value:
    return {"type": "none"}


_READERS: dict[str, Callable[[_Parts], Value]] = {
    "money": _money,
    "per_share": _per_share,
    "percent": _percent,
    "count": _count,
    "quantity": _quantity,
    "period": _period,
    "date": _date,
    "choice": _choice,
    "text": _text,
    "refs": _refs,
    "condition": _condition,
    "consideration": _consideration,
    "undisclosed": _undisclosed,
    "none": _none,
}
