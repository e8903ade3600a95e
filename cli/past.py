"""The verbs that tell what changed: `replay`, report by report, and `diff`, between two dates."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.options import Asked, OneOf, Reader, day, reading
from cli.output import Answer, answer
from cli.words import SOURCING, count, date, listed, said, source, title, under, words
from domain.dates import moment, span
from domain.errors import NotFound
from domain.known import Claim
from domain.values import text
from projections.clocks import View
from projections.diff import Difference, diff_json
from projections.diff import diff as diff_of
from projections.figures import Figure, figure_json
from projections.figures import state as state_of
from projections.policies import POLICIES
from projections.replay import Change, Frame, Quiet, frame_json, replay_json
from projections.replay import replay as replay_of

if TYPE_CHECKING:
    from cli.screen import Part, Row, Screen

_Names = dict[str, str]


# -- replay --------------------------------------------------------------------------------------

REPLAY_COLUMNS = (
    "date",
    "report",
    "source",
    "event",
    "change",
    "field",
    "from",
    "to",
    "from_standing",
    "standing",
    "from_stage",
    "stage",
    "of",
)


@click.command(cls=Reader)
@click.argument("deal")
@click.option("--from", "start", metavar="DATE", help="Begin to tell on that day.")
@click.option("--field", "prefix", metavar="PREFIX", help="Only fields that begin so: amazon.")
@click.option("--changes-only", "-c", is_flag=True, help="Leave out what changed nothing.")
@reading()
def replay(
    asked: Asked, deal: str, start: str | None, prefix: str | None, *, changes_only: bool
) -> None:
    """The deal report by report, up to --as-of: what each one changed.

    `+` is a new figure, `~` one with another value, standing or stage, `−` one that went. What a
    report only repeats is counted.

    \b
      dealtrail replay openai-2026 --from 2026-01-28 --as-of 2026-01-30
      2026-01-29  CNBC · unnamed sources
        ~ amazon.commitment  at least $10bn → up to $50bn  rumored, in talks
    """
    view = asked.view(deal)
    if prefix:
        _check_prefix(view, prefix)
    first = _first(start)
    told = replay_of(view, asked.policy, first[:10])
    frames = list(_chosen(told, first, prefix, changes_only=changes_only))
    answer(asked, replay_answer(view, asked.policy, frames))


def replay_answer(view: View, policy: str, frames: Sequence[Frame]) -> Answer:
    """The frames of a replay in every format."""
    return Answer(
        columns=REPLAY_COLUMNS,
        rows=lambda: (row for frame in frames for row in _replay_rows(frame)),
        whole=lambda: replay_json(view, policy, frames),
        each=lambda: (frame_json(frame) for frame in frames),
        show=lambda screen: _show_replay(screen, view, policy, frames),
        talk=f"{title(view.known)}: {under(view, policy)}",
    )


def _check_prefix(view: View, prefix: str) -> None:
    """Raise `NotFound` where no field that anybody spoke of begins so."""
    if not any(field.startswith(prefix) for field in view.by_field):
        from domain.names import meant_field

        raise NotFound(
            "no field of this deal begins so, at these dates",
            code="E-NOTFOUND",
            place="--field",
            seen=prefix,
            hint=meant_field(prefix, (field for field in view.by_field if field != ".")),
        )


def _first(start: str | None) -> str:
    """The first instant of a day from which to tell."""
    given = day(start, "--from")
    if given is None:
        return ""
    return moment(given) if given in ("today", "now") else span(given)[0]


def _chosen(
    frames: Iterable[Frame], start: str, prefix: str | None, *, changes_only: bool
) -> Iterator[Frame]:
    for frame in frames:
        if span(frame.date)[1] < start:
            continue
        if prefix:
            frame = frame.but(
                changes=tuple(each for each in frame.changes if each.field.startswith(prefix)),
                quiet=tuple(_quiet_within(frame.quiet, prefix)),
            )
        if changes_only:
            frame = frame.but(quiet=())
        if frame.changes or frame.quiet or not (prefix or changes_only):
            yield frame


def _quiet_within(every: Iterable[Quiet], prefix: str) -> Iterator[Quiet]:
    for quiet in every:
        claims = tuple(claim for claim in quiet.claims if claim.field.startswith(prefix))
        if claims:
            yield quiet.but(claims=claims)


def _replay_rows(frame: Frame) -> Iterator[dict[str, Any]]:
    names, report, deal = frame.view.names, frame.report, frame.view.known.deal
    head = {
        "date": frame.date,
        "report": report and report.id,
        "source": report and report.source,
        "event": frame.event and f"{deal}#{frame.event}",
    }
    for change in frame.changes:
        before, after = change.before, change.after
        yield {
            **head,
            "change": _kind(change),
            "field": change.field,
            "from": text(before.value, names) if before and before.value else "",
            "to": text(after.value, names) if after and after.value else "",
            "from_standing": before and before.standing,
            "standing": after and after.standing,
            "from_stage": before and before.stage,
            "stage": after and after.stage,
        }
    for quiet in frame.quiet:
        for claim in quiet.claims:
            yield {
                **head,
                "event": f"{deal}#{claim.number}",
                "change": quiet.word,
                "field": claim.field,
                "to": text(claim.value, names) if claim.value else "",
                "stage": claim.stage,
                "of": quiet.of,
            }


def _kind(change: Change) -> str:
    if change.before is None:
        return "new"
    return "gone" if change.after is None else "changed"


def _show_replay(screen: "Screen", view: View, policy: str, frames: Sequence[Frame]) -> None:
    screen.line((title(view.known), "bold"))
    screen.line((under(view, policy), "dim"))
    if not frames:
        screen.line()
        screen.line("No report did that by then.")
    for frame in frames:
        screen.line()
        screen.line(*_frame_head(frame), hang=4)
        _change_lines(screen, view, frame.changes)
        for line in _quiet_lines(frame, view.names):
            screen.line((line, "dim"), indent=2, hang=2)


def _frame_head(frame: Frame) -> "list[Part]":
    report = frame.report
    if report is None:
        return [(date(frame.date), "bold"), "  takes effect"]
    if frame.act == "retracted":
        return [(date(frame.date), "bold"), f"  {report.source} retracts ", (report.id, "dim")]
    about = [SOURCING[report.sourcing], *filter(None, (report.quality,))]
    return [
        (date(frame.date), "bold"),
        f"  {source(report)}",
        (f" · {', '.join(about)} · {report.id}", "dim"),
    ]


def _change_lines(screen: "Screen", view: View, changes: Sequence[Change]) -> None:
    from cli.screen import Col

    names = view.names
    columns = [
        Col(title=""),
        Col(title="", breaks="."),
        Col(title="", least=24),
        Col(title="", least=12),
    ]
    rows: list[Row] = [
        [
            f"  {_mark(each)}",
            each.field,
            _from_to(each.before, each.after, names),
            _standings(each.before, each.after),
        ]
        for each in changes
    ]
    if rows:
        screen.table(columns, rows)


def _mark(change: Change) -> str:
    return {"new": "+", "gone": "−", "changed": "~"}[_kind(change)]


def _from_to(before: Figure | None, after: Figure | None, names: _Names) -> str:
    """`at least $10bn → up to $50bn`; one value where it stays."""
    former, latter = _value(before, names), _value(after, names)
    if after is None or former == latter:
        return former
    return f"{former} → {latter}" if before is not None else latter


def _value(figure: Figure | None, names: _Names) -> str:
    if figure is None:
        return ""
    if figure.value is None and figure.scheduled:
        ahead = figure.scheduled[0]
        return f"{said(ahead.value, names)} on {date(ahead.effective)}"
    return said(figure.value, names)


def _standings(before: Figure | None, after: Figure | None) -> "list[Part]":
    """`rumored → confirmed, in talks → agreed`; what stays is said once."""
    from cli.screen import STANDING

    here = after or before
    if here is None:
        return []
    if after is None:
        return [("gone", "red")]
    was, now = (before.standing if before else ""), here.standing
    parts: list[Part] = [f"{was} → " if was not in ("", now) else "", (now, STANDING.get(now, ""))]
    if here.stage and not here.field.endswith(".stage"):
        former, stage = words(before.stage) if before else "", words(here.stage)
        parts.append(f", {former} → {stage}" if former not in ("", stage) else f", {stage}")
    return parts


_COUNTED = {"repeats": "repeats", "sights": "saw again", "agrees": "agrees with"}


def _quiet_lines(frame: Frame, names: _Names) -> Iterator[str]:
    """What changed nothing: counted where it says the same, told where it says otherwise."""
    counted: dict[str, list[str]] = {}
    for quiet in frame.quiet:
        if quiet.word in _COUNTED:
            of = f" of {quiet.of}" if quiet.of else ""
            counted.setdefault(_COUNTED[quiet.word], []).append(
                f"{count(len(quiet.claims), 'figure')}{of}"
            )
            continue
        for claim, lead in zip(quiet.claims, quiet.leads, strict=True):
            leads = f" ({said(lead.value, names)} leads)" if lead and lead.value else ""
            yield f"· {claim.field}  {_aside(quiet.word, claim, names, leads)}"
    if counted:
        yield "; ".join(f"{verb} {listed(figures)}" for verb, figures in counted.items())


def _aside(word: str, claim: Claim, names: _Names, leads: str) -> str:
    value = said(claim.value, names) if claim.value else "it"
    match word:
        case "declines":
            return "no comment"
        case "only if":
            return f"{value}, only if: {claim.if_}"
        case "denies":
            return f"denies {value}{leads}"
        case "scheduled":
            return f"{value}, from {date(claim.effective)}"
    return f"also said: {value}{leads}"


# -- diff ----------------------------------------------------------------------------------------

DIFF_COLUMNS = (
    "change",
    "field",
    "label",
    "from",
    "to",
    "from_standing",
    "standing",
    "from_stage",
    "stage",
    "events",
)


@click.command(cls=Reader)
@click.argument("deal")
@click.argument("d1", required=False)
@click.argument("d2", required=False)
@click.option("--all", "-a", "everything", is_flag=True, help="Every change, not the main ones.")
@click.option(
    "--against",
    type=OneOf(list(POLICIES)),
    help="Another policy instead of another date: what it shows otherwise, on D1 or now.",
)
@reading(as_of=False)
def diff(
    asked: Asked,
    deal: str,
    d1: str | None,
    d2: str | None,
    against: str | None,
    *,
    everything: bool,
) -> None:
    """What changed between two dates of publication, D1 and D2: figures, and the deal's shape.

    Elements join and leave, relations are added, removed or change their standing.

    With --against the two sides are two policies at one date: the figures of which they make
    something else.

    \b
      dealtrail diff openai-2026 2026-01-28 2026-01-30
      …
      ~ amazon.commitment  at least $10bn → up to $50bn  rumored, in talks
      dealtrail diff openai-2026 --policy official-only --against latest
    """
    sides = _sides(asked, day(d1, "D1"), day(d2, "D2"), against)
    known = asked.known(deal)
    before, after = (
        state_of(View(known, asked.clocks(as_of=as_of), asked.without), policy)
        for as_of, policy in sides
    )
    answer(asked, diff_answer(diff_of(before, after), everything=everything))


def diff_answer(found: Difference, *, everything: bool = False) -> Answer:
    """A difference in every format."""
    before, after = found.before, found.after
    return Answer(
        columns=DIFF_COLUMNS,
        rows=lambda: _diff_rows(found),
        whole=lambda: diff_json(found),
        each=lambda: _diff_objects(found),
        show=lambda screen: _show_diff(screen, found, everything=everything),
        talk=f"{title(after.view.known)}: from {under(before.view, before.policy)} to "
        f"{under(after.view, after.policy)}",
    )


def _sides(
    asked: Asked, d1: str | None, d2: str | None, against: str | None
) -> tuple[tuple[str | None, str], tuple[str | None, str]]:
    """The date and the policy of either side. Raises `click.UsageError`."""
    if against is not None:
        if d2 is not None:
            raise click.UsageError("--against compares two policies at one date: leave out D2")
        return (d1, asked.policy), (d1, against)
    if d1 is None or d2 is None:
        raise click.UsageError(
            "two dates are compared: diff DEAL D1 D2; or two policies: --against"
        )
    return (d1, asked.policy), (d2, asked.policy)


def changes_of(found: Difference) -> list[Change]:
    pairs = (
        *((None, new) for new in found.added),
        *found.changed,
        *((old, None) for old in found.removed),
    )
    return [
        Change(field=here.field, label=here.label, before=old, after=new)
        for old, new in pairs
        if (here := new or old)
    ]


def _diff_rows(found: Difference) -> Iterator[dict[str, Any]]:
    names, deal = found.after.view.names, found.after.view.known.deal
    for change in changes_of(found):
        before, after = change.before, change.after
        here = after or before
        yield {
            "change": {"new": "added", "gone": "removed"}.get(_kind(change), "changed"),
            "field": change.field,
            "label": change.label,
            "from": text(before.value, names) if before and before.value else "",
            "to": text(after.value, names) if after and after.value else "",
            "from_standing": before and before.standing,
            "standing": after and after.standing,
            "from_stage": before and before.stage,
            "stage": after and after.stage,
            "events": [f"{deal}#{number}" for number in here.events] if here else [],
        }
    from cli.reshaped import shape_rows  # a replay has no shape

    yield from shape_rows(found)


def _diff_objects(found: Difference) -> Iterator[dict[str, Any]]:
    for change in changes_of(found):
        before, after = change.before, change.after
        yield {
            "change": {"new": "added", "gone": "removed"}.get(_kind(change), "changed"),
            "field": change.field,
            "before": before and figure_json(found.before.view, before),
            "after": after and figure_json(found.after.view, after),
        }
    from cli.reshaped import shape_objects

    yield from shape_objects(found)


def _show_diff(screen: "Screen", found: Difference, *, everything: bool) -> None:
    from cli.reshaped import MOST, show_shape

    view = found.after.view
    screen.line((title(view.known), "bold"))
    screen.line((f"from  {under(found.before.view, found.before.policy)}", "dim"))
    screen.line((f"to    {under(view, found.after.policy)}", "dim"))
    changes = [each for each in changes_of(found) if not _is_relation(each)]
    left_out = 0
    for heading, kind in (("Changed", "changed"), ("Added", "new"), ("Removed", "gone")):
        members = [each for each in changes if _kind(each) == kind]
        main = members
        if len(members) > MOST and not everything:
            main = [each for each in members if is_headline(found, each)]
            left_out += len(members) - len(main)
        if main:
            screen.line()
            screen.line((heading, "bold"), (f"  {count(len(members), 'figure')}", "dim"))
            _change_lines(screen, view, main)
    untold = show_shape(screen, found, everything=everything)
    more = [
        *([count(left_out, "more figure")] if left_out else []),
        *([count(untold, "more relation")] if untold else []),
    ]
    if more:
        screen.line()
        screen.line((f"{listed(more)}: --all", "dim"))
    if not changes and not any(found.shape.__dict__.values()):
        screen.line()
        screen.line("Nothing changed.")


def _is_relation(change: Change) -> bool:
    """Whether a change is told as one of relations: of a figure that names elements."""
    values = [each.value for each in (change.before, change.after) if each and each.value]
    return any(each["type"] == "refs" for each in values)


def is_headline(found: Difference, change: Change) -> bool:
    """Whether a figure is a headline of the deal itself, as on the first screen of `state`."""
    figure = change.after or change.before
    if figure is None or not figure.headline:
        return False
    elements = (shape.element(figure.element) for shape in found.shapes)
    return any(each is not None and each.inside for each in elements)
