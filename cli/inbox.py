"""The inbox of proposals: what assistants and colleagues left, and a person's yes or no to it."""

from typing import TYPE_CHECKING, Any

import click

from cli.options import Asked, formats, ledger_path
from cli.output import Answer, answer, say, write_json
from domain.errors import NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cli.screen import Row, Screen
    from domain.proposals import Proposal, ProposedClaim

SCHEMA = "dealtrail.proposal/1"
COLUMNS = (
    *("proposal", "state", "deal", "source", "published", "claims", "found"),
    *("by", "through", "at"),
)
_CLAIM_COLUMNS = ("claim", "verb", "says", "stage", "sourcing", "found", "place")


@click.command("inbox")
@click.argument("what", nargs=-1, metavar="[DEAL] | show ID")
@click.option("--all", "decided", is_flag=True, help="Those that were decided too.")
@formats
def inbox(what: tuple[str, ...], shape: str | None, *, decided: bool) -> None:
    """Reports that others proposed and that wait for your yes; nothing of them is in the ledger.

    For each claim, 'found' says whether the words that it rests on stand in the text that was kept
    with it.

    \b
      dealtrail inbox                 those that wait
      dealtrail inbox show 3          one, claim by claim
      dealtrail approve 3             log it
      dealtrail approve 3 --claims 1,4
      dealtrail reject 3 --why 'the text says otherwise'
    """
    asked = Asked(shape=shape)
    if len(what) == 2 and what[0] == "show":
        from domain.proposals import proposal

        answer(asked, proposal_answer(proposal(ledger_path(), number_of(what[1]))))
        return
    if len(what) > 1:
        raise Refused(
            "'inbox' takes a deal, or 'show' and a proposal",
            code="E-USAGE",
            place="inbox",
            seen=" ".join(what),
            hint="dealtrail inbox show 3",
        )
    answer(asked, inbox_answer(waiting(ledger_path(), *what, decided=decided)))


def waiting(path: str, deal: str | None = None, *, decided: bool = False) -> "list[Proposal]":
    """The proposals of a ledger, or of one deal. Raises `NotFound` where there is no such deal."""
    from contextlib import closing

    from domain import history, proposals
    from domain.names import near_hint

    with closing(history.open_ledger(path)) as ledger:
        every = history.deals(ledger)
    if deal is not None and deal not in every:
        raise NotFound(
            "there is no such deal",
            code="E-NOTFOUND",
            place="DEAL",
            seen=deal,
            hint=near_hint(deal, every),
        )
    return proposals.proposals(path, deal, decided=decided)


def number_of(text: str) -> int:
    """The number of a proposal, `3` or `#3`. Raises `Refused` (E-REF)."""
    bare = text.removeprefix("#")
    if not (bare.isascii() and bare.isdecimal() and len(bare) < 12):
        raise Refused(
            "a proposal is named by its number",
            code="E-REF",
            place="ID",
            seen=text,
            hint="'dealtrail inbox' lists them",
        )
    return int(bare)


# -- answers ---------------------------------------------------------------------------------------


def inbox_answer(found: "Sequence[Proposal]") -> Answer:
    """The proposals in every format."""
    return Answer(
        columns=COLUMNS,
        rows=lambda: map(row_of, found),
        whole=lambda: {
            "schema": "dealtrail.inbox/1",
            "proposals": [proposal_json(each) for each in found],
        },
        each=lambda: map(proposal_json, found),
        show=lambda screen: _show_all(screen, found),
    )


def proposal_answer(one: "Proposal") -> Answer:
    """One proposal in every format, a row a claim."""
    return Answer(
        columns=_CLAIM_COLUMNS,
        rows=lambda: map(_claim_row, one.claims()),
        whole=lambda: proposal_json(one),
        each=lambda: [proposal_json(one)],
        show=lambda screen: _show_one(screen, one),
        talk=_header(one),
    )


def row_of(one: "Proposal") -> dict[str, Any]:
    """A proposal on one line."""
    claims = one.claims()
    found = sum(each.found is not None for each in claims)
    return {
        "proposal": one.id,
        "state": one.state,
        "deal": one.deal,
        "source": one.document.get("source"),
        "published": one.document.get("published"),
        "claims": len(claims),
        "found": found,
        "by": one.by,
        "through": one.through,
        "at": one.at,
    }


