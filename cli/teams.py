"""The verbs for a team: `setup`, which makes its ledger in a PostgreSQL database."""

import click

from cli.options import ledger_path
from cli.output import say, write_json
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
