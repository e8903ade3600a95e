"""The verb `check`: what is doubtful in the data, of one deal or of all."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.options import Asked, OneOf, Reader, reading, unread_json
from cli.output import Answer, answer
from cli.words import clocks_of, count, listed, title, under
from projections.check import QUIET_DAYS, Check, check_json
from projections.check import check as check_of
from projections.figures import finding_json
from projections.findings import CONTRADICTION, DOUBT, NOTE, SEVERITY, Finding

if TYPE_CHECKING:
    from cli.screen import Screen
    from domain.errors import NewerVersion

CONTRADICTIONS = 4
COLUMNS = ("deal", "severity", "kind", "field", "text", "events")
_HUE = {CONTRADICTION: "red", DOUBT: "yellow", NOTE: "dim"}


@click.command(cls=Reader)
@click.argument("deal", required=False)
@click.option("--kind", type=OneOf(list(SEVERITY)), help="Only findings of that kind.")
@click.option("--notes", "-n", is_flag=True, help="List the notes too, on a terminal.")
@click.option(
    "--quiet-days",
    metavar="N",
    type=click.IntRange(1),
    default=QUIET_DAYS,
    show_default=True,
    help="How long a deal may be silent, or what was due go without a word.",
)
@reading()
def check(asked: Asked, deal: str | None, kind: str | None, quiet_days: int, *, notes: bool) -> int:
    """What is doubtful in the data: contradictions, impossible sums, copies that differ …

    A contradiction cannot be true as it stands; a doubt may well be somebody's mistake, also ours;
    a note is worth knowing. Without a DEAL every deal is checked. Exit code 4 where there is a
    contradiction, 1 where a deal could not be read, else 0.

    \b
      dealtrail check openai-2026
      dealtrail check --kind 'order of magnitude'
    """
    unread: list[NewerVersion] = []
    views = asked.views(unread) if deal is None else [asked.view(deal)]
    found = [_only(check_of(view, asked.policy, quiet_days), kind) for view in views]
    whole = (lambda: check_json(found[0])) if deal else lambda: _checks_json(asked, found, unread)
    answer(asked, check_answer(found, whole, _talk(asked, found, deal), notes=notes or bool(kind)))
    if any(each.contradictions for each in found):
        return CONTRADICTIONS
    return 1 if unread else 0


def check_answer(
    found: Sequence[Check], whole: Callable[[], Any], talk: str = "", *, notes: bool = False
) -> Answer:
    """What is doubtful in some deals, in every format; `whole` is the JSON document."""
    return Answer(
        columns=COLUMNS,
        rows=lambda: (_row(each, finding) for each in found for finding in each.findings),
        whole=whole,
        each=lambda: (
            {"deal": each.view.known.deal, **finding_json(each.view.known.deal, finding)}
            for each in found
            for finding in each.findings
        ),
        show=lambda screen: _show(screen, found, notes=notes),
        talk=talk,
    )


def _only(found: Check, kind: str | None) -> Check:
    if kind is None:
        return found
    return found.but(findings=tuple(each for each in found.findings if each.kind == kind))


def _talk(asked: Asked, found: Sequence[Check], deal: str | None) -> str:
    if deal is None:
        return f"{count(len(found), 'deal')}: {clocks_of(asked.clocks())} · {asked.policy}"
    return f"{title(found[0].view.known)}: {under(found[0].view, asked.policy)}"


def _checks_json(
    asked: Asked, found: Sequence[Check], unread: "Sequence[NewerVersion]"
) -> dict[str, Any]:
    return {
        "schema": "dealtrail.checks/1",
        "clocks": asked.clocks().json(),
        "policy": asked.policy,
        "contradictions": sum(each.contradictions for each in found),
        "deals": [check_json(each) for each in found],
        "unread": unread_json(unread),
    }


def _row(found: Check, finding: Finding) -> dict[str, Any]:
    deal = found.view.known.deal
    return {
        "deal": deal,
        "severity": finding.severity,
        "kind": finding.kind,
        "field": finding.field,
        "text": finding.text,
        "events": [f"{deal}#{number}" for number in finding.events],
    }


# -- for people ----------------------------------------------------------------------------------


def _show(screen: "Screen", found: Sequence[Check], *, notes: bool) -> None:
    for place, each in enumerate(found):
        if place:
            screen.line()
        _show_deal(screen, each, notes=notes)
    if not found:
        screen.line("There is no deal in this ledger yet: 'dealtrail open DEAL' starts one.")


def _show_deal(screen: "Screen", found: Check, *, notes: bool) -> None:
    screen.line((title(found.view.known), "bold"))
    screen.line((under(found.view, found.policy), "dim"))
    if not found.findings:
        screen.line("Nothing doubtful was found.")
    for severity in (CONTRADICTION, DOUBT, *((NOTE,) if notes else ())):
        some = [each for each in found.findings if each.severity == severity]
        for kind in dict.fromkeys(each.kind for each in some):
            alike = [each for each in some if each.kind == kind]
            screen.line()
            screen.line((kind.capitalize(), f"bold {_HUE[severity]}"), f"  {severity}")
            for finding in alike:
                _show_finding(screen, found.view.known.deal, finding)
    left = sum(each.severity == NOTE for each in found.findings)
    if left and not notes:
        screen.line()
        screen.line((f"{count(left, 'note')} more: --notes", "dim"))


def _show_finding(screen: "Screen", deal: str, finding: Finding) -> None:
    events = listed(f"{deal}#{number}" for number in finding.events)
    about = f"{finding.field}  " if finding.field else ""
    screen.line((about, "bold"), finding.text, (f"  {events}", "dim"), indent=2, hang=4)
