"""The floor of a cold start: a click program that opens SQLite, reads one row and prints it.

With a deal, it selects the rows of that deal and prints how many they are.
"""

import sqlite3

import click


@click.command()
@click.argument("ledger")
@click.argument("deal", required=False)
def main(ledger: str, deal: str | None) -> None:
    """Print how many events a ledger holds, or a deal."""
    connection = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
    if deal is None:
        (count,) = connection.execute("SELECT count(*) FROM stored_events").fetchone()
    else:
        query = "SELECT state FROM stored_events WHERE originator_id = ?"
        count = len(connection.execute(query, (f"deal/{deal}",)).fetchall())
    click.echo(count)
    connection.close()


if __name__ == "__main__":
    main()
