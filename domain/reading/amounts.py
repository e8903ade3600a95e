"""Money, prices per share, percentages, counts, quantities and periods out of a text.

Every reader returns the stored value with its `type`. `step` is the unit of the last digit that
the text stated ("$110bn" 1000000000, "$7.5m" 100000, figures in full 1): money always has it,
percentages and quantities too, counts where a scale word made them round. Prices per share,
exchange ratios and periods are as exact as they are written and have none, unless hedged.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from domain.currencies import DOLLARS, near
from domain.errors import Refused
from domain.reading import lexer, said
from domain.reading.context import Context, Names, flat, names_of, quoted, refuse
from domain.reading.echo import digits
from domain.reading.figures import QUOTES, Figures, parse
from domain.reading.lexer import Token
from domain.reading.numbers import End, ends, hedged, shown
from domain.reading.phrases import (
    PLACES,
    count_phrases,
    money_phrases,
    percent_phrases,
    period_phrases,
    price_phrases,
    quantity_phrases,
)
from domain.reading.vocabulary import OTHERS, Phrases, Vocabulary, vocabulary

Value = dict[str, Any]


def money(text: str, field: Any, context: Context) -> Value:
    """An amount of money.

    `{"type": "money", "amount" | "low", "high", "currency", "qualifier", "step", "per"?,
    "as_quoted"?}`. Raises `Refused`: E-AMOUNT, E-AMOUNT-AMBIG, E-CURRENCY, E-CURRENCY-AMBIG,
    E-RANGE.
    """
    return _in_its_language(lambda words: _money(text, field, context, words))


def _money(text: str, field: Any, context: Context, words: Vocabulary) -> Value:
    phrases = money_phrases(field.name, words, flow=bool(field.flow))
    found = _figures(text, field, phrases, "E-AMOUNT", words=words, context=context)
    if found.band and found.band[1] < 1000 and found.numbers[0].scale is None:
        raise found.refuse("a band of what?", "write the scale: 'mid-teens billions'")
    got = _amounts(found, "money")
    value = {"type": "money", **hedged(found, got, "amount")}
    qualifier = value.pop("qualifier")
    value |= {"currency": _currency(found, context), "qualifier": qualifier}
    if not found.band:
        value["step"] = shown(max(end.step for end in got))
    if per := found.note("per"):
        value["per"] = per
    return quoted(value, text, when=found.loud)


def per_share(text: str, field: Any, context: Context) -> Value:
    """A price for one share.

    `{"type": "per_share", "amount" | "low", "high", "currency", "share", "qualifier"}`. Raises
    as `money` does.
    """
    return _in_its_language(lambda words: _per_share(text, field, context, words))


def _per_share(text: str, field: Any, context: Context, words: Vocabulary) -> Value:
    phrases = price_phrases(field.name, words)
    rest, pence = _pounds(_sign_first(flat(text)), text)
    found = _figures(text, field, phrases, "E-AMOUNT", rest=rest, words=words, context=context)
    found.loud = found.loud or pence
    got = _amounts(found)
    value = {"type": "per_share", **hedged(found, got, "amount")}
    qualifier = value.pop("qualifier")
    value |= {
        "currency": _currency(found, context),
        "share": found.note("share") or "common",
        "qualifier": qualifier,
    }
    return quoted(value, text, when=found.loud)


def percent(text: str, field: Any, context: Context) -> Value:
    """A part of something; `of` only where the text names an element, else the caller's to fill.

    `{"type": "percent", "number" | "low", "high", "of"?, "basis"?, "over"?, "on"?, "qualifier",
    "step"}`. Raises `Refused`: E-PERCENT, E-RANGE, E-AMBIG, E-DATE (the day of a premium's
    price).
    """
    return _in_its_language(lambda words: _percent(text, field, context, words), "E-PERCENT")


def _percent(text: str, field: Any, context: Context, words: Vocabulary) -> Value:
    rest, majority = _without_majority(flat(text))
    rest, on = _price_day(rest, field, context) if field.over else (rest, None)
    phrases = percent_phrases(field.name, tuple(field.bases), tuple(field.over), words)
    found = _figures(
        text,
        field,
        phrases,
        "E-PERCENT",
        rest=rest,
        names=names_of(context),
        words=words,
        context=context,
    )
    last = found.numbers[-1]
    decade = found.band is not None and found.band[1] <= 100
    if not (last.percent or last.token.sort == "fraction" or decade):
        raise found.refuse("a percentage needs its sign", f"write {last.token.text}%")
    premium = bool(field.over)
    if found.negative and not premium:
        raise found.refuse("a percentage of something is not negative", "leave out the minus")
    got = ends(found, "amount" if premium else "ratio")
    if not premium and any(end.amount > 100 for end in got):
        raise found.refuse("more than the whole (100%)", "is the number right?")
    if any(end.amount == 0 for end in got[-1:]):
        raise found.refuse("zero is said with a word", "write none")
    if found.negative:
        got = [End(-end.amount, end.step, scaled=False) for end in got]
    value = {"type": "percent", **hedged(found, got, "number")}
    qualifier = value.pop("qualifier")
    for part, stated in (
        ("of", found.note("name")),
        ("basis", found.note("basis") or "unspecified"),
        ("over", found.note("over")),
        ("on", on),
    ):
        if stated:
            value[part] = stated
    value["qualifier"] = qualifier
    if {"33.33", "66.66"} & {number.token.meaning for number in found.numbers}:
        if found.hedge in ("at_most", "less_than"):
            raise found.refuse("a third has no end in decimals", "write the percentage")
        found.hedge = value["qualifier"] = value["qualifier"].replace("exactly", "about")
    fractions = [number for number in found.numbers if number.token.sort == "fraction"]
    if fractions:
        tenths = all(end.amount % 10 == 0 for end in got)
        value["step"] = "10" if tenths and not majority else "1"
    elif not found.band:
        value["step"] = shown(max(end.step for end in got))
    return quoted(value, text, when=found.loud or majority or bool(fractions))


def count(text: str, field: Any, context: Context) -> Value:
    """Whole things: shares, jobs, seats; the unit is the field's.

    `{"type": "count", "number" | "low", "high", "unit"?, "qualifier", "step"?}`. Raises
    `Refused`: E-AMOUNT, E-AMOUNT-AMBIG, E-RANGE.
    """
    flat_text, of_how_many = _of_how_many(flat(text))
    if field.unit == "place" and flat_text in PLACES:
        place = {"type": "count", "number": str(PLACES[flat_text]), "unit": field.unit}
        return place | {"qualifier": "exactly"}
    phrases = count_phrases(field.name, field.unit)
    found = _figures(text, field, phrases, "E-AMOUNT", rest=flat_text, context=context)
    got = _amounts(found, "whole")
    if any(end.amount != end.amount.to_integral_value() for end in got):
        raise found.refuse("only whole things are counted", "write the whole number")
    found.loud = found.loud or of_how_many
    value = {"type": "count", **hedged(found, got, "number")}
    qualifier = value.pop("qualifier")
    if field.unit:
        value["unit"] = field.unit
    value["qualifier"] = qualifier
    if not found.band and any(end.scaled for end in got):
        value["step"] = shown(max(end.step for end in got))
    return quoted(value, text, when=found.loud)


def quantity(text: str, field: Any, context: Context) -> Value:
    """A number with its unit; a ratio may be written "1 for 5".

    `{"type": "quantity", "number" | "low", "high", "unit", "qualifier", "step"?}`. Raises
    `Refused`: E-AMOUNT, E-AMOUNT-AMBIG, E-RANGE.
    """
    units = tuple(field.units) or ((field.unit,) if field.unit else ())
    if "shares/share" in units and (ratio := _ratio(text)):
        return ratio
    phrases = quantity_phrases(field.name, units, tuple(field.bases))
    found = _figures(text, field, phrases, "E-AMOUNT", context=context)
    unit = found.note("unit") or (units[0] if len(units) == 1 else None)
    if unit is None:
        raise found.refuse("in which unit?", f"write one of: {', '.join(units)}")
    got = _amounts(found, "ratio" if unit in ("x", "shares/share") else "amount")
    found.loud = found.loud or found.note("basis") is not None
    value = {"type": "quantity", **hedged(found, got, "number")}
    qualifier = value.pop("qualifier")
    value |= {"unit": unit, "qualifier": qualifier}
    if not found.band and (unit != "shares/share" or qualifier == "about"):
        value["step"] = shown(max(end.step for end in got))
    return quoted(value, text, when=found.loud)


def period(text: str, field: Any, context: Context) -> Value:
    """A length of time.

    `{"type": "period", "number" | "low", "high", "unit", "qualifier"}`. Raises `Refused`:
    E-PERIOD, E-RANGE.
    """
    rest = flat(text).replace("multiyear", "multi-year").replace("pluriannuel", "plusieurs ans")
    found = _figures(text, field, period_phrases(), "E-PERIOD", rest=rest, context=context)
    stated = found.note("unit")
    if stated is None:
        hint = "write it with business days, days, weeks, months, quarters or years"
        raise found.refuse("in which unit?", hint)
    unit, factor, loud = stated
    if found.band:
        least = {"number": str(found.band[0] * factor), "unit": unit, "qualifier": "at_least"}
        return quoted({"type": "period", **least}, text, when=True)
    got = [
        End(end.amount * factor, end.step * factor, scaled=False)
        for end in _amounts(found, "ratio")
    ]
    value = {"type": "period", **hedged(found, got, "number")}
    qualifier = value.pop("qualifier")
    value |= {"unit": unit, "qualifier": qualifier}
    if qualifier == "about":
        value["step"] = shown(got[0].step)
    return quoted(value, text, when=found.loud or loud)


def unused(text: str, field: Any) -> list[str]:
    """The words of a text that was read which no part of its stored value says: "a whopping"."""
    for language in ("", *OTHERS):
        tokens = lexer.cut(flat(text), text, _phrases(field, vocabulary(language)), {})
        if not any(token.sort == "rest" for token in tokens):
            said_so = [t for t in tokens if t.sort == "more" or (t.sort == "said" and t.meaning)]
            return [token.text for token in said_so]
    return []


def _phrases(field: Any, words: Vocabulary) -> Phrases:
    match field.type:
        case "money":
            return money_phrases(field.name, words, flow=bool(field.flow))
        case "per_share":
            return price_phrases(field.name, words)
        case "percent":
            return percent_phrases(field.name, tuple(field.bases), tuple(field.over), words)
        case "count":
            return count_phrases(field.name, field.unit)
    return {}


# -- from text to figures -------------------------------------------------------------------------


def _in_its_language(read: Callable[[Vocabulary], Value], code: str = "E-AMOUNT") -> Value:
    """The value by English and French words, or where they do not do, by those of one other.

    Two languages that read it otherwise are refused. Of the refusals, the one shown is that of the
    language that had a word for most of the text.
    """
    try:
        return read(vocabulary())
    except Refused as refusal:
        if refusal.code != code:
            raise
        first = refusal
    found: list[Value] = []
    for language in OTHERS:
        try:
            value = read(vocabulary(language))
        except Refused as refusal:
            better = _understood(refusal) < _understood(first)
            first = refusal if better or refusal.code != code else first
        else:
            if value not in found:
                found.append(value)
    if len(found) > 1:
        bare = [{key: value[key] for key in value if key != "as_quoted"} for value in found[:2]]
        both = " or ".join(map(digits, bare))
        raise refuse("E-AMOUNT-AMBIG", both, str(first.seen), "write it in English, or in digits")
    if not found:
        raise first
    return found[0]


def _understood(refusal: Refused) -> int:
    """How much of a text a refusal names as unread."""
    unread = refusal.message.removeprefix("could not read ")
    return len(unread) if unread != refusal.message else 0


def _figures(
    text: str,
    field: Any,
    phrases: Phrases,
    code: str,
    *,
    rest: str | None = None,
    names: Names | None = None,
    words: Vocabulary | None = None,
    context: Context,
) -> Figures:
    """The figures of a text, or of what is left of it once a reader took its own part."""
    left, spanned = said.without_loose(field.name, flat(text) if rest is None else rest)
    tokens = lexer.cut(left, text, phrases, names or {})
    if code == "E-AMOUNT":
        _no_unknown_code(text, tokens)
    words = words or vocabulary()
    found = parse(text, tokens, code, lambda left: _advice(left, field), words.marks, words.english)
    if found.more and not (context.increment or field.name == "commitment"):
        hint = f"if it is on top, write the amount alone, with on_top_of: ELEMENT.{field.name}"
        raise found.refuse(f"{found.more!r} may be on top of what there was", hint)
    found.loud = found.loud or spanned
    return found


def _advice(words: str, field: Any) -> str:
    """What to do about words that have no meaning beside a figure of this field."""
    if not words:
        return QUOTES
    if home := said.home_of(words):
        return f"that is what the field {home!r} says; log it there"
    if words.split()[0] in ("e", "nan", "snan", "inf", "infinity"):
        return "write the digits in full"
    if any(sign.isnumeric() and not sign.isascii() for sign in words):
        return "write the digits 0 to 9"
    if words in ("o", "l", "i"):
        return f"if the letter {words} stands for a digit, write the digit"
    if field.type == "period" and words == "over":
        return "it may mean during or more than: write 'for 7 years' or 'more than 7 years'"
    if {"not", "no", "never", "pas", "ne", "n't", "nicht", "non"} & set(words.split()):
        return "a negation is never guessed at: write 'up to', 'at least', 'less than'"
    if field.type == "money" and any(word in vocabulary().per for word in (words, f"a {words}")):
        return "this field is no flow; log the amount for the whole"
    return "leave it out, or put it in `scope` or `note`; the hedge goes before the figure"


def _no_unknown_code(text: str, tokens: Sequence[Token]) -> None:
    for token in tokens:
        code = token.text.upper()
        if token.sort == "rest" and len(code) == 3 and code.isalpha() and code in text:
            alike = near(code)
            hint = f"did you mean {', '.join(alike)}?" if alike else "write an ISO 4217 code"
            raise refuse("E-CURRENCY", f"{code} is no ISO 4217 code", text, hint)


def _amounts(found: Figures, style: str = "amount") -> list[End]:
    """The numbers in full, none of them negative or zero."""
    if found.negative:
        raise found.refuse("a figure is not negative", "leave out the minus, or log the reverse")
    got = ends(found, style)
    if any(end.amount == 0 for end in got):
        raise found.refuse("the figure is 0", f"{QUOTES}; for none, write none")
    return got


def _currency(found: Figures, context: Context) -> str:
    """The one code that signs and names leave, with the deal's own where they leave several."""
    stated = [codes for number in found.numbers for codes in number.currencies]
    if not stated:
        if context.currency is None:
            hint = "write 'USD 50bn', or give the deal a currency"
            raise refuse("E-CURRENCY", "in which currency?", found.text, hint)
        return context.currency
    possible = [code for code in stated[0] if all(code in codes for codes in stated)]
    if not possible:
        raise refuse(
            "E-CURRENCY", "two currencies in one figure", found.text, "log each as its own claim"
        )
    if len(possible) == 1:
        return possible[0]
    if context.currency in possible:
        return str(context.currency)
    some = ", ".join(possible[:4])
    sign = "dollar" if possible[0] in DOLLARS else "money"
    raise refuse(
        "E-CURRENCY-AMBIG",
        f"which {sign}: {some}{', …' if len(possible) > 4 else ''}?",
        found.text,
        f"write the code, such as '{possible[0]} 50bn', or give the deal a currency",
    )


