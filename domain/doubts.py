"""What is odd about something that is kept as it stands: warnings for the person who logs it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from domain.dates import span
from domain.events import Claim, verb_of
from domain.known import Known

# Letters of other alphabets that look like a Latin one; what NFKC does not bring together.
_LOOKS_LIKE = str.maketrans("асеорхуіјѕԁһԛԝαεικνορτυχ", "aceopxyijsdhqwaeikvoptux")


_HAPPENED = (  # fields that say when something happened
    *("began_on", "announced_on", "signed_on", "closed_on", "ended_on", "amended_on"),
    *("filed_on", "decided_on", "founded"),
)


def of_value(value: Mapping[str, Any], field: str, published: str) -> Iterator[str]:
    """A day ahead that is told of as past, a currency that was no longer money, or its digits."""
    if value["type"] == "date":
        name, told = field.partition(".")[2], value["edtf"]
        if (
            name in _HAPPENED
            and value["qualifier"] != "at_most"
            and span(told)[0] > span(published)[1]
        ):
            yield (
                f"W-FUTURE {field} ({told}) comes after the report ({published}); kept as it "
                "stands. What is expected has fields of its own, such as expected_close"
            )
    currency = value.get("currency")
    if currency is None:
        return
    from domain.currencies import MINOR_DIGITS, WITHDRAWN

    ended = WITHDRAWN.get(currency)
    if ended is not None and published[:4] > str(ended):
        yield f"W-CURRENCY {currency} ceased to be money in {ended}; kept as it stands"
    places = MINOR_DIGITS.get(currency, 2)
    for part in ("amount", "low", "high"):
        after = str(value.get(part, "")).partition(".")[2]
        if value["type"] == "money" and len(after) > places:
            yield (
                f"W-PRECISION {currency} {value[part]} has {len(after)} "
                f"decimal{'s' if len(after) > 1 else ''}, and {currency} has {places}; kept exactly"
            )


def of_increment(value: Mapping[str, Any], field: str) -> Iterator[str]:
    """Words that may mean an increment, where nothing says what it adds to."""
    words = str(value.get("as_quoted", ""))
    if value["type"] != "money" or not words:
        return
    import re

    from domain.reading.vocabulary import increments

    known = "|".join(map(re.escape, sorted(increments(), key=len, reverse=True)))
    # "or more" and "more than" are hedges
    said = re.search(rf"(?<!\bor )\b(?:{known})\b(?! (?:than|or less)\b)", words.lower())
    if said:
        yield (
            f"W-INCREMENT {words!r} is kept as the whole of {field}; if {said[0]!r} is on top of "
            f"what was there, undo, and log it with on_top_of: {field} (--on-top-of)"
        )


_SIDES = (".acquirer", ".bidder", ".seller")


def of_sides(known: Known, claims: Sequence[Claim]) -> Iterator[str]:
    """A party on both sides: it buys and sells in the same deal."""
    new = [
        (each.field, each.state().get("value"), verb_of(each), f"{each.report}#{each.claim}")
        for each in claims
        if each.field and each.field.endswith(_SIDES)
    ]
    if not new:
        return
    held = [
        (field, each.value, each.verb, each.id)
        for field in known.landmarks
        if field.endswith(_SIDES)
        for each in known.told_of(field)
    ]
    sides: dict[bool, dict[str, tuple[str, str]]] = {True: {}, False: {}}
    for place, (field, value, verb, ref) in enumerate((*held, *new)):
        sells = field.endswith(".seller")
        named = value.get("to", ()) if value and verb not in ("deny", "no_comment") else ()
        for party in (known.same_as.get(each, each) for each in named):
            other = sides[not sells].get(party)
            if other and place >= len(held) and party not in sides[sells]:
                yield (
                    f"W-ROLE {party} is {field} in {ref} and {other[0]} in {other[1]}; kept as it "
                    "stands. If they are two, such as a fund and its company, give each an id"
                )
            sides[sells].setdefault(party, (field, ref))


def of_name(element: str, name: str, names: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Another element that has this name, or one that looks the same."""
    seen = looks(name)
    for other, others in names.items():
        for each in others if other != element else ():
            if looks(each) == seen:
                yield (
                    f"W-CONFUSABLE {element} '{name}' looks like {other} '{each}'; if they are "
                    f"one: dealtrail identify DEAL {other} {element}"
                )
                return


@lru_cache(maxsize=10_000)
def looks(name: str) -> str:
    """A name as the eye has it: one width, one case, look-alike letters as one."""
    from unicodedata import normalize

    folded = normalize("NFKC", name).casefold().translate(_LOOKS_LIKE)
    return " ".join(normalize("NFKC", folded).split())
