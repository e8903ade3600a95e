"""What the last entries of a deal suggest: the only deal is taken, the rest is said as a hint."""

from pathlib import Path

import pytest

from tests.cli.desk import HEADER, Desk, report

CLAIM = ("--rumor", "amazon.commitment = up to $60bn")


def hints(told: str) -> list[str]:
    """The hints of a receipt."""
    return [line.removeprefix("hint: ") for line in told.splitlines() if line.startswith("hint: ")]


def only_acme(folder: Path) -> Desk:
    """A ledger with one deal."""
    desk = Desk(folder, empty=True)
    desk.ok("open", "acme", "--name", "A", "--type", "funding_round", "--currency", "USD")
    return desk


def test_the_only_deal_of_a_ledger_need_not_be_named(tmp_path: Path) -> None:
    desk = only_acme(tmp_path)
    assert desk.ok("log", *HEADER, *CLAIM).startswith("acme#2 report ")
    written = "source: FT\npublished: 2026-03-02\nclaims:\n  - rumor: round.size = $7bn\n"
    assert desk.ok("log", desk.file("r.yaml", written)).startswith("acme#5 report ")
    assert desk.ok("log", "-", stdin=written.replace("FT", "WSJ")).startswith("acme#8 report ")


def test_of_several_deals_none_is_guessed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = desk.events()
    done = desk.run("log", *HEADER, *CLAIM)
    assert done.exit_code == 2
    assert done.stderr == "E-MISSING DEAL: the ledger has 2 deals; say which\n  acme or beta\n"
    assert desk.events() == before


def test_a_stage_left_out_is_hinted_at_with_the_command_that_adds_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = desk.ok("log", "acme", *HEADER, "--id", "n", *CLAIM)
    assert hints(told) == [
        "no stage was said of amazon.commitment, last in_talks (The Wire, 2026-01-29): "
        "dealtrail amend n#1 --stage in_talks"
    ]
    desk.ok(*hints(told)[0].partition(": dealtrail ")[2].split())
    assert desk.last()["becomes"]["stage"] == "in_talks"


def test_a_stage_of_later_is_not_hinted_at(tmp_path: Path) -> None:
    earlier = ("--source", "FT", "--published", "2026-01-20")
    assert hints(Desk(tmp_path).ok("log", "acme", *earlier, *CLAIM)) == []


def test_how_a_source_knew_last_is_hinted_at_and_not_taken_over(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    parts = {"source": "Le Monde", "language": "fr", "sourcing": "aggregated"}
    desk.ok(
        "import", desk.lines(report("m", "2026-02-03", {"rumor": "round.size = $7bn"}, **parts))
    )
    told = desk.ok(
        *("log", "acme", "--source", "le monde", "--published", "2026-03-01", "--id", "n"),
        *("--rumor", "globex.commitment = $2bn"),
    )
    assert hints(told) == [
        "no sourcing was said, kept as unattributed; Le Monde had aggregated in m: "
        "dealtrail amend n --sourcing aggregated",
        "no language was said, kept as en; Le Monde had fr in m: dealtrail amend n --language fr",
    ]
    assert "sourcing" not in desk.events("acme")[-2][1]


@pytest.mark.parametrize(
    "more",
    [
        ("--stage", "agreed"),
        ("--rumor", "globex.commitment = $2bn"),
    ],
)
def test_what_was_said_or_never_had_a_stage_brings_no_hint(
    more: tuple[str, ...], tmp_path: Path
) -> None:
    claim = CLAIM if more[0] == "--stage" else ()
    assert hints(Desk(tmp_path).ok("log", "acme", *HEADER, *claim, *more)) == []


def test_a_dry_run_hints_before_anything_is_stored(tmp_path: Path) -> None:
    told = Desk(tmp_path).ok("log", "acme", *HEADER, *CLAIM, "--dry-run")
    assert hints(told) == [
        "no stage was said of amazon.commitment, last in_talks (The Wire, 2026-01-29)"
    ]
