"""The verbs for a team: `setup` of its ledger, `move` to it and back, and `merge` of others."""

import click

from cli.options import ledger_path, without_password
from cli.output import clean, say, write, write_json
from domain.errors import Refused


@click.command()
@click.option("--json", "as_json", is_flag=True, help="What was made, as JSON.")
def setup(*, as_json: bool) -> None:
    """Make a team's ledger in a PostgreSQL database, and the roles of who writes and who reads.

    Run it once, as the role that owns the database; again does no harm. Then give people a role
    (GRANT deals_writer TO ana), and let them name the address: --db or $DEALTRAIL_DB. How to back
    it up and how it grows: docs/teams.md.

    \b
      dealtrail setup --db postgresql://owner@db.example.com/deals
    """
    from domain.history import is_address

    address = ledger_path()
    if not is_address(address):
        raise Refused(
            "a file needs no setup",
            code="E-USAGE",
            place="--db",
            seen=address,
            hint="'dealtrail open DEAL' makes it; a team's ledger: --db postgresql://HOST/DATABASE",
        )
    from domain.postgres_store import set_up

    made = set_up(address)
    if as_json:
        write_json({"schema": "dealtrail.setup/1", **made._asdict()})
        return
    what = "made an empty ledger" if made.made else "the ledger was there already: roles given anew"
    say(f"{what} in the database {made.database}")
    say(f"who may write: GRANT {made.writer} TO ana;")
    say(f"who may only read: GRANT {made.reader} TO ben;")


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option(
    "--keep-open", is_flag=True, help="Leave the old one open for writing, as for a mere copy."
)
@click.option("--json", "as_json", is_flag=True, help="What was moved, as JSON.")
def move(source: str, target: str, *, keep_open: bool, as_json: bool) -> None:
    """Move a ledger from a file to PostgreSQL, or back, with the proof that it is the same.

    Every event, seal and salt is taken over as it is, so that the root of the tree is the same and
    checkpoints hold on. TO must be a file that is not there, or a database of yours without
    entries: its tables and roles are made as by 'setup'. The old one stays as it is; so that nobody
    writes to it by mistake, a file is write-protected, and in a database the writers lose their
    right to write.

    \b
      dealtrail move events.db postgresql://owner@db.example.com/deals
    """
    from cli.words import count
    from domain.move import move as move_ledger

    old, new = without_password(source), without_password(target)
    moved = move_ledger(old, new, keep_open=keep_open)
    head = moved.head
    if as_json:
        write_json(
            {
                "schema": "dealtrail.move/1",
                "from": old,
                "to": new,
                "log": head.log,
                "size": head.size,
                "root": head.root.hex(),
                "matching": moved.found.matching,
                "deals": moved.found.deals,
            }
        )
        return
    write(
        f"log {head.short}  {head.size:,} entries of {count(moved.found.deals, 'deal')}"
        f"  root {head.root.hex()}\n"
        f"{new}: all entries match their seals, and the root is that of {old}\n"
    )
    say(f"{old} {moved.closed}" if moved.closed else f"{old} is open for writing still")
    say(f"next: export DEALTRAIL_DB='{new}'")


@click.command()
@click.argument("other", metavar="LEDGER")
@click.option("--dry-run", "-n", is_flag=True, help="Say what would be added; store nothing.")
@click.option("--json", "as_json", is_flag=True, help="The receipt as JSON.")
def merge(other: str, *, dry_run: bool, as_json: bool) -> None:
    """Add to this ledger what another one has besides: reports, log fixes and grades.

    For people who logged the same deals apart, on copies of one ledger or on their own. An entry
    that the same command stored in both, or a report that both logged alike, is there once; again
    adds nothing, and either way round gives the same answers. What comes in keeps who logged it,
    and is recorded now. Where two said differently of one thing, all of it is named and nothing is
    stored (exit code 2).

    \b
      dealtrail merge ben.db
      dealtrail merge postgresql://ana@db.example.com/deals --db events.db
    """
    from cli.echo import counts, receipt_json, runs
    from domain.ledger import Ledger, Receipt

    theirs = without_password(other)
    with Ledger.open(ledger_path()) as ledger:
        found = ledger.merge(theirs, dry_run=dry_run)
        notes = ledger.take_notes()
    receipt = Receipt(entries=found.entries, warnings=found.warnings, dry_run=dry_run)
    if as_json:
        write_json({**receipt_json(receipt, ()), "known": found.same})
    else:
        would = " (nothing was stored)" if dry_run else ""
        lines = [f"{len(found.entries):,} entries new, {found.same:,} known{would}"]
        if found.entries:
            lines.append(f"  {', '.join(counts(found.entries))}")
            lines += [f"  {run}" for run in runs(found.entries)]
        lines += [f"warning: {warning}" for warning in found.warnings]
        deals = [entry.stream for entry in found.entries if entry.stream.startswith("deal/")]
        if deals:
            lines.append(f"next: dealtrail state {deals[0].removeprefix('deal/')}")
        write("".join(f"{clean(line)}\n" for line in lines))
    for note in notes:
        say(note)
