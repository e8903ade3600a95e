"""The shape of every stored value, one frozen pydantic model a type.

What a value means (its interval, its basis, how it compares) is in `domain.values`, which reading
commands load instead of this file. Whether a value suits its field (the words of a choice, the
denominator of a percent) is the catalogue's business and is checked by `domain.reading`.
"""

import re
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from domain.currencies import is_currency, near
from domain.dates import span
from domain.errors import Refused
from domain.reading.context import Context, usable
from domain.values import plain

MAX_DIGITS = 24
MAX_NOTE = 20_000


def _readable(text: str) -> str:
    """Text that can be shown: not blank, no control characters, no half characters."""
    try:
        return usable(text)
    except Refused as refusal:
        raise _told(refusal) from None


def readable_note(text: str) -> str:
    """As for any text; a note is longer than a line."""
    try:
        return usable(text, MAX_NOTE)
    except Refused as refusal:
        raise _told(refusal) from None


def _told(refusal: Refused) -> PydanticCustomError:
    """A refusal as pydantic passes it on; `domain.documents` makes it one again."""
    told = {"message": refusal.message, "seen": refusal.seen, "hint": refusal.hint}
    return PydanticCustomError(refusal.code, "{message}", told)


def _signed(text: object) -> str:
    """Digits with an optional point: never a float, an exponent, NaN or infinity."""
    if isinstance(text, bool) or not isinstance(text, str | int):
        raise ValueError("write the number as text, such as '50000000000': a float is not exact")
    if isinstance(text, int):
        text = str(text) if abs(text) < 10**MAX_DIGITS else "0" * (MAX_DIGITS + 1)
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text, re.ASCII):
        raise ValueError("write digits, with a point for decimals, and no separator or exponent")
    if sum(sign.isdigit() for sign in text) > MAX_DIGITS:
        raise ValueError(f"more than {MAX_DIGITS} digits")
    return plain(Decimal(text) + 0) or "0"  # which leaves no "-0"


def _not_negative(text: str) -> str:
    if text.startswith("-"):
        raise ValueError("a figure is not negative")
    return text


def _currency(code: str) -> str:
    if not is_currency(code):
        alike = near(code)
        hint = f"did you mean {' or '.join(alike)}?" if alike else "such as USD, EUR or GBP"
        message = "not an ISO 4217 currency code, in capital letters"
        raise _told(Refused(message, code="E-CURRENCY", seen=code, hint=hint))
    return code


def _edtf(text: str) -> str:
    try:
        span(text)
        return text
    except Refused as refusal:
        try:
            hint = f"a date is written as {read_date(text)} here"
        except Refused as other:
            raise _told(other) from None
        raise _told(Refused(refusal.message, code="E-DATE", seen=text, hint=hint)) from None


def read_date(text: str, today: str | None = None, *, day_first: bool | None = None) -> str:
    """A date in EDTF, from EDTF or from people's words; relative ones count from `today`.

    `day_first` says what 03/04/2026 means. Raises `Refused`: E-DATE, E-DATE-AMBIG, E-RANGE.
    """
    from domain import fields, reading

    try:
        span(text)
        return text
    except Refused:
        context = Context(day=today, day_first=day_first)
        found = reading.read(text, fields.CATALOGUE["any", "announced_on"], context)
        if found["type"] != "date" or found["qualifier"] != "exactly":
            raise
        return str(found["edtf"])


