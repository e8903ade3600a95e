"""Names that people type: the id made of one, and the known one that a mistyped one is near."""

from collections.abc import Iterable, Iterator, Sequence

ALIAS = "sealed-"  # how a name of no meaning begins, which stands for one that is sealed


def slug(name: str) -> str:
    """`The Wall Street Journal` as `the-wall-street-journal`; '' for a name of signs alone."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())


def source_stream(source: str) -> str:
    """The stream that a source's grades stand in: `source/the-wall-street-journal`."""
    return f"source/{slug(source) or source}"


_NUMBERING = dict.fromkeys(map(ord, "0123456789-"))


def mistakable(word: str, known: Iterable[str]) -> Iterator[str]:
    """The known words that a new one may be, mistyped, rather than one of its own.

    Those that begin or end as it does and are about as long; to compare each with `near` would take
    long. Not one that differs by its numbers alone: amazon-3 beside amazon-2 is the next one.
    """
    start, end, length = word[:3], word[-3:], len(word)
    letters = word.translate(_NUMBERING)
    for each in known:
        if (
            (each.startswith(start) or each.endswith(end))
            and abs(len(each) - length) < 6
            and each.translate(_NUMBERING) != letters
        ):
            yield each


def near(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> list[str]:
    """Up to three known words that a mistyped one may be, the nearest first.

    Where one is much nearer than the others, that one alone.
    """
    from difflib import SequenceMatcher, get_close_matches

    found = get_close_matches(word, list(dict.fromkeys(known)), n=3, cutoff=cutoff)
    alike = [SequenceMatcher(None, each, word).ratio() for each in found]
    return [each for each, ratio in zip(found, alike, strict=True) if ratio >= alike[0] - 0.1]


def meant(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """`did you mean …?` for a word that is almost a known one, else `otherwise`."""
    found = near(word, known)
    return f"did you mean {' or '.join(found)}?" if found else otherwise


def meant_field(word: str, fields: Iterable[str]) -> str:
    """`did you mean …?` for what is almost a field or an element of those fields."""
    known = dict.fromkeys(fields)
    elements = dict.fromkeys(each.partition(".")[0] for each in known)
    return meant(word, [*known, *elements], "`dealtrail state` lists the fields")


def near_hint(word: str, known: Sequence[str], otherwise: str = "") -> str:
    """`did you mean …?` for a word that is almost a known one, else all of them if they are few.

    Where they are too many to list, `otherwise`.
    """
    listed = f"known here: {', '.join(known)}" if 0 < len(known) <= 30 else otherwise
    return meant(word, known, listed)


def near_report(word: str, reports: Iterable[str], deal: str) -> str:
    """As `near_hint`, of the reports of a deal or of their claims."""
    known = list(reports)
    if not known:
        return f"the deal has no report yet: 'dealtrail log {deal}'"
    return near_hint(word, known, f"'dealtrail timeline {deal}' lists the reports")
