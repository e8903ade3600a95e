"""The verb `audit`: how a figure changed, step by step."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from cli.options import Asked, Reader, reading
from cli.output import Answer, answer
from cli.words import SOURCING, beneath, count, date, listed, said, source, title, under, words
from domain.values import same, text
from projections.audit import Audit, Step, audit_json, step_json
from projections.audit import audit as audit_of
from projections.figures import Figure
from projections.why import Why, why

if TYPE_CHECKING:
    from cli.screen import Row, Screen

STEP_COLUMNS = (
    "published",
    "step",
    "led",
    "field",
    "from",
    "to",
    "delta",
    "from_stage",
    "stage",
    "source",
    "sourcing",
    "said_by",
    "effective",
    "recorded",
    "report",
    "event",
    "note",
    "derived",
)


@click.command(cls=Reader)
@click.argument("deal")
@click.argument("field")
@click.option("--changes-only", is_flag=True, help="Only the steps that changed what led.")
@click.option("--parts", is_flag=True, help="With what adds up to FIELD, and what that comes to.")
@reading()
def audit(asked: Asked, deal: str, field: str, *, changes_only: bool, parts: bool) -> None:
    """How a figure came to be what it is: every step, with its report and event.

    `moves` means that the deal changed, `revises` that another report says otherwise. An arrow
    marks the steps that took the lead. FIELD may also be an element, or `valuation`: then its
    fields are interleaved. With --parts the steps of what adds up to FIELD stand between its own,
    and beside each what the parts come to after it.

    \b
      dealtrail audit openai-2026 amazon.commitment
      …
      → 2026-01-29  revises  at least $10bn → up to $50bn  CNBC
    """
    found = _found(asked, deal, field, parts=parts)
    if changes_only:
        found = found.but(steps=tuple(step for step in found.steps if _changed(step)))
    answer(asked, audit_answer(found))


def audit_answer(found: Audit) -> Answer:
    """An audit in every format."""
    return Answer(
        columns=STEP_COLUMNS,
        rows=lambda: (_step_row(found, step) for step in found.steps),
        whole=lambda: audit_json(found),
        each=lambda: (step_json(found.view.known.deal, step) for step in found.steps),
        show=lambda screen: _show_audit(screen, found, found.policy),
        talk=f"{title(found.view.known)}, {found.asked}: {under(found.view, found.policy)}",
    )


def _found(asked: Asked, deal: str, field: str, *, parts: bool) -> Audit:
    if parts:
        from projections.parts import audit_parts

        return audit_parts(asked.view(deal), field, asked.policy)
    return audit_of(asked.view(deal), field, asked.policy)


def _changed(step: Step) -> bool:
    """Whether something else led after a step than before: another value, or another stage."""
    if not step.led:
        return False
    return (
        step.before is None
        or step.to is None
        or not same(step.before, step.to)
        or step.claim.stage not in (None, step.before_stage)
    )


def _step_row(found: Audit, step: Step) -> dict[str, Any]:
    names = found.view.names
    row = step_json(found.view.known.deal, step)
    return {
        **row,
        "from": text(step.before, names) if step.before else "",
        "to": text(step.to, names) if step.to else "",
        "derived": text(step.derived, names) if step.derived else "",
    }


def _show_audit(screen: "Screen", found: Audit, policy: str) -> None:
    view, names = found.view, found.view.names
    screen.line((f"{found.asked}", "bold"), f"  {title(view.known)}")
    screen.line((under(view, policy), "dim"))
    screen.line()
    _step_table(screen, found, names)
    screen.line()
    reasons = {id(each.figure): each for each in why(found.view, found.current, policy)}
    for figure in found.current:
        _show_current(screen, found, figure, reasons.get(id(figure)))
    revised = sum(step.step == "revises" and step.led for step in found.steps)
    screen.line(
        f"the deal moved {count(found.moves, 'time')}; "
        f"reports revised the figure {count(revised, 'time')}"
    )
    if found.beside:
        screen.line()
    for claim in found.beside:
        screen.line(
            f"Only if {claim.if_}: {said(claim.value, names)}",
            (f"  {claim.field} · {source(claim.report)} {date(claim.report.published)}", "dim"),
        )


def _step_table(screen: "Screen", found: Audit, names: Mapping[str, str]) -> None:
    from cli.screen import Across, Col

    every = {
        "mark": Col(title=""),
        "published": Col(title="published", breaks="/"),
        "step": Col(title="step"),
        "field": Col(title="field", breaks="."),
        "values": Col(title="from → to", least=18),
        "derived": Col(title="parts make", least=12),
        "stage": Col(title="stage", least=9),
        "source": Col(title="source", least=14),
        "sourcing": Col(title="sourcing", least=10),
        "event": Col(title="event"),
    }
    several = len({step.field for step in found.steps}) > 1
    left_out = set() if screen.fits(110) else {"sourcing", *(("stage",) if several else ())}
    if not found.parts:
        left_out.add("derived")
    elif not screen.fits(100):
        left_out.add("source")
    shown = [name for name in every if name not in left_out and (several or name != "field")]
    rows: list[Row] = []
    for step in found.steps:
        style = "" if step.led else "dim"
        cells = _step_cells(found, step, names)
        rows.append([(cells[name], style) for name in shown])
        if beside := _beside(step):
            rows.append(Across(parts=((beside, "dim"),), indent=4))
    screen.table([every[name] for name in shown], rows)


def _beside(step: Step) -> str:
    """What stands beneath a step: of which time it speaks, if not of its own day, and its note."""
    effective = step.claim.effective
    when = f"effective {date(effective)}" if effective not in (None, step.published) else ""
    return "; ".join(filter(None, (when, step.note)))


def _step_cells(found: Audit, step: Step, names: Mapping[str, str]) -> dict[str, str]:
    claim = step.claim
    return {
        "mark": "→" if step.led else "·",
        "published": date(step.published),
        "step": step.step,
        "field": step.field if found.parts else step.field.removeprefix(found.asked),
        "values": _from_to(step, names),
        "derived": said(step.derived, names) if step.derived else "",
        "stage": _stages(step),
        "source": claim.said_by or step.report.source,
        "sourcing": SOURCING[claim.sourcing],
        "event": f"#{step.number}",
    }


def _from_to(step: Step, names: Mapping[str, str]) -> str:
    """What a step states; where it took the lead, also what led before."""
    if step.step == "declines":
        return "no comment"
    to = said(step.to, names)
    if step.step == "denies":
        return f"not {to}" if step.to else "denied"
    if not step.led or step.before is None:
        return to
    former = said(step.before, names)
    delta = f" ({step.delta})" if step.delta else ""
    return to if former == to else f"{former} → {to}{delta}"


def _stages(step: Step) -> str:
    stage, former = words(step.claim.stage), words(step.before_stage)
    return f"{former} → {stage}" if step.led and stage and former not in ("", stage) else stage


def _show_current(screen: "Screen", found: Audit, figure: Figure, reasons: Why | None) -> None:
    from cli.screen import STANDING

    where = f"{figure.field}: " if len(found.current) > 1 else "now "
    stage = f", {words(figure.stage)}" if figure.stage else ""
    since = f", since {date(figure.since)}" if figure.since else ""
    screen.line(
        where,
        (said(figure.value, found.view.names), "bold"),
        ", ",
        (figure.standing, STANDING.get(figure.standing, "")),
        f"{stage}{since}, {count(figure.origins, 'origin')}",
        (f" ({figure.rule})", "dim"),
    )
    for line in beneath(found.view, figure, (figure.rule,)):
        screen.line((line, "dim"), indent=4, hang=2)
    for line in _reasons(found, reasons) if reasons else ():
        screen.line((line, "dim"), indent=4, hang=2)


BEAT = 3


def _reasons(found: Audit, reasons: Why) -> Iterator[str]:
    """What a figure stands over, and what would be shown if its event were not there."""
    view, event = found.view, reasons.figure.events[0]
    if reasons.beat:
        values = (
            f"{said(each.value, view.names)} ({each.claim.report.source}, "
            f"{date(each.claim.report.published)})"
            for each in reasons.beat
        )
        yield f"over: {listed(values, most=BEAT)}"
    other = reasons.without
    left = f"{said(other.value, view.names)}, {other.standing}" if other else "nothing"
    by = f" (#{other.events[0]})" if other and other.events else ""
    yield f"without #{event}: {left}{by}"
