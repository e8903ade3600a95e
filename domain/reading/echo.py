"""A stored value with every digit in full: how it was understood, said back after a write."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain.reading.numbers import shown

_AFTER = {
    "at_least": " or more",
    "at_most": " or less",
}
_BEFORE = {"more_than": "more than ", "less_than": "less than ", "about": "about "}


def digits(value: Mapping[str, Any]) -> str:
    """One line, such as "USD 50,000,000,000 or less" or "2026-03 (any day of that month)"."""
    return " ".join(_line(value).split())


def _line(value: Mapping[str, Any]) -> str:
    words = f' (read from "{value["as_quoted"]}")' if "as_quoted" in value else ""
    match value["type"]:
        case "money" | "per_share":
            return _priced(value) + words
        case "percent":
            return _percent(value) + words
        case "count" | "quantity" | "period":
            return _numbered(value) + words
        case "date":
            return _date(value) + words
        case "choice" if "other" in (value.get("choice"), *value.get("choices", ())):
            return f"other: {value['as_quoted']}"
        case "choice":
            return _listed(value.get("choices") or [value["choice"]], value) + words
        case "refs":
            return _listed(value["to"], value) + words
        case "text":
            return f'the words "{value["text"]}"'
        case "condition":
            return _tree(value) + words
        case "consideration":
            return _consideration(value) + words
        case "undisclosed":
            return f"undisclosed ({value['reason'].replace('_', ' ')}){words}"
    return f"none{words}"


def _full(number: str) -> str:
    return f"{Decimal(number):,f}"


def _hedged(value: Mapping[str, Any], name: str, before: str, after: str) -> str:
    """The number or the range between what stands before and after it, with the hedge."""
    qualifier = value["qualifier"]
    if qualifier == "between":
        low, high = _full(value["low"]), _full(value["high"])
        return f"{before}{low} to {before}{high}{after}"
    line = f"{_BEFORE.get(qualifier, '')}{before}{_full(value[name])}{after}"
    if qualifier == "about":
        stated = Decimal(value[name])
        default = "1" if value["type"] in ("money", "count") else "0"
        slack = max(Decimal(value.get("step", default)) / 2, abs(stated) / 100)
        line += f" (± {_full(shown(slack))})"
    return line + _AFTER.get(qualifier, "")


def _priced(value: Mapping[str, Any]) -> str:
    share = value.get("share", "")
    after = f" per {share} share" if share else ""
    if "floating" in value:
        floating = value["floating"]
        price = f"{floating['ratio']} of the price of {floating['of']} at {floating['at']}"
        struck = f", now {_hedged(value, 'amount', value['currency'] + ' ', '')}"
        return f"{price}, in {value['currency']}{struck if 'amount' in value else ''}{after}"
    if "per" in value:
        after = f" per {value['per'].replace('_', ' ')}"
    line = _hedged(value, "amount", f"{value['currency']} ", after)
    converted = value.get("converted_from")
    return f"{line}, converted from {converted}" if converted else line


def _percent(value: Mapping[str, Any]) -> str:
    line = _hedged(value, "number", "", "%")
    if "of" in value:
        line += f" of {value['of']}"
    if "over" in value:
        line += f" over {value['over'].replace('_', ' ')}"
    if "on" in value:
        line += f" of {value['on']}"
    basis = value.get("basis", "unspecified")
    return line if basis == "unspecified" else f"{line}, {basis.replace('_', ' ')}"


def _numbered(value: Mapping[str, Any]) -> str:
    unit = str(value.get("unit", "")).replace("_", " ")
    plural = "s" if value["type"] == "period" and value.get("number") != "1" else ""
    return _hedged(value, "number", "", "x" if unit == "x" else f" {unit}{plural}".rstrip())


def _date(value: Mapping[str, Any]) -> str:
    edtf, qualifier = value["edtf"], value["qualifier"]
    before = {"at_least": "not before ", "at_most": "by ", "about": "about "}.get(qualifier, "")
    bare = edtf.rstrip("~?%")
    if "/" in edtf:
        means = ["some day of that span"]
    elif len(bare) >= 10:
        means = []
    elif qualifier == "at_most":
        means = ["its last day counts"]
    elif qualifier == "at_least":
        means = ["from its first day"]
    else:
        means = [f"any day of that {_length(bare)}"]
    if mark := edtf[len(bare) :]:
        means.append({"~": "approximate", "?": "uncertain"}.get(mark, "uncertain, approximate"))
    if "anchor" in value:
        means.append(f"counted from {value['anchor']}")
    return f"{before}{edtf}" + (f" ({', '.join(means)})" if means else "")


def _length(bare: str) -> str:
    """What an EDTF date without a day names."""
    part = bare[5:]
    if not part:
        return "year"
    if part[0] in "QH":
        return "quarter" if part[0] == "Q" else "half"
    return "month" if part <= "12" else "part of the year"


def _listed(words: list[str], value: Mapping[str, Any]) -> str:
    more = " and others" if value.get("qualifier") == "at_least" else ""
    return ", ".join(words) + more


def _tree(value: Mapping[str, Any]) -> str:
    join = "any" if "any" in value else "all"
    parts = [leaf if isinstance(leaf, str) else f"({_tree(leaf)})" for leaf in value[join]]
    return f" {'or' if join == 'any' else 'and'} ".join(parts)


def _consideration(value: Mapping[str, Any]) -> str:
    join = " or " if value.get("election") == "cash_or_stock" else " + "
    whole = " a share" if value["per"] == "share" else " in total"
    return join.join(_part(part) for part in value["parts"]) + whole


def _part(part: Mapping[str, Any]) -> str:
    if "cash" in part:
        cash = part["cash"]
        return "all cash" if cash == "all" else f"{part['currency']} {_full(cash)} cash"
    if "stock" in part:
        if part["stock"] == "all":
            return "all stock"
        return f"{part['stock']} shares of {part.get('of', 'an unnamed company')}"
    if "cvr" in part:
        return f"{part['cvr']} CVR" + (f" ({part['instrument']})" if "instrument" in part else "")
    return "an undisclosed part"
