"""The audits of a report: every step of each headline and each disputed figure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cli.answers import main_figures
from cli.report import anchors
from cli.report.markup import Part, Tag, tag
from cli.report.words import facts, joined, lines, link_out, of, section, stage, standing, table
from cli.views.rows import row_of
from cli.views.steps import reasons_of, step_of
from cli.views.wording import ago
from cli.words import beneath, count, date, said, source
from projections.audit import audit
from projections.why import why

if TYPE_CHECKING:
    from projections.audit import Audit
    from projections.clocks import View
    from projections.figures import Figure, State

COLUMNS = (("Published", "when"), ("Step", ""), ("Figure", ""), ("Source", ""), ("Event", ""))
DISPUTED = ("contested", "denied")


def audited(found: "State") -> "list[Audit]":
    """The audits of the headline figures and of all that are disputed, in their order."""
    main = {figure.field for figure in main_figures(found)}
    wanted = dict.fromkeys(
        figure.field
        for figure in found.figures
        if figure.field in main or figure.standing in DISPUTED
    )
    return [audit(found.view, field, found.policy) for field in wanted]


def audits(found: "State", shown: "Sequence[Audit]") -> Tag | None:
    """Every step of the figures, with source and dates, and why the present value leads."""
    if not shown:
        return None
    told = (
        "Every headline figure and every disputed one. A filled mark leads after its step; what"
        " moves is the deal, what revises is another report about it."
    )
    return section("audits", "Audits", tag("p", of(told)), [_audit(found, each) for each in shown])


def _audit(found: "State", one: "Audit") -> Tag:
    view = found.view
    reasons = {id(each.figure): each for each in why(view, one.current, found.policy)}
    current = [
        _now(found, one, figure, reasons_of(one, reasons.get(id(figure)))) for figure in one.current
    ]
    revised = sum(step.step == "revises" and step.led for step in one.steps)
    moved = f"The deal moved {count(one.moves, 'time')}; reports revised the figure"
    name = view.names.get(one.asked.partition(".")[0])
    label = one.current[0].label if one.current else ""
    title = " · ".join(filter(None, (name, label)))
    rows = [tag("tbody", list(_step(view, step_of(one, each)))) for each in one.steps]
    return tag(
        "article",
        tag("h3", title, " ", tag("code", one.asked)),
        current,
        tag("p", of(f"{moved} {count(revised, 'time')}.")),
        table(COLUMNS, rows, f"{title}: every step", "steps"),
        _suppositions(found, one) if one.beside else None,
        id=anchors.of_audit(one.asked),
        class_="audit",
    )


def _now(
    found: "State", one: "Audit", figure: "Figure", reasons: dict[str, Any] | None
) -> list[Part]:
    """The figure as it stands, and why."""
    view, row = found.view, row_of(found.view, figure)
    deal = view.known.deal
    pairs: list[tuple[Part, Part]] = []
    if row.since:
        pairs.append(("since", date(row.since)))
    pairs += [
        ("last word", f"{date(row.last_word)}, {_age(row.age)}"),
        ("origins", f"{row.origins} independent"),
        ("why it leads", row.rule),
    ]
    for line in beneath(view, figure, (figure.rule,)):
        name, _, told = line.partition(": ")
        pairs.append((name, told))
    if reasons:
        pairs += _reasons(deal, reasons)
    several = len(one.current) > 1
    shown = tag(
        "p",
        of(*filter(None, figure.basis), " ") if several and any(figure.basis) else None,
        tag("b", row.value or "–"), " ", standing(row.standing), " ", stage(row.stage),
        class_="big",
    )  # fmt: skip
    return [shown, facts(pairs)]


def _age(days: int | None) -> str:
    told = ago(days)
    return told if told == "today" else f"{told} before the as-of date"


def _reasons(deal: str, reasons: dict[str, Any]) -> Iterator[tuple[Part, Part]]:
    """What it stands over, and what would be shown without its event."""
    if reasons["over"]:
        yield "over", lines(_over(deal, each) for each in reasons["over"])
    other = reasons["without"]
    left: Part = "nothing"
    if other:
        told = f"{other['value'] or '–'}, {other['standing']} "
        left = [told, anchors.event(deal, other["number"])]
    yield ["without ", anchors.event(deal, reasons["event"])], left


def _over(deal: str, each: dict[str, Any]) -> list[Part]:
    by = of(f"{each['source']}, {date(each['published'])}")
    return [each["value"], " ", by, " ", anchors.event(deal, each["number"])]


def _suppositions(found: "State", one: "Audit") -> list[Part]:
    names, deal = found.view.names, found.view.known.deal
    told: Iterable[Part] = (
        [
            f"{said(claim.value, names)}, only if {claim.if_} ",
            of(f"{source(claim.report)}, {date(claim.report.published)}"),
            " ",
            anchors.event(deal, claim.number),
        ]
        for claim in one.beside
    )
    return [tag("p", of("Only under a condition")), lines(told)]


# -- a step --------------------------------------------------------------------------------------


def _step(view: "View", step: dict[str, Any]) -> Iterator[Tag]:
    """A step as a row, and what else there is to say of it as another."""
    notes = list(_notes(view, step))
    mark = tag("span", "●" if step["led"] else "○", class_="mark", aria_hidden="true")
    yield tag(
        "tr",
        tag("td", date(step["published"]), class_="when"),
        tag("th", mark, " ", step["step"], of(" leads") if step["led"] else None, scope="row"),
        tag("td", _what(step)),
        tag("td", _who(step)),
        tag("td", anchors.event(view.known.deal, step["number"])),
        class_="noted led" if notes and step["led"] else "noted" if notes else
        "led" if step["led"] else None,
    )  # fmt: skip
    if notes:
        yield tag("tr", tag("td"), tag("td", joined(notes, " · "), colspan=4), class_="notes")


def _what(step: dict[str, Any]) -> list[Part]:
    if step["step"] == "declines":
        return ["no comment"]
    if step["step"] == "denies":
        return [f"not {step['to']}" if step["to"] else "denied"]
    found: list[Part] = []
    if step["before"] and step["before"] != step["to"]:
        found += [tag("s", step["before"]), " → "]
    found.append(tag("b", step["to"]))
    if step["delta"]:
        found += [" ", of(step["delta"])]
    if step["stage"]:
        former = f"{step['former_stage']} → " if step["former_stage"] else ""
        found += [" ", stage(former + step["stage"])]
    return found


def _who(step: dict[str, Any]) -> list[Part]:
    said_by = f"{step['said_by']} in " if step["said_by"] else ""
    byline = f", {step['byline']}" if step["byline"] else ""
    out = link_out(step["url"])
    return [said_by, step["source"], byline, " ", of(step["sourcing"]), " " if out else None, out]


def _notes(view: "View", step: dict[str, Any]) -> Iterator[Part]:
    """The words used, why it led or not, the other dates, and what its report cites."""
    if step["quoted"]:
        yield tag("q", step["quoted"])
    if step["note"]:
        yield tag("i", step["note"])
    if step["effective"] != step["published"]:
        yield f"effective {date(step['effective'])}"
    if step["published_how"] != "stated":
        yield f"published: {step['published_how']}"
    yield f"recorded {step['recorded'][:16].replace('T', ' ')}Z"
    if step["cites"]:
        yield [
            "cites ",
            joined(
                [anchors.report(view, name), None if held else " (not held)"]
                for name, held in step["cites"]
            ),
        ]
    if step["place"]:
        yield f"in {step['place']}"
