"""The numbers of a text in full digits: thousands and decimals told apart, scale words applied."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from domain.currencies import MINOR_DIGITS
from domain.reading.context import refuse
from domain.reading.figures import QUOTES, Figures, Number
from domain.reading.vocabulary import Marks

MAX_DIGITS = 24


class End:
    """A number in full, the unit of its last stated digit, and whether a scale word made it."""

    def __init__(self, amount: Decimal, step: Decimal, *, scaled: bool) -> None:
        self.amount = amount
        self.step = step
        self.scaled = scaled


def ends(found: Figures, style: str) -> list[End]:
    """The numbers in full: one, or low and high.

    `style` decides what `1,234` is: ambiguous for an "amount", a thousand for "whole" things,
    a decimal for a "ratio". Raises `Refused`: E-AMOUNT-AMBIG, E-RANGE, or the text's own code.
    """
    numbers = found.numbers
    if len(numbers) == 2:
        _share_hundred(found)
        _share_scale(found, style)
    got = [_end(found, number, style) for number in numbers]
    if found.band:
        if found.hedge or len(got) != 1:
            raise found.refuse("a vague band with a bound on top", "give the figures it means")
        low, high = found.band
        only = got[0].amount
        got = [End(only * factor, Decimal(0), scaled=True) for factor in (low, high)]
    if len(got) == 2 and got[0].amount > got[1].amount:
        low_text, high_text = f"{got[0].amount:,f}", f"{got[1].amount:,f}"
        message = f"low {low_text} is above high {high_text}; swap?"
        raise refuse("E-RANGE", message, found.text, "write the lower figure first")
    return got


def _share_hundred(found: Figures) -> None:
    """Refuse "five to six hundred million", where five may be five hundred."""
    low, high = (number.token for number in found.numbers)
    if low.sort == high.sort == "words" and high.meaning in range(100, 1000, 100):
        in_hundreds = 100 * low.meaning
        if low.meaning < 10 and in_hundreds <= high.meaning:
            message = f"{low.text!r} may be {low.meaning} or {in_hundreds}"
            hint = f"write {in_hundreds} to {high.meaning}, in digits"
            raise refuse("E-AMOUNT-AMBIG", message, found.text, hint)


def _share_scale(found: Figures, style: str) -> None:
    """Give the lower figure the scale of the higher, as in "$10 to $20 billion".

    "$500,000 to $1m" shares none: it would be the higher of the two. "500 dollars to 1 million" is
    refused, since its currency parts it from the scale word.
    """
    low, high = found.numbers
    if (low.scale and not high.scale) or (high.scale and not low.scale and low.trailed):
        message = f"a scale word after {(low if low.scale else high).token.text!r} only"
        raise found.refuse(message, "write it after both figures")
    if low.scale or not high.scale:
        return
    digits = low.token.text.replace(" ", "").replace(",", "").replace("'", "")
    alone = int(digits) if digits.isdigit() else 0
    low.scale, low.scale_text = high.scale, high.scale_text
    top = _end(found, high, style).amount
    if 1000 <= alone <= top < _end(found, low, style).amount:
        low.scale, low.scale_text = None, ""


def _end(found: Figures, number: Number, style: str) -> End:
    factor, language = (number.scale.factor, number.scale.language) if number.scale else (1, "")
    token = number.token
    if number.scale and not language and (found.french or found.english):
        language = "fr" if found.french else "en"
    if token.sort == "number":
        stated = _stated(found, number, language, style)
    else:
        stated = Decimal(token.meaning)
    if number.scale and number.scale.french and token.text.rpartition(",")[0].isdigit():
        _comma_before(found, number)
    if number.and_half:
        stated += Decimal("0.5")
    digits = stated.as_tuple().digits
    if len(digits) > MAX_DIGITS:
        raise found.refuse(f"more than {MAX_DIGITS} digits", "is it one number?")
    exponent = stated.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 (finite: made from digits above)
    amount = stated * factor
    if amount.adjusted() >= MAX_DIGITS:
        raise found.refuse(f"more than {MAX_DIGITS} digits", "is the scale word right?")
    return End(amount, Decimal(1).scaleb(exponent) * factor, scaled=number.scale is not None)


def _comma_before(found: Figures, number: Number) -> None:
    """Refuse "1,2 billion": who writes a decimal comma may mean the billion of the Continent.

    "1,200 billion" in threes is English, and passes.
    """
    whole, _, decimals = number.token.text.rpartition(",")
    if len(decimals) == 3 or number.scale is None:
        return
    factor = number.scale.factor
    raise refuse(
        "E-AMOUNT-AMBIG",
        f"{number.token.text!r} billion may be {whole}.{decimals} times {factor:,} or "
        f"{factor * 1000:,}",
        found.text,
        "write a decimal point, or the digits in full",
    )


def _stated(found: Figures, number: Number, language: str, style: str) -> Decimal:
    """The number as written, with its thousands and decimals told apart."""
    raw = number.token.text
    text = raw.replace(" ", "'")
    if text[0] in ".,":
        raise found.refuse(f"there is no digit before {raw!r}", QUOTES)
    if len(text) > 80:
        raise found.refuse(f"more than {MAX_DIGITS} digits", "is it one number?")
    marks = [sign for sign in text if not sign.isdigit()]
    decimal = ""
    if marks and marks[-1] in ".,":
        mark = marks[-1]
        before, _, after = text.rpartition(mark)
        if marks.count(mark) == 1 and (len(marks) > 1 or len(after) != 3):
            decimal = mark
        elif marks.count(mark) == 1 and len(after) == 3:
            clear = len(before) > 3 or before.startswith("0")
            decimal = mark if clear else _decimal_mark(found, number, mark, language, style)
    whole, _, fraction = text.rpartition(decimal) if decimal else (text, "", "")
    groups = whole.replace(".", "'").replace(",", "'").split("'")
    one_mark = len({sign for sign in whole if not sign.isdigit()}) <= 1
    grouped = len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    grouped = grouped or (len(groups) > 1 and _indian(number) and _in_lakhs(groups))
    if len(groups) > 1 and not (one_mark and grouped):
        message = f"the thousands of {raw!r} are not in threes"
        raise found.refuse(message, "write the digits without separators")
    if len(whole) > 1 and whole.startswith("0"):
        raise found.refuse(f"{raw!r} starts with a zero", QUOTES)
    return Decimal("".join(groups) + (f".{fraction}" if fraction else ""))


def _indian(number: Number) -> bool:
    """Whether it is money of a country that groups 1,20,000: rupees, lakhs, crores."""
    crores = number.scale is not None and number.scale.factor in (10**5, 10**7)
    return crores or any("INR" in codes for codes in number.currencies)


def _in_lakhs(groups: Sequence[str]) -> bool:
    first, *middle, last = groups
    return len(first) <= 2 and len(last) == 3 and all(len(group) == 2 for group in middle)


def _decimal_mark(found: Figures, number: Number, mark: str, language: str, style: str) -> str:
    """Whether the mark of `1,234` parts off decimals ("," or ".") or thousands ("")."""
    raw = number.token.text
    if style == "ratio":
        return mark
    if language == "en":
        return mark if mark == "." else ""
    if found.english and mark == ",":
        return ""
    if (
        number.currencies
        and not number.scale
        and all(MINOR_DIGITS.get(code) == 0 for codes in number.currencies for code in codes)
    ):
        return ""  # there are no cents in yen
    if style == "money" and mark == "," and number.led and not number.scale and raw.endswith("0"):
        return ""  # "$250,000"; a price per share may have three decimals
    if (
        mark == ","
        and language != "fr"
        and number.scale
        and raw.endswith("0")
        and (
            (number.led or number.scale_text == "million")
            and number.scale_text in ("million", "m", "mn", "mm", "k")
        )
    ):
        return ""  # nobody writes 1.25 millions as "1,250 million"
    if language == "fr" and mark == ",":
        return mark
    if found.marks is not None and (known := _by_language(found.marks, raw, mark)) is not None:
        return known
    if style == "whole" and not language and not any(n.scale for n in found.numbers):
        return ""
    digits = raw.replace(mark, "")
    small = f"{digits[:-3]}.{digits[-3:]}"
    factor = number.scale.factor if number.scale else 1
    both = " or ".join(f"{Decimal(shown(Decimal(each) * factor)):,f}" for each in (digits, small))
    raise refuse(
        "E-AMOUNT-AMBIG",
        f"{raw!r} may be {both}",
        found.text,
        f"write {digits} or {small}0 for the one you mean",
    )


def _by_language(marks: Marks, raw: str, mark: str) -> str | None:
    """The decimal mark ("" where it parts thousands) by the language's habit, if that is sure.

    Where neighbouring countries write the other way round, a number that ends in 0 still has its
    thousands parted: nobody writes "1.20" millions as 1.200.
    """
    if mark == marks.decimal:
        return None if marks.both_ways else mark
    return "" if not marks.both_ways or raw.endswith("0") else None


def shown(amount: Decimal) -> str:
    """Digits in full, without an exponent or needless zeros."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def hedged(found: Figures, got: Sequence[End], name: str) -> dict[str, Any]:
    """`{name, qualifier}` or `{low, high, qualifier}`, as every type with a number stores it."""
    if len(got) == 2:
        low, high = (shown(end.amount) for end in got)
        return {"low": low, "high": high, "qualifier": "between"}
    return {name: shown(got[0].amount), "qualifier": found.hedge or "exactly"}
