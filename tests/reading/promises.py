"""What the reader promises of any text, for fuzzers to try."""

from collections.abc import Iterator, Mapping

from benchmarks.phrases import TABLES, phrases
from domain.errors import Refused
from domain.reading import check, digits, read
from domain.reading.almanac import meanings
from domain.reading.vocabulary import OTHERS, vocabulary
from domain.values import same
from domain.values import text as printed
from tests.reading.corpus import CONTEXT, field

PLACES: Mapping[str, tuple[str, ...]] = {
    "amounts": (
        *("party.commitment", "round.size", "party.stake", "offer.premium", "party.jobs_cut"),
        *("offer.price_per_share", "linked_deal.quantity", "linked_deal.duration", "party.revenue"),
    ),
    "dates": ("deal.expected_close", "round.closed_on", "offer.deadline", "agreement.ends"),
}
_NUMBERS = (
    *("0", "1", "50", "1,234", "1.234", "2,5", "1 250", ".5", "-5", "10-20", "2026", "26"),
    *("1H26", "Q2"),
)
_JUNK = ("zorgle", "¿", "(", ")", "%", "$", "€", "bn", "m", "-", ",", ".", "/", "§")


def _pieces(sort: str) -> Iterator[str]:
    for table in sorted(TABLES.glob(f"*_{sort}.txt")):
        for each in phrases(table):
            yield from (each.written, *each.written.split())
    yield from (*_NUMBERS, *_JUNK)
    if sort == "dates":
        yield from meanings()
        return
    for language in ("", *OTHERS):
        words = vocabulary(language)
        yield from (*words.common, *words.scales, *words.fractions, *words.per, *words.currencies)


TEXTS: Mapping[str, tuple[str, ...]] = {
    sort: tuple(dict.fromkeys(_pieces(sort))) for sort in ("amounts", "dates")
}
"""What texts are put together from."""


def broken(text: str, place: str) -> str:
    """The promise that the reading of a text breaks, in words, or nothing."""
    entry = field(place)
    try:
        value = read(text, entry, CONTEXT)
    except Refused as refusal:
        return "" if refusal.code and refusal.hint else "a refusal without a hint"
    if list(check(value, entry).items()) != list(value.items()):
        return "the check changes what was read"
    if "\n" in digits(value):
        return "more than one line"
    if value["type"] in ("text", "undisclosed", "none"):
        return ""
    try:
        again = read(printed(value), entry, CONTEXT)
    except Refused as refusal:
        return f"what is printed, {printed(value)!r}, is refused: {refusal.message}"
    if not same(again, value):
        return f"what is printed, {printed(value)!r}, is read back as {again}, and was {value}"
    return _with_a_word(text, place)


def _with_a_word(text: str, place: str) -> str:
    words = text.split()
    for at in {0, len(words) // 2, len(words)}:
        longer = " ".join([*words[:at], "zorgle", *words[at:]])
        try:
            value = read(longer, field(place), CONTEXT)
        except Refused:
            continue
        return f"a word without meaning is passed over: {longer!r} is {value}"
    return ""