def proposal_json(one: "Proposal") -> dict[str, Any]:
    """A proposal as JSON, the schema `dealtrail.proposal/1`."""
    return {
        "schema": SCHEMA,
        "proposal": one.id,
        "deal": one.deal,
        "state": one.state,
        "proposed": {"by": one.by, "through": one.through or None, "at": one.at},
        "decided": {"by": one.decided_by, "at": one.decided_at, "why": one.why or None}
        if one.decided_by
        else None,
        "events": list(one.events),
        "document": dict(one.document),
        "claims": [
            {
                "claim": each.id,
                "place": each.place or None,
                "found": each.found is not None,
                "start": each.found[0] if each.found else None,
                "end": each.found[1] if each.found else None,
            }
            for each in one.claims()
        ],
        "text": one.text,
    }


def _claim_row(each: "ProposedClaim") -> dict[str, Any]:
    verb, says, parts = each.said()
    return {
        "claim": each.id,
        "verb": verb,
        "says": says,
        "stage": str(parts.get("stage", "")),
        "sourcing": str(parts.get("sourcing", "")),
        "found": found_words(each),
        "place": each.place,
    }


def found_words(each: "ProposedClaim") -> str:
    """Whether the words that a claim rests on stand in the text."""
    if not each.place:
        return "no place named"
    return "found" if each.found else "not found"


def _header(one: "Proposal") -> str:
    said = one.document
    through = f" through {one.through}" if one.through else ""
    lines = [
        f"proposal {one.id} for {one.deal}: {said.get('source')}, {said.get('published')}",
        f"proposed by {one.by}{through}, {one.at[:16].replace('T', ' ')} UTC; {_state(one)}",
    ]
    return "\n".join(lines)


def _state(one: "Proposal") -> str:
    if one.state == "waiting":
        return "waits"
    events = f" as {one.events[0]}" if one.events else ""
    why = f": {one.why}" if one.why else ""
    return f"{one.state} by {one.decided_by}{events}{why}"


def _show_all(screen: "Screen", found: "Iterable[Proposal]") -> None:
    from cli.screen import Col

    columns = [
        Col(title="", right=True),
        Col(title="deal"),
        Col(title="source", least=12),
        Col(title="published"),
        Col(title="claims", right=True),
        Col(title="found", right=True),
        Col(title="proposed by", least=12),
        Col(title=""),
    ]
    rows: list[Row] = []
    for one in found:
        row = row_of(one)
        through = f" ({one.through})" if one.through else ""
        rows.append(
            [
                str(one.id),
                one.deal,
                str(row["source"]),
                str(row["published"]),
                str(row["claims"]),
                str(row["found"]),
                f"{one.by}{through}, {one.at[:10]}",
                "" if one.state == "waiting" else (_state(one), "dim"),
            ]
        )
    if not rows:
        screen.line("Nothing waits for your yes.")
        return
    screen.table(columns, rows)
    screen.line()
    screen.line(("'dealtrail inbox show ID' shows one, 'dealtrail approve ID' logs it", "dim"))


def _show_one(screen: "Screen", one: "Proposal") -> None:
    from cli.screen import Col

    for line in _header(one).split("\n"):
        screen.line(line)
    for name, part in one.document.items():
        if name in ("url", "language", "sourcing", "byline", "note", "cites", "id") and part:
            told = ", ".join(map(str, part)) if isinstance(part, list) else str(part)
            screen.line((f"{name} ", "dim"), told, indent=2)
    for element, item in (one.document.get("elements") or {}).items():
        said = ", ".join(str(part) for part in item.values()) if isinstance(item, dict) else ""
        screen.line(("new ", "dim"), f"{element}: {said}", indent=2)
    screen.line()
    columns = [
        Col(title="", right=True),
        Col(title="claim", least=24),
        Col(title="", least=10),
        Col(title="in the text", least=20),
    ]
    rows: list[Row] = []
    for each in one.claims():
        row = _claim_row(each)
        firm = ", ".join(filter(None, (row["stage"], row["sourcing"]))).replace("_", " ")
        colour = "green" if each.found else "yellow"
        rows.append(
            [
                each.id,
                f"{row['verb'].replace('_', ' ')} {row['says']}",
                firm,
                [(row["found"], colour), f" “{each.place}”" if each.place else ""],
            ]
        )
    screen.table(columns, rows)


