"""Names that people type: the id made of one, and the known one that a mistyped one is near."""

from collections.abc import Iterable, Sequence

ALIAS = "sealed-"  # how a name of no meaning begins, which stands for one that is sealed


def slug(name: str) -> str:
    """`The Wall Street Journal` as `the-wall-street-journal`; '' for a name of signs alone."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())


def source_stream(source: str) -> str:
    """The stream that a source's grades stand in: `source/the-wall-street-journal`."""
    return f"source/{slug(source) or source}"


def near_hint(word: str, known: Sequence[str], otherwise: str = "") -> str:
    """`did you mean …?` for a word that is almost a known one, else all of them if they are few.

    Where they are too many to list, `otherwise`.
    """
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=3, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"known here: {', '.join(known)}" if 0 < len(known) <= 30 else otherwise


def near_report(word: str, reports: Iterable[str], deal: str) -> str:
    """As `near_hint`, of the reports of a deal or of their claims."""
    known = list(reports)
    if not known:
        return f"the deal has no report yet: 'dealtrail log {deal}'"
    return near_hint(word, known, f"'dealtrail timeline {deal}' lists the reports")
