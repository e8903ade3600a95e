"""How answers word what they show: clocks, stages, sourcing, dates and counts."""

from typing import TYPE_CHECKING

from domain.values import text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from domain.known import Known, Report
    from domain.values import Stored
    from projections.clocks import Clocks, View
    from projections.figures import Figure

SOURCING = {
    "filing": "filing",
    "company_statement": "company statement",
    "on_record": "on the record",
    "document_seen": "document seen",
    "own_confidential": "own, confidential",
    "anonymous_plural": "unnamed sources",
    "anonymous_single": "one unnamed source",
    "unattributed": "no source given",
    "aggregated": "second hand",
}


def words(name: str | None) -> str:
    """A stored word as people write it: `in_talks` as "in talks"."""
    return (name or "").replace("_", " ")


def count(number: int, one: str, many: str = "") -> str:
    """`1 report`, `2 reports`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def ended(how: str, by: str | None = None) -> str:
    """How something came to be over: `withdrawn`, `no longer named`, `replaced by bid-b`."""
    word = "no longer named" if how in ("left out", "not named") else words(how)
    return f"{word} by {by}" if by else word


def plural(one: str) -> str:
    """`party` as `parties`."""
    if one.endswith("y"):
        return one[:-1] + "ies"
    return one + ("es" if one.endswith("s") else "s")


def listed(names: "Iterable[str]", most: int = 0) -> str:
    """`a, b and 3 more`."""
    every = list(names)
    if not most or len(every) <= most + 1:
        return ", ".join(every)
    return f"{', '.join(every[:most])} and {len(every) - most} more"


def date(edtf: str | None) -> str:
    """A date as given; of a window, what its two ends share is said once: `2026-01-27/31`.

    A time is said to the minute where that is all it says: `2026-01-27 08:00Z`.
    """
    if edtf and "T" in edtf and "/" not in edtf:
        return edtf.replace("T", " ").replace(":00Z", "Z", edtf.endswith(":00Z"))
    start, _, end = (edtf or "").partition("/")
    for shared in (8, 5):
        if len(start) == len(end) == 10 and start[:shared] == end[:shared]:
            return f"{start}/{end[shared:]}"
    return edtf or ""


def day(edtf: str | None) -> str:
    """A date without its time, for a narrow column."""
    return date((edtf or "").partition("T")[0] if "/" not in (edtf or "") else edtf)


def clocks_of(at: "Clocks") -> str:
    """The three clocks of an answer; those that agree are said once."""
    known_at, as_of, true_at = map(moment, at.asked)
    if as_of == true_at == known_at:
        return f"as of {as_of}"
    if as_of == true_at:
        return f"as of {as_of} · known at {known_at}"
    return f"as of {as_of} · known at {known_at} · true at {true_at}"


def moment(asked: str) -> str:
    """`2026-11-25T08:38:56Z` as `2026-11-25 08:38:56 UTC`; a date stays as given."""
    if len(asked) == 20 and asked.endswith("Z"):
        return f"{asked[:10]} {asked[11:19]} UTC"
    return asked


def under(view: "View", policy: str) -> str:
    """Everything that an answer depends on, beside the deal: clocks, policy, what was left out."""
    without = "".join(f" · without {name}" for name in view.without)
    return f"{clocks_of(view.clocks)} · {policy}{without}"


def title(known: "Known") -> str:
    """A deal's name, with its id where that is another."""
    return known.name if known.name == known.deal else f"{known.name} ({known.deal})"


def said(value: "Stored | None", names: "Mapping[str, str]") -> str:
    """A value in words, on one line."""
    return " ".join(text(value, names).split())


def telling_label(field: str, label: str, kind: str) -> str:
    """What a label says beyond the name of its field: "basis not stated"; or nothing."""
    plain = {*words(field.replace(".", " ").replace("-", " ")).split(), *kind.split("_")}
    start, _, inside = label.partition(" (")
    if set(start.replace("-", " ").split()) <= plain | {"of", "the"}:
        return inside.rstrip(")")
    return label


def source(report: "Report") -> str:
    """Who published a report, and through what it was read if not by itself."""
    copy = report.read_through
    if not copy:
        return report.source
    address = copy.partition("://")[2] or copy
    return f"{report.source} (read through {address.partition('/')[0].removeprefix('www.')})"


PLAIN_RULES = ("latest on the record", "latest rumour; nothing is on the record")
IMPLIED = "implied by "


def beneath(view: "View", figure: "Figure", known_rules: "Collection[str]" = ()) -> list[str]:
    """What stands against a figure, what is to come, and its rule where it is not plain."""
    names = view.names
    lines = []
    for challenger in figure.challengers:
        claim = challenger.said.claim
        stage = f", {words(claim.stage)}" if claim.stage else ""
        lines.append(
            f"{challenger.why}: {said(challenger.said.value, names)}{stage} · "
            f"{source(claim.report)}, {date(claim.report.published)}"
        )
    for later in figure.scheduled:
        stage = f", {words(later.claim.stage)}" if later.claim.stage else ""
        word = "due since" if later.at <= view.clocks.true_at else "scheduled"
        lines.append(f"{word} {date(later.effective)}: {said(later.value, names)}{stage}")
    plain = figure.rule in PLAIN_RULES or figure.rule.startswith(IMPLIED)
    if not plain and figure.rule not in known_rules:
        lines.append(f"why: {figure.rule}")
    return lines