# -- what is done with it --------------------------------------------------------------------------


@click.command("propose")
@click.argument("deal")
@click.argument("file")
@click.option("--text", metavar="FILE", help="What it was read from, kept with it; - reads stdin.")
@click.option("--by", metavar="NAME", help="Who proposes it; else your name.")
@click.option("--through", metavar="NAME", default="", help="Through which program.")
@click.option("--command-id", metavar="ID", help="Makes it safe to repeat: left once.")
@click.option("--json", "as_json", is_flag=True, help="The proposal as JSON.")
def propose(
    deal: str,
    file: str,
    text: str | None,
    by: str | None,
    through: str,
    command_id: str | None,
    *,
    as_json: bool,
) -> None:
    """Leave a report (a report FILE) in the inbox, for somebody to approve; nothing is logged.

    The 'place' of each claim is looked up in the text.

    \b
      dealtrail propose acme-b draft.yaml --text article.txt
      → proposal 3 for acme-b: 4 claims, 3 found in the text
    """
    from cli.files import documents_of
    from domain import inbox as box
    from domain.ledger import user

    left = []
    for document in documents_of([file], deal=deal):
        content = document.content.model_dump(mode="json", exclude_defaults=True, by_alias=True)
        words = _text(text) if text is not None else ""
        left.append(
            box.propose(
                ledger_path(),
                content,
                by=by or user(),
                through=through,
                text=words,
                command_id=command_id,
            )
        )
    for one in left:
        if as_json:
            write_json(proposal_json(one))
        else:
            row = row_of(one)
            say(
                f"proposal {one.id} for {one.deal}: {row['claims']} claims, "
                f"{row['found']} found in the text"
            )


def _text(name: str) -> str:
    try:
        with click.open_file(name, encoding="utf-8", errors="replace") as file:
            return str(file.read())
    except OSError as error:
        raise Refused(
            f"the file cannot be read ({error.strerror})",
            code="E-NOFILE",
            place="--text",
            seen=name,
        ) from error


@click.command("approve")
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.option("--claims", metavar="1,3", help="These claims alone; of one proposal.")
@click.option("--dry-run", "-n", is_flag=True, help="Print the exact events; store nothing.")
@click.option("--json", "as_json", is_flag=True, help="The receipt as JSON.")
def approve(ids: tuple[str, ...], claims: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Log what was proposed, by the rules of 'log'. Its entry says who proposed it and that you
    approved it.

    \b
      dealtrail approve 3 --claims 1,3
      → acme-b#3 report 2026-01-29-reuters-1f0c2a: Reuters, 2026-01-29
    """
    from cli.echo import show_receipt
    from domain import inbox as box
    from domain.ledger import user

    chosen = [each.strip() for each in claims.split(",")] if claims else None
    if chosen is not None and len(ids) > 1:
        raise Refused(
            "claims are chosen of one proposal",
            code="E-USAGE",
            place="--claims",
            seen=claims,
            hint="approve them one by one",
        )
    for number in map(number_of, ids):
        receipt = box.approve(ledger_path(), number, by=user(), claims=chosen, dry_run=dry_run)
        show_receipt(receipt, ledger_path(), as_json=as_json)


@click.command("reject")
@click.argument("number", metavar="ID")
@click.option("--why", metavar="TEXT", required=True, help="The reason, kept with it.")
def reject(number: str, why: str) -> None:
    """Say no to a proposal, and why. It stays in the inbox as rejected: 'inbox --all'.

    \b
      dealtrail reject 3 --why 'the text says otherwise'
    """
    from domain import inbox as box
    from domain.ledger import user

    one = box.reject(ledger_path(), number_of(number), by=user(), why=why)
    say(f"proposal {one.id} is rejected; nothing was logged")
