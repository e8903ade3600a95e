"""The verbs of the inbox: propose, inbox, approve, reject."""

import json
from pathlib import Path

import pytest

from tests.cli.desk import Desk

REPORT = """
source: AP
published: 2026-03-02
sourcing: anonymous_plural
claims:
  - rumor: amazon.commitment = up to $60bn
    place: up to $60bn
  - rumor: round.size = $120bn
    place: in words that it does not have
"""


@pytest.fixture
def desk(tmp_path: Path, either_store: None) -> Desk:  # noqa: ARG001
    """Somebody's desk, with a file and with a team's database."""
    return Desk(tmp_path)


@pytest.fixture
def left(desk: Desk) -> Desk:
    """A desk with one proposal."""
    desk.file("draft.yaml", REPORT)
    desk.file("article.txt", "Amazon may put in up\nto $60bn.")
    done = desk.run(
        *("propose", "acme", "draft.yaml", "--text", "article.txt"),
        *("--by", "an assistant", "--through", "a client"),
    )
    assert done.exit_code == 0
    assert "proposal 1 for acme: 2 claims, 1 found in the text" in done.stderr
    return desk


def test_the_inbox_lists_what_waits(left: Desk) -> None:
    (row,) = left.ok("inbox", "--csv").splitlines()[1:]
    assert row.startswith("1,waiting,acme,AP,2026-03-02,2,1,an assistant,a client,2026-")
    assert left.ok("inbox", "beta", "--csv").count("\n") == 1
    assert left.run("inbox", "gamma").exit_code == 2
    assert "Nothing waits for your yes" in left.ok("inbox", "beta", "--table")


def test_a_proposal_is_shown_claim_by_claim(left: Desk) -> None:
    rows = left.ok("inbox", "show", "1", "--csv").splitlines()[1:]
    assert rows[0] == "1,rumor,amazon.commitment = up to $60bn,,,found,up to $60bn"
    assert rows[1].split(",")[5] == "not found"
    whole = json.loads(left.ok("inbox", "show", "1", "--json"))
    assert whole["schema"] == "dealtrail.proposal/1"
    assert [each["found"] for each in whole["claims"]] == [True, False]
    assert left.run("inbox", "show", "2").exit_code == 2
    assert "proposed by an assistant through a client" in left.ok("inbox", "show", "1", "-t")


def test_an_approval_gives_the_receipt_of_a_log(left: Desk) -> None:
    out = left.ok("approve", "1", "--claims", "1", DEALTRAIL_USER="ana")
    assert "understood: USD 60,000,000,000 or less" in out
    assert "undo: dealtrail undo acme#" in out
    assert left.figure("amazon.commitment") == "up to $60bn (rumored)"
    again = left.run("approve", "1", DEALTRAIL_USER="bob")
    assert again.exit_code == 5
    assert "ana approved it already" in again.stderr
    assert "approved" in left.ok("inbox", "--all", "--csv")


def test_a_rejection_keeps_its_reason(left: Desk) -> None:
    assert left.run("reject", "1").exit_code == 2
    assert left.run("reject", "1", "--why", "misread").exit_code == 0
    (one,) = json.loads(left.ok("inbox", "--all", "--json"))["proposals"]
    assert (one["state"], one["decided"]["why"]) == ("rejected", "misread")


def test_a_proposal_is_named_by_its_number(left: Desk) -> None:
    for words in (("approve", "x"), ("inbox", "show", "x"), ("approve", "1", "2", "--claims", "1")):
        assert left.run(*words).exit_code == 2
    assert left.run("inbox", "show").exit_code == 2
    assert left.run("inbox", "a", "b", "c").exit_code == 2


def test_what_others_wrote_gives_a_terminal_no_commands(desk: Desk) -> None:
    claim = {"rumor": "round.size = \x1b]52;c;x\x07", "place": "\x1b[31m\u202ehere"}
    report = {"source": "AP", "published": "2026-03-02", "claims": [claim]}
    desk.file("draft.json", json.dumps(report))
    assert desk.run("propose", "acme", "draft.json", "--by", "an assistant").exit_code == 0
    for words in (("inbox", "-t"), ("inbox", "show", "1", "-t"), ("inbox", "show", "1", "--tsv")):
        done = desk.run(*words)
        assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout + done.stderr)