_HOW_MANY = r"\s+(?:out of|of|sur)\s+(?:the\s+)?([0-9]+|[a-zé-]+)\b"


def _of_how_many(text: str) -> tuple[str, bool]:
    """ "two of nine" without the nine, and whether there was one."""
    import re

    match = re.search(_HOW_MANY, text)
    if match and (match[1].isdigit() or match[1].replace("-", " ") in vocabulary().numbers):
        return text[: match.start()] + text[match.end() :], True
    return text, False


_SWAP = (
    r"([0-9]+(?:[.,][0-9]+)?|[a-zé]+)(?: new| nouvelles?)?"
    r"(?: shares?| actions?| titres?)?(?: nouvelles?)?"
    r"[ -](?:for every|for each|for|pour|contre)[ -]([0-9]+(?:[.,][0-9]+)?|[a-zé]+)"
    r"(?: existing| old| anciennes?| anciens?)?(?: shares?| actions?| titres?)?(?: anciennes?)?"
)


def _ratio(text: str) -> Value | None:
    """ "1 for 5" as shares per share; to six decimals, as "about", where it does not end."""
    import re

    match = re.fullmatch(_SWAP, flat(text))
    if match is None:
        return None
    stated = [_small(part) for part in match.groups()]
    if None in stated or stated[1] == 0 or stated[0] == 0:
        return None
    ratio = (stated[0] or Decimal(0)) / (stated[1] or Decimal(1))
    rounded = round(ratio, 6)
    hedge = "exactly" if rounded == ratio else "about"
    value = {"type": "quantity", "number": shown(rounded), "unit": "shares/share"}
    value |= {"qualifier": hedge} | ({"step": "0.000001"} if hedge == "about" else {})
    return quoted(value, text, when=True) if rounded else None


