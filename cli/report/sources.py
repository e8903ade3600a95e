"""Who said it, and what is doubtful: the sources of a deal, and the findings about its data."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cli.report import anchors
from cli.report.markup import Part, Tag, tag, to
from cli.report.words import folded, lines, of, scrolled, section, table
from cli.words import count, day
from projections.check import check_of
from projections.findings import CONTRADICTION, DOUBT, NOTE
from projections.sources import OUTCOMES, tracks
from projections.sources import sources as sources_of

if TYPE_CHECKING:
    from domain.history import Item
    from projections.figures import State
    from projections.findings import Finding
    from projections.sources import Source


def sources(found: "State", grades: "Iterable[Item]", known_at: str | None) -> Tag | None:
    """Every source of the deal: how often it was heard, and what became of its rumours."""
    heard = [each for each in sources_of(tracks(found.view, found.policy), grades, known_at)
             if each.tracks]  # fmt: skip
    if not heard:
        return None
    graded = any(each.grade for each in heard)
    said = {word for each in heard for word in (rumor.outcome for rumor in each.rumors)}
    outcomes = [word for word in OUTCOMES if word in said]
    columns = [("Source", ""), *([("Grade", "")] if graded else []), ("Reports", "number"),
               ("Copies", "number"), ("Claims", "number"), ("First with", "number"),
               ("Rumours", "number"), *((word, "number") for word in outcomes),
               ("Last heard", "when")]  # fmt: skip
    rows = [
        _source(each, outcomes, graded=graded)
        for each in sorted(heard, key=lambda each: (-each.total("reports"), each.name.casefold()))
    ]
    told = (
        "A copy only repeats other reports. First with: values standing now that it stated on an"
        " earlier day than all others. Of its rumours: what the record said of them later."
    )
    return section(
        "sources",
        "Sources",
        tag("p", of(told)),
        scrolled("The sources as a table", table(columns, tag("tbody", rows), "Sources", "counts")),
    )


def _source(source: "Source", outcomes: Iterable[str], *, graded: bool) -> Tag:
    became = Counter(rumor.outcome for rumor in source.rumors)
    numbers = [
        *(source.total(part) for part in ("reports", "copies", "claims")),
        len(source.first),
        len(source.rumors),
        *(became[word] for word in outcomes),
    ]
    return tag(
        "tr",
        tag("th", source.name, scope="row"),
        tag("td", source.grade) if graded else None,
        [tag("td", number or "", class_="number") for number in numbers],
        tag("td", day(source.last_day), class_="when"),
    )


# -- findings ------------------------------------------------------------------------------------


def findings(found: "State") -> Tag | None:
    """What is doubtful in the data, the gravest first."""
    every = check_of(found).findings
    if not every:
        return None
    groups = [_group(found, severity, every) for severity in (CONTRADICTION, DOUBT, NOTE)]
    return section("findings", "Findings", groups)


def _group(found: "State", severity: str, every: "Iterable[Finding]") -> list[Part]:
    some = [each for each in every if each.severity == severity]
    if not some:
        return []
    parts: list[Part] = [tag("h3", count(len(some), severity), class_=severity)]
    for kind in dict.fromkeys(each.kind for each in some):
        of_kind = [each for each in some if each.kind == kind]
        shown = lines(_finding(found, each) for each in of_kind)
        if severity == NOTE or len(of_kind) > _OPEN:
            parts.append(folded([kind, " ", of(len(of_kind))], shown))
        else:
            parts.append([tag("p", kind, " ", of(len(of_kind))), shown])
    return parts


_OPEN = 12


def _finding(found: "State", each: "Finding") -> list[Part]:
    deal = found.view.known.deal
    field: Part = (
        [to(anchors.of_audit(each.field), each.field, class_="field"), " "] if each.field else None
    )
    events: list[Part] = [[" ", anchors.event(deal, number)] for number in each.events]
    return [field, each.text, events]
