"""Putting things right: our own log (amend, withdraw, undo), and what publishers take back.

Nothing is edited: each is an event of its own, and yesterday's record still shows yesterday's
mistake.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from cli.claims import (
    STORED_AS,
    VERBS,
    ClaimCommand,
    claim_options,
    claims_typed,
    header_options,
    header_typed,
    none_before,
)
from cli.writing import (
    How,
    documents,
    entry_numbers,
    given_only,
    record_of,
    seen_option,
    show_nothing_new,
    the_deal,
    write,
    write_options,
)

if TYPE_CHECKING:
    from domain.documents import Document
    from domain.known import Known, Report

_OF_CLAIM_TOO = ("sourcing", "note", "own_sources")  # parts of a report that a claim can have too
_WHEN_UNSET = {"cites": [], "own_sources": "false", "sourcing": "unattributed", "language": "en"}

_deal_option = click.option(
    "--deal", metavar="DEAL", help="Its deal, where the name leaves it open."
)
_why_option = click.option("--why", metavar="TEXT", help="The reason, kept with the fix.")


@click.command("amend", cls=ClaimCommand)
@click.argument("event")
@_deal_option
@click.option("--value", metavar="TEXT", help="The value alone, the rest as it is.")
@click.option("--unset", multiple=True, metavar="NAME", help="A part to remove. Repeatable.")
@_why_option
@claim_options
@header_options
@seen_option
@write_options
def amend(
    event: str,
    deal: str | None,
    value: str | None,
    unset: tuple[str, ...],
    why: str | None,
    **given: Any,
) -> None:
    """Put right what we mis-logged: a claim (DEAL#17, REPORT#2) or a report's header (REPORT).

    What is not given stays as it is. Only our record changes, from now on.

    \b
    dealtrail amend openai-2026#17 --value 'up to $40bn' --why 'misread the headline'
    → openai-2026#51 amends wsj-2026-01-29-amazon#1: rumor amazon.commitment (commitment)
        understood: USD 40,000,000,000 or less; stage in talks; sourcing anonymous plural
    """
    how = How(given)
    header = header_typed(given)
    claims, parts = claims_typed(given)
    about = find_deal(how.path, event, deal)

    def make() -> "list[Document]":
        from domain.fixes import seen_by
        from domain.ledger import user

        record = record_of(how.path, about, opened=True)
        seen = None
        if event in record.reports:
            _refuse_parts(event, claims, parts, value)
            said = {**{name: _WHEN_UNSET.get(name) for name in _names(unset)}, **header}
            _refuse_nothing(said)
            content = {"deal": about, "amend_report": event, "header": said}
        else:
            changed = _changed_parts(claims, parts, header, value)
            claim = _restated(record, event, changed, _names(unset))
            content = {"deal": about, "amend": event, "claim": claim}
            seen = seen_by(record, event, user())
        fix = {**content, **given_only(why=why)}
        return [document.but(seen=seen) for document in documents(fix)]

    write(how, make, deal=about)


def _names(unset: Iterable[str]) -> list[str]:
    return [STORED_AS.get(name, name) for name in (each.replace("-", "_") for each in unset)]


def _refuse_parts(
    report: str, claims: Sequence[object], parts: Mapping[str, Any], value: str | None
) -> None:
    from domain.errors import Refused

    if claims or parts or value:
        raise Refused(
            "this names a report, and what was given belongs to a claim",
            code="E-CLAIM",
            place="EVENT",
            seen=report,
            hint=f"name the claim: {report}#1, or an event such as DEAL#17",
        )


def _refuse_nothing(said: Collection[str]) -> None:
    from domain.errors import Refused

    if not said:
        raise Refused(
            "say what it should have been",
            code="E-MISSING",
            place="amend",
            hint="--value 'up to $40bn', --stage agreed, --published 2026-01-29, --unset NAME …",
        )


def _changed_parts(
    claims: Sequence[Mapping[str, Any]],
    parts: Mapping[str, Any],
    header: Mapping[str, Any],
    value: str | None,
) -> dict[str, Any]:
    """The verb, the field and the parts that a claim should have had, as far as given."""
    from domain.claims import short_form
    from domain.errors import Refused

    if len(claims) > 1:
        raise Refused(
            "an amendment restates one claim",
            code="E-CLAIM",
            place="amend",
            seen=" and ".join(str(next(iter(claim.values()))) for claim in claims),
            hint="amend each event on its own",
        )
    if alien := [name for name in header if name not in _OF_CLAIM_TOO]:
        raise Refused(
            "this belongs to a report, and the name is that of a claim",
            code="E-CLAIM",
            place=f"--{alien[0].replace('_', '-')}",
            seen=header[alien[0]],
            hint="to amend a report's header, name the report without '#'",
        )
    changed = {**header, **parts, **given_only(value=value)}
    for name, text in (claims[0] if claims else {}).items():
        changed |= {"verb": name, **short_form(text)} if name in VERBS else {name: text}
    return changed


def _restated(
    record: "Known", name: str, changed: Mapping[str, Any], unset: Sequence[str]
) -> dict[str, Any]:
    """The whole claim as it should have been: what is known of it, with the changed parts."""
    from domain.errors import Refused
    from domain.fixes import claim_of
    from domain.names import near_hint

    claim = record.claims[claim_of(record, name, "EVENT")]
    aside = ("report", "claim", "sealed")
    body = {part: said for part, said in claim.body.items() if part not in aside}
    body["verb"] = claim.verb
    for part in unset:
        if part not in body or part in ("field", "verb"):
            raise Refused(
                "this claim has no such part to remove",
                code="E-KEY",
                place="--unset",
                seen=part,
                hint=near_hint(part, [each for each in body if each not in ("field", "verb")]),
            )
        del body[part]
    _refuse_nothing([*changed, *unset])
    body |= changed
    return {body.pop("verb"): body}


@click.command("withdraw")
@click.argument("event")
@_deal_option
@_why_option
@seen_option
@write_options
def withdraw(event: str, deal: str | None, why: str | None, **given: Any) -> None:
    """Take a claim out of our log that should not have been there (DEAL#17 or REPORT#2).

    \b
    dealtrail withdraw openai-2026#17 --why 'about another round'
    → openai-2026#52 withdraws wsj-2026-01-29-amazon#1 from our log
    """
    how = How(given)
    about = find_deal(how.path, event, deal)
    content = {"deal": about, "withdraw": event, **given_only(why=why)}
    write(how, lambda: documents(content, place="EVENT"), deal=about)


@click.command("retract")
@click.argument("report")
@_deal_option
@click.option("--published", metavar="DATE", help="When the publisher withdrew it.")
@click.option("--url", metavar="TEXT", help="Where it says so.")
@click.option("--note", metavar="TEXT", help="What it says.")
@write_options
def retract(
    report: str,
    deal: str | None,
    published: str | None,
    url: str | None,
    note: str | None,
    **given: Any,
) -> None:
    """Say that the publisher withdrew a report: none of its claims stands from that day on.

    \b
    dealtrail retract wsj-2026-01-27-softbank --published 2026-02-02
    → openai-2026#53 wsj-2026-01-27-softbank was retracted by its publisher on 2026-02-02
    """
    how = How(given)
    _need_report(report)
    _need_published(published, "when the publisher withdrew it")
    about = find_deal(how.path, report, deal)
    content = {
        "deal": about,
        "retract": report,
        **given_only(published=published, url=url, note=note),
    }
    write(how, lambda: documents(content, place="REPORT"), deal=about)


def _need_report(name: str) -> None:
    from domain.errors import Refused

    if "#" in name:
        raise Refused(
            "this names an event or a claim, and not a report",
            code="E-REF",
            place="REPORT",
            seen=name,
            hint=f"a report is named by its id: 'dealtrail show {name}' tells which one it is of",
        )


def _need_published(published: object, what: str) -> None:
    from domain.errors import Refused

    if not published:
        raise Refused(
            f"this is missing: {what}",
            code="E-MISSING",
            place="--published",
            hint="--published 2026-02-02",
        )


@click.command("correct", cls=ClaimCommand)
@click.argument("report")
@_deal_option
@click.option("--id", "version", metavar="ID", help="Of the corrected version; default REPORT-v2.")
@click.option(
    "--replaces",
    multiple=True,
    metavar="REPORT#N",
    help="A claim that no longer stands; default: those whose field is stated again. Repeatable.",
)
@header_options
@claim_options
@seen_option
@write_options
def correct(
    report: str, deal: str | None, version: str | None, replaces: tuple[str, ...], **given: Any
) -> None:
    """Log the corrected version of a report whose publisher fixed it; --published is its date.

    The claims it replaces no longer stand from then on, the others do.

    \b
    dealtrail correct wsj-2026-01-29-amazon --published 2026-01-30 \\
      --rumor 'amazon.commitment = up to $40bn'
    → openai-2026#54 report wsj-2026-01-29-amazon-v2: The Wall Street Journal, 2026-01-30
    """
    how = How(given)
    header = header_typed(given)
    claims, before = claims_typed(given, header.get("published"))
    none_before(before)
    _need_report(report)
    _need_published(header.get("published"), "when the corrected version was published")
    about = find_deal(how.path, report, deal)

    def make() -> "list[Document]":
        record = record_of(how.path, about, opened=True)
        former = _report_of(record, report)
        kept = ("source", "byline", "url", "language", "quality", "sourcing", "cites")
        again = list(replaces or stated_again(former, claims))
        content = {
            "deal": about,
            "id": version or next_version(record, report),
            **{part: former.header[part] for part in kept if part in former.header},
            **header,
            **({"confidential": "true"} if report in record.confidential else {}),
            "corrects": {"report": report, "replaces": again},
            "claims": claims,
        }
        return [each.but(seen=record.last_number) for each in documents(content)]

    if not how.command_id and header.keys() <= {"published"}:
        (document,) = make()
        if _says_the_same(record_of(how.path, about, opened=True), document):
            show_nothing_new(how, f"no change: {report} says that already")
            return
    write(how, make, deal=about)


def _says_the_same(record: "Known", correction: "Document") -> bool:
    """Whether a corrected version restates to the letter what it replaces. Raises what is wrong."""
    from domain.dates import now
    from domain.deal import decide
    from domain.documents import ReportDocument
    from domain.events import Claim, verb_of

    content = correction.content
    if not isinstance(content, ReportDocument) or content.corrects is None:
        return False
    made = decide(record, content, "", max(now(), record.recorded_at)).events
    replaced = [record.claims[ref] for ref in content.corrects.replaces]
    before = [(claim.verb, _as_said(claim.body)) for claim in replaced]
    after = [(verb_of(each), _as_said(each.state())) for each in made if isinstance(each, Claim)]
    return bool(after) and sorted(after) == sorted(before)


def _as_said(body: Mapping[str, Any]) -> str:
    """What a claim says, apart from where it says so."""
    import json

    said = {part: each for part, each in body.items() if part not in ("report", "claim", "place")}
    return json.dumps(said, sort_keys=True)


def _report_of(record: "Known", name: str) -> "Report":
    from domain.errors import NotFound
    from domain.names import near_report

    if name in record.reports:
        return record.reports[name]
    raise NotFound(
        "there is no such report to correct",
        code="E-CORRECT-TARGET",
        place="REPORT",
        seen=name,
        hint=near_report(name, record.reports, record.deal),
    )


def next_version(record: "Known", report: str) -> str:
    """`REPORT-v2`, or the next that is free."""
    import re

    stem = re.sub(r"-v[0-9]+$", "", report)
    count = 2
    while f"{stem}-v{count}" in record.reports:
        count += 1
    return f"{stem}-v{count}"


def stated_again(former: "Report", claims: Iterable[Mapping[str, Any]]) -> list[str]:
    """The claims of a report whose field is stated again, in short form or long."""
    from domain.claims import short_form

    said = [said for claim in claims for verb, said in claim.items() if verb in VERBS]
    every = [short_form(each) if isinstance(each, str) else each for each in said]
    fields = {each.get("field") for each in every}
    return [claim.id for claim in former.claims if claim.body.get("field") in fields]


@click.command("undo")
@click.argument("events", nargs=-1, metavar="[EVENT]…")
@_deal_option
@_why_option
@seen_option
@write_options
def undo(events: tuple[str, ...], deal: str | None, why: str | None, **given: Any) -> None:
    """Take back entries of our log; without any, the latest command. Undo an undo to restore.

    EVENT is an entry, openai-2026#41, or several in a row, openai-2026#41-57.

    \b
    dealtrail undo openai-2026#41
    → openai-2026#55 takes back #41, #42
    """
    how = How(given)
    named: dict[str, list[int]] = {}
    for event in events:
        about = deal or event.rpartition("#")[0]
        named.setdefault(the_deal(how.path, about), []).extend(entry_numbers(event, "EVENT"))
    if not events:
        named[the_deal(how.path, deal)] = []

    def make() -> "list[Document]":
        from domain.ledger import latest_command, user

        return documents(
            *(
                {
                    "deal": about,
                    "undo": numbers
                    or list(latest_command(how.path, about, by=user(), seen=how.seen(about))),
                    **given_only(why=why),
                }
                for about, numbers in named.items()
            ),
            place="EVENT",
        )

    write(how, make, deal=next(iter(named)))


# -- which deal is meant -------------------------------------------------------------------------


def find_deal(path: str, name: str, deal: str | None) -> str:
    """The deal of an event (`deal#17`), a claim (`report#2`) or a report (`report`).

    Raises `NotFound`, or `Refused` (E-AMBIG) where several deals have it.
    """
    from domain import history
    from domain.errors import Refused

    if deal:
        return deal
    head, sign, number = name.partition("#")
    with closing(history.open_ledger(path)) as connection:
        every = history.deals(connection)
        found = history.deals_with_report(connection, head)
        if sign and number.isdecimal() and head in every:
            found.append(head)
        if not found:
            ids = [report for _, report, _ in history.reports(connection)]
            raise _nothing_of_that_name(name, every, ids)
    several = sorted(set(found))
    if len(several) > 1 or len(found) > len(several):
        raise Refused(
            f"this can be meant in several ways: {' or '.join(several)} has it",
            code="E-AMBIG",
            place="EVENT" if sign else "REPORT",
            seen=name,
            hint=f"say which with --deal {several[0]}",
        )
    return several[0]


def _nothing_of_that_name(name: str, deals: list[str], reports: list[str]) -> Exception:
    from domain.errors import NotFound
    from domain.names import meant, near_hint

    head, sign, _ = name.partition("#")
    hint = meant(head, [*deals, *reports])
    if not hint:
        hint = "an event is named DEAL#17, a claim REPORT#2, a report by its id; "
        hint += near_hint(head, deals, "'dealtrail deals' lists the deals")
    return NotFound(
        "no deal of this ledger has that " + ("event or claim" if sign else "report"),
        code="E-NOTFOUND",
        place="EVENT" if sign else "REPORT",
        seen=name,
        hint=hint,
    )
