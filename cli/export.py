"""The verb `export`: a report of a deal to hand on, or the proof of single events."""

import json
import sys
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import click

from cli.options import Asked, Reader, reading
from cli.output import say, write
from cli.words import title, under
from domain.errors import DealtrailError, Refused
from projections.policies import DEFAULT


@click.command(cls=Reader)
@click.argument("deal", required=False)
@click.option("--html", is_flag=True, help="A report of DEAL: one HTML file, to read or print.")
@click.option(
    "--proof",
    metavar="EVENT",
    multiple=True,
    help="A proof of an event such as openai-2026#17; may be repeated.",
)
@click.option("--redacted", is_flag=True, help="Withhold what they say: a salted digest instead.")
@click.option("--out", metavar="FILE", help="Write to this file, which must not be there yet.")
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@reading(formats_too=False)
def export(
    asked: Asked,
    deal: str | None,
    proof: tuple[str, ...],
    out: str | None,
    *,
    html: bool,
    redacted: bool,
    force: bool,
) -> None:
    """A report of a deal for anybody to read, or a proof of single events.

    With --html: one file with all that is known at the dates, its charts, audits, sources and
    clocks. It holds no script and asks for nothing from anywhere; every event is a place in it that
    can be cited: report.html#openai-2026-17. What is sealed in confidential reports stays sealed.

    With --proof: JSON with what the events say, and the way from each to a checkpoint that was
    signed here. Nothing of any other event is in it. docs/verify_proof.py verifies it offline. The
    source and notes of a confidential report are in it as they are stored: sealed.

    \b
      dealtrail export openai-2026 --html --as-of 2026-02-28 --out report.html
      dealtrail export --proof openai-2026#17 > proof.json
    """
    _check_asked(asked, deal, proof, html=html, redacted=redacted)
    if force and out is None:
        raise Refused("there is no file to replace", code="E-USAGE", place="--force",
                      hint="name it with --out FILE")  # fmt: skip
    if deal is None:
        _put(_proof(asked.where, proof, redacted=redacted), out, force=force)
        return
    if out is None and _to_terminal():
        raise Refused(
            "a page of HTML is nothing for a terminal",
            code="E-USAGE",
            place="--html",
            hint=f"name a file: --out {deal}.html",
        )
    _put(_report(asked, deal), out, force=force)


def _check_asked(
    asked: Asked, deal: str | None, proof: Sequence[str], *, html: bool, redacted: bool
) -> None:
    """Whether what was asked for goes together. Raises `Refused` (E-USAGE)."""
    if html and proof:
        raise Refused("a report or a proof, not both at once", code="E-USAGE", place="--html")
    if not html and not proof:
        raise Refused(
            "say what to export",
            code="E-USAGE",
            place="--html, --proof",
            hint="a report: dealtrail export DEAL --html; a proof: dealtrail export --proof EVENT",
        )
    if html and deal is None:
        raise Refused(
            "which deal?", code="E-USAGE", place="DEAL", hint="'dealtrail deals' lists them"
        )
    if html and redacted:
        raise Refused("this is for proofs alone", code="E-USAGE", place="--redacted")
    if proof and (deal is not None or _has_dates_or_rules(asked)):
        raise Refused(
            "a proof is of an event as it is sealed, whatever the deal and the dates",
            code="E-USAGE",
            place="--proof",
            seen=deal,
        )
    if len(set(proof)) < len(proof):
        raise Refused("the same event twice", code="E-USAGE", place="--proof", seen=proof)


def _has_dates_or_rules(asked: Asked) -> bool:
    given = (asked.as_of, asked.known_at, asked.true_at, asked.without)
    return any(given) or asked.policy != DEFAULT


def _to_terminal() -> bool:
    return sys.stdout.isatty()


def _put(text: str, out: str | None, *, force: bool) -> None:
    """Write to a file that is not there yet, or to stdout. Raises `Refused` (E-EXISTS)."""
    if out is None:
        write(text)
        return
    try:
        with open(out, "w" if force else "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise Refused(
            "there is such a file",
            code="E-EXISTS",
            place="--out",
            seen=out,
            hint="name another, or replace it with --force",
        ) from None
    except OSError as error:
        raise DealtrailError(
            f"the file could not be written ({error.strerror})", code="E-OUTPUT", place=out
        ) from error


# -- a report ------------------------------------------------------------------------------------


def _report(asked: Asked, deal: str) -> str:
    """A deal at its clocks as HTML."""
    from cli.report.document import document
    from cli.report.record import sealed
    from domain.history import grades, open_ledger
    from projections.figures import state

    found = state(asked.view(deal), asked.policy)
    with closing(open_ledger(asked.where)) as ledger:
        graded = grades(ledger)
    at = sealed(asked.where, deal)
    say(f"{title(found.view.known)}: {under(found.view, found.policy)}")
    known_at = found.view.clocks.known_at if asked.known_at else None
    return document(found, at, _again(asked, deal, found.view.clocks.asked), graded, known_at)


def _again(asked: Asked, deal: str, clocks: tuple[str, str, str]) -> list[str]:
    """The command that makes the same report from the same ledger."""
    known_at, as_of, true_at = clocks
    words = ["dealtrail", "export", deal, "--html", "--as-of", as_of, "--known-at", known_at]
    if true_at != as_of:
        words += ["--true-at", true_at]
    if asked.policy != DEFAULT:
        words += ["--policy", asked.policy]
    for name in asked.without:
        words += ["--without", name]
    return [*words, "--out", f"{deal}.html"]


# -- a proof -------------------------------------------------------------------------------------


def _proof(path: str, proof: Sequence[str], *, redacted: bool) -> str:
    """A proof of single events, for whoever has neither this program nor the ledger."""
    from domain.proof import bundle

    document = bundle(path, proof, redacted=redacted)
    for each in document["events"] if not redacted else ():
        rests_on = _report_of(path, each)
        if rests_on and rests_on not in proof:
            say(
                f"{each['event']} rests on the report {rests_on}, which is not in this proof:"
                f" source and date are told by --proof {rests_on}"
            )
    return json.dumps(document, ensure_ascii=True, indent=1) + "\n"


def _report_of(path: str, event: dict[str, Any]) -> str | None:
    """The event that logged the report of a claim."""
    from domain.history import event_id, open_ledger, read_deal

    report = json.loads(event["state"]).get("report")
    if not report or event["name"] == "report-logged" or not event["stream"].startswith("deal/"):
        return None
    with closing(open_ledger(path)) as connection:
        for item in read_deal(connection, event["stream"].removeprefix("deal/")):
            if item.name == "report-logged" and item.data["report"] == report:
                return event_id(event["stream"], item.number)
    return None
