"""What is odd about something that is kept as it stands: warnings for the person who logs it."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

# Letters of other alphabets that look like a Latin one; what NFKC does not bring together.
_LOOKS_LIKE = str.maketrans("асеорхуіјѕԁһԛԝαεικνορτυχ", "aceopxyijsdhqwaeikvoptux")


def of_value(value: Mapping[str, Any], published: str) -> Iterator[str]:
    """A currency that was no longer money then, or digits that it does not have."""
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
                f"W-PRECISION {currency} {value[part]} has {len(after)} decimals, and {currency} "
                f"has {places}; kept exactly"
            )


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
