"""A small deal for the tests of the answers: six reports, with all that can happen to them."""

from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner, Result

from cli.main import dealtrail
from domain.documents import parse
from domain.ledger import Ledger
from domain.order import ordered

REPORTS = """
open: acme-b
name: Acme's Series B
type: funding_round
currency: USD
elements:
  round: {kind: round, name: The round}
  acme: {kind: party, name: Acme}
  north: {kind: party, name: North Capital}
---
deal: acme-b
id: wire-first
source: The Wire
published: 2026-01-05
quality: wire
sourcing: anonymous_single
claims:
  - rumor: round.size = about $400m
    stage: in_talks
  - rumor: north.commitment = at least $100m
    stage: in_talks
---
deal: acme-b
id: blog-copy
source: Copy Blog
published: 2026-01-06
quality: aggregator
sourcing: anonymous_single
cites: [wire-first]
claims:
  - rumor: round.size = about $400m
    stage: in_talks
---
deal: acme-b
id: paper-north
source: The Paper
published: 2026-01-20
sourcing: anonymous_plural
read_through: https://www.copies.example/acme
claims:
  - rumor: north.commitment = up to $250m
    stage: in_talks
  - rumor: round.size = about $400m
    stage: in_talks
  - rumor: north.commitment = $300m
    if_: the round reaches $500m
---
deal: acme-b
id: wrong-lead
source: Rash Daily
published: 2026-01-21
sourcing: anonymous_single
claims:
  - rumor: round.lead = north
---
deal: acme-b
retract: wrong-lead
published: 2026-01-25
note: The paper withdrew it.
---
deal: acme-b
id: acme-statement
source: Acme
published: 2026-02-01
quality: primary
sourcing: company_statement
claims:
  - confirm: round.size = $450m
    stage: signed
  - confirm: north.commitment = $200m
    stage: agreed
  - confirm: round.expected_close = 2026-04
---
deal: acme-b
id: times-500
source: The Times
published: 2026-02-10
sourcing: anonymous_plural
claims:
  - rumor: round.size = $500m
    stage: signed
  - no_comment: north.commitment
    said_by: North Capital
"""
AMENDMENT = """
deal: acme-b
amend: paper-north#1
claim:
  rumor: north.commitment = up to $260m
  stage: in_talks
why: The paper had 260.
"""
LOGGED = datetime(2026, 3, 2, 12, tzinfo=UTC)
AMENDED = datetime(2026, 4, 3, tzinfo=UTC)
AT = ("--as-of", "2026-03-01", "--known-at", "2026-06-01")


def small_ledger(path: Path) -> Path:
    """A ledger with the deal; logged on 2 March 2026, amended on 3 April."""
    with Ledger.create(path, logged_by="desk", clock=lambda: LOGGED) as ledger:
        ledger.write(ordered(parse(REPORTS, "reports.yaml")), command_id="first")
    with Ledger.open(path, logged_by="sub", clock=lambda: AMENDED) as ledger:
        ledger.write(parse(AMENDMENT, "amend.yaml"), command_id="second")
    return path


def run(path: Path, *words: str, width: int = 120) -> Result:
    """The command run as a whole, in a pipe, as wide as asked."""
    return CliRunner().invoke(
        dealtrail, ["--db", str(path), *words], env={"COLUMNS": str(width), "DEALTRAIL_DB": ""}
    )
