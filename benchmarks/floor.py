"""The floor of a cold start: a click program that opens SQLite, reads one row and prints it."""

import sqlite3

import click


@click.command()
@click.argument("ledger")
def main(ledger: str) -> None:
    """Print how many events a ledger holds."""
    connection = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
    (count,) = connection.execute("SELECT count(*) FROM stored_events").fetchone()
    click.echo(count)
    connection.close()


if __name__ == "__main__":
    main()
