"""People's text to stored values: "up to $50bn", "jusqu'à 50 milliards de dollars", "Q1 2026".

What a text says is stored with its hedge and its precision, and no stronger. What cannot be read
is refused with what to do next; nothing is guessed. Only writing loads this package.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from domain.reading import amounts, dates, others
from domain.reading.checking import check
from domain.reading.context import Context, usable
from domain.reading.echo import digits

if TYPE_CHECKING:
    from domain.fields import Field

__all__ = ["Context", "check", "digits", "read", "unused"]

_READERS: Mapping[str, Callable[[str, Any, Context], dict[str, Any]]] = {
    "money": amounts.money,
    "per_share": amounts.per_share,
    "percent": amounts.percent,
    "count": amounts.count,
    "quantity": amounts.quantity,
    "period": amounts.period,
    "date": dates.date,
    "choice": others.choice,
    "choices": others.choices,
    "text": others.plain_text,
    "text_or_ref": others.text_or_ref,
    "refs": others.refs,
    "ref": others.refs,
    "condition": others.condition,
    "consideration": others.consideration,
}


def unused(text: str, field: "Field") -> list[str]:
    """The words of a text that its stored value does not say, in order; [] where it says all.

    For a text that was read. They stay in `as_quoted`; this is to tell a person which they are.
    """
    if field.type == "date":
        return dates.unused(text, field)
    return amounts.unused(text, field)


def read(text: str, field: "Field", context: Context | None = None) -> dict[str, Any]:
    """The stored value that a text says of a field, with its `type`.

    `as_quoted` keeps the text where the stored form says less than its words. Raises `Refused`
    with a code, the text as `seen` and what to do next; the caller adds the place.
    """
    text = usable(text)
    context = context or Context()
    if field.words and others.is_word(text, field):
        return _READERS[field.type](text, field, context)
    nothing = others.said_by_no_figure(text)
    if nothing is not None and not others.is_name(text, context):
        return nothing
    return _READERS[field.type](text, field, context)