Signed = Annotated[str, BeforeValidator(_signed)]
Number = Annotated[Signed, AfterValidator(_not_negative)]
Currency = Annotated[str, AfterValidator(_currency)]
Edtf = Annotated[str, AfterValidator(_edtf)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Line = Annotated[str, AfterValidator(_readable), StringConstraints(max_length=2000)]
Name = Annotated[str, StringConstraints(max_length=200), AfterValidator(_readable)]
Qualifier = Literal["exactly", "about", "at_least", "more_than", "at_most", "less_than", "between"]


class _Whole(BaseModel):
    """Frozen; an unknown part is an error; stored whole, with its type, without empty parts."""

    # Built when the first is made: a report has few of the shapes, all cost a tenth of a log.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @model_serializer(mode="plain")
    def _stored(self) -> dict[str, Any]:
        parts = {name: getattr(self, name) for name in type(self).model_fields}
        found = {name: part for name, part in parts.items() if part is not None}
        return {"type": found.pop("type"), **found} if "type" in found else found


class Shape(_Whole):
    """What all stored values share."""

    as_quoted: Line | None = None


class _Hedged(Shape):
    """One number with its hedge, or the two ends of a range."""

    qualifier: Qualifier = "exactly"
    low: Number | None = None
    high: Number | None = None
    step: Number | None = None

    def _stated(self) -> str | None:
        raise AssertionError("each hedged value names its own number")

    @model_validator(mode="after")
    def _one_number_or_two_ends(self) -> Self:
        ends = (self.low, self.high)
        if self.qualifier == "between":
            if self._stated() is not None or None in ends:
                raise ValueError("'between' takes low and high, and no single number")
            if Decimal(self.low or 0) > Decimal(self.high or 0):
                raise ValueError(f"low {self.low} is above high {self.high}; swap?")
        elif ends != (None, None):
            raise ValueError("low and high go with the qualifier 'between'")
        elif self._stated() is None:
            raise ValueError("the number is missing")
        return self


class _Money(_Hedged):
    amount: Number | None = None
    currency: Currency

    def _stated(self) -> str | None:
        return self.amount


class Money(_Money):
    """An amount of money; `per` for a flow, `converted_from` for a page's own conversion."""

    type: Literal["money"] = "money"
    per: Literal["day", "week", "month", "quarter", "half_year", "year"] | None = None
    converted_from: Currency | None = None


class Floating(Shape):
    """A price that depends on another: so many of those at that price."""

    ratio: Number
    of: Id
    at: Line


class PerShare(_Money):
    """A price for one share, or a floating one until it is struck."""

    type: Literal["per_share"] = "per_share"
    share: Line = "common"
    floating: Floating | None = None

    def _stated(self) -> str | None:
        return self.amount or ("" if self.floating else None)


class _Numbered(_Hedged):
    number: Number | None = None

    def _stated(self) -> str | None:
        return self.number


class Percent(_Numbered):
    """A share of something: the denominator (`of`, `basis`, `over`) is part of the value."""

    type: Literal["percent"] = "percent"
    number: Signed | None = None  # a premium can be a discount
    of: Line | None = None
    basis: Line = "unspecified"
    over: Line | None = None
    on: Edtf | None = None


class Count(_Numbered):
    """Whole things: shares, jobs, seats, lenders."""

    type: Literal["count"] = "count"
    unit: Line


class Quantity(_Numbered):
    """A number with a unit: GW, MW, x for multiples, shares/share for ratios."""

    type: Literal["quantity"] = "quantity"
    unit: Line


class Period(_Numbered):
    """A length of time."""

    type: Literal["period"] = "period"
    unit: Literal["business_day", "day", "week", "month", "quarter", "year"]


class Date(Shape):
    """An imprecise date in EDTF; `anchor` is the day that a relative one counts from."""

    type: Literal["date"] = "date"
    edtf: Edtf
    qualifier: Literal["exactly", "about", "at_least", "at_most"] = "exactly"
    anchor: Edtf | None = None


class Choice(Shape):
    """One word of the field's list, or several; `other` says in `as_quoted` what was read."""

    type: Literal["choice"] = "choice"
    choice: Line | None = None
    choices: tuple[Line, ...] | None = None
    qualifier: Literal["exactly", "at_least"] | None = None

    @model_validator(mode="after")
    def _some_word(self) -> Self:
        words = self.choices or ((self.choice,) if self.choice else ())
        if not words or (self.choice and self.choices):
            raise ValueError("give either choice or choices")
        if "other" in words and not self.as_quoted:
            raise ValueError("'other' needs the words read, in as_quoted")
        return self


class Text(Shape):
    """Words that no other type can hold; compared by wording, never contradictory."""

    type: Literal["text"] = "text"
    text: Line
    lang: Line | None = None


class Refs(Shape):
    """Other elements: exactly these, or at least these ("among others")."""

    type: Literal["refs"] = "refs"
    to: Annotated[tuple[Id, ...], Field(min_length=1)]
    qualifier: Literal["exactly", "at_least"] = "exactly"


class Branch(_Whole):
    """A node of a condition tree: `any` or `all` of its leaves and branches."""

    any: "Annotated[tuple[Id | Branch, ...] | None, Field(min_length=1)]" = None
    all: "Annotated[tuple[Id | Branch, ...] | None, Field(min_length=1)]" = None

    @model_validator(mode="after")
    def _any_or_all(self) -> Self:
        if (self.any is None) == (self.all is None):
            raise ValueError("a condition is either any or all of its leaves")
        return self


class Condition(Branch):
    """An and/or tree; its leaves are ids of conditions, approvals, votes, clauses, processes."""

    type: Literal["condition"] = "condition"
    as_quoted: Line | None = None


class Part(Shape):
    """One part of a price: cash, stock, a contingent right, or an undisclosed rest."""

    cash: Number | Literal["all"] | None = None
    currency: Currency | None = None
    stock: Number | Literal["all"] | None = None
    of: Id | None = None
    collar: tuple[Number, Number] | None = None
    cvr: Number | None = None
    instrument: Id | None = None
    undisclosed: Literal["true"] | None = None


class Consideration(Shape):
    """What is paid, part by part, for a share or in total."""

    type: Literal["consideration"] = "consideration"
    per: Literal["share", "total"] = "share"
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    election: Literal["fixed", "cash_or_stock", "prorated"] | None = None


class Undisclosed(Shape):
    """The report says that it is not told: a claim of its own, different from no claim."""

    type: Literal["undisclosed"] = "undisclosed"
    reason: Literal["withheld", "redacted", "unknown", "undecided", "not_stated"] = "withheld"


class Nothing(Shape):
    """The report says that there is none: zero in sums, and against any amount."""

    type: Literal["none"] = "none"


Value = Annotated[
    Money
    | PerShare
    | Percent
    | Count
    | Quantity
    | Period
    | Date
    | Choice
    | Text
    | Refs
    | Condition
    | Consideration
    | Undisclosed
    | Nothing,
    Field(discriminator="type"),
]
