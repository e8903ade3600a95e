"""How the headline figures moved: a chart of each that did, with the same as a table beneath."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cli.pictures.history import history, left_out
from cli.report import anchors
from cli.report.markup import Tag, tag, to
from cli.report.words import folded, of, picture, section, table
from cli.words import count, date, said, source, words
from domain.dates import span
from projections.audit import step_json
from projections.figures import figure_json

if TYPE_CHECKING:
    from projections.audit import Audit, Step
    from projections.figures import State
    from projections.replay import Frame

Json = Mapping[str, Any]
_WIDE, _HIGH = 470, 210  # two beside each other on a screen, one under the other on paper


def course(found: "State", audits: "Sequence[Audit]", frames: "Sequence[Frame]") -> Tag | None:
    """The charts of the figures that had more than one value, in the order of the figures."""
    charts = [chart for each in audits if (chart := _chart(found, each, frames)) is not None]
    if not charts:
        return None
    left = len(audits) - len(charts)
    never = f"{count(left, 'other')} never had two values that can be drawn." if left else None
    told = "A step for each value that led, its hedge as a band; a point for each report."
    return section(
        "course",
        "How the figures moved",
        tag("p", of(told, " ", never)),
        tag("div", charts, class_="charts"),
    )


def _chart(found: "State", audit: "Audit", frames: "Sequence[Frame]") -> Tag | None:
    view, field = found.view, audit.asked
    steps = [step_json(view.known.deal, each) for each in audit.steps]
    values = {each["to"]["text"] for each in steps if each["to"]}
    if len(values) < 2:
        return None
    changes = _changes(field, frames)

    def address(step: Json) -> str:
        return "#" + anchors.of_event(*_event(step["event"]))

    until = view.clocks.as_of[:10]
    drawn = history(
        field, changes, steps, until=until, name=f"{field} over time", width=_WIDE, height=_HIGH,
        address=address,
    )  # fmt: skip
    if not drawn:
        return None
    figure = audit.current[0] if audit.current else None
    name = view.names.get(field.partition(".")[0], "")
    title = f"{name} · " if name else ""
    title += figure.label if figure else field
    left = left_out(field, changes, steps)
    beside = f" · {count(left, 'report')} in another currency or unit left out" if left else None
    led = [each for each in audit.steps if each.led]
    return tag(
        "article",
        tag("h3", to(anchors.of_audit(field), title)),
        picture(drawn, [field, beside]),
        folded(f"The {count(len(led), 'step')} that led, as a table", _table(found, led, title)),
        class_="chart",
    )


def _event(name: str) -> tuple[str, int]:
    deal, _, number = name.rpartition("#")
    return deal, int(number)


def _changes(field: str, frames: "Sequence[Frame]") -> list[Json]:
    """What each report changed of one field, as much of a replay as a chart asks for."""
    return [
        {
            "date": frame.date,
            "changes": [
                {"field": field, "after": each.after and figure_json(frame.view, each.after)}
                for each in frame.changes
                if each.field == field
            ],
        }
        for frame in frames
    ]


def _table(found: "State", steps: "Sequence[Step]", title: str) -> Tag:
    names, deal = found.view.names, found.view.known.deal
    rows = [
        tag(
            "tr",
            tag("td", date(each.published), class_="when"),
            tag("th", each.step, scope="row"),
            tag("td", said(each.to, names) if each.to else "–", class_="value"),
            tag("td", words(each.claim.stage)),
            tag("td", source(each.report)),
            tag("td", anchors.event(deal, each.number)),
        )
        for each in sorted(steps, key=lambda step: span(step.published)[1])
    ]
    heads = (("Published", ""), ("Step", ""), ("Value", ""), ("Stage", ""), ("Source", ""),
             ("Event", ""))  # fmt: skip
    return table(heads, tag("tbody", rows), f"{title}: the steps that led", "plain")