def _small(word: str) -> Decimal | None:
    if word[0].isdigit():
        return Decimal(word.replace(",", "."))
    known = vocabulary().numbers.get(word)
    return Decimal(known) if known else None


def _without_majority(text: str) -> tuple[str, bool]:
    """ "a majority of" as more than half, and whether that was said."""
    import re

    found = re.sub(
        r"^(?:an?|the|la|une) (?=(?:simple )?majorit)|^(?:simple )?(?=majorit)", "", text
    )
    found = re.sub(r"^majorit(?:y|é)(?: simple)?(?! des (?:deux|trois))", "more than 50%", found)
    return found, found.startswith("more than 50%") and "majorit" in text


def _price_day(text: str, field: Any, context: Context) -> tuple[str, str | None]:
    """A premium without the day of its price, and that day."""
    import re

    from domain.reading import dates

    match = re.match(r"(.*%.*) (?:of|on|as of|from|du|au|le) (?:the )?([^%]*[0-9][^%]*)$", text)
    if match is None or not dates.names_a_day(match[2]):
        return text, None
    return match[1], str(dates.date(match[2], field, context)["edtf"])


def _pounds(text: str, original: str) -> tuple[str, bool]:
    """A price in pence ("540p", "GBX 540", "GBp 540") in pounds, and whether it was in pence."""
    import re

    pence = r"(?<=[0-9])\s?(?:p|pence)\b|\b(?:gbx|pence)\b"
    pence += r"|\bgbp\b" if re.search(r"\bGBp\b", original) else ""
    if not re.search(pence, text) or "£" in text:
        return text, False
    number = r"[0-9][0-9,]*(?:\.[0-9]+)?"
    return re.sub(number, _hundredth, re.sub(pence, " ", text)), True


def _hundredth(match: Any) -> str:
    import re

    pounds = shown(Decimal(match[0].replace(",", "")) / 100)
    # Three decimals would be read as thousands, or not at all.
    return f"£{pounds}0" if re.search(r"\.[0-9]{3}$", pounds) else f"£{pounds}"


def _sign_first(text: str) -> str:
    """ "mid-$60s" as "$ mid-60s": the sign before the words that it stands amid."""
    import re

    return re.sub(r"\b((?:in )?(?:the )?(?:low|mid|high)[ -])([$€£])([1-9]0s)\b", r"\2 \1\3", text)
