"""The ledgers that benchmarks make: what the rules would have stored, and the same each time."""

from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.ledgers import LONG_ONES, check, write
from domain import history


def _deals(path: Path) -> list[str]:
    with closing(history.open_ledger(path)) as connection:
        return history.deals(connection)


def _said(path: Path, deal: str) -> list[tuple[str, object]]:
    with closing(history.open_ledger(path)) as connection:
        return [(item.name, item.data) for item in history.read_deal(connection, deal)]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of a few dozen deals."""
    path = tmp_path_factory.mktemp("made-up") / "small.db"
    write(path, 4_000)
    return path


def test_every_command_of_a_made_up_ledger_is_what_the_rules_make_of_its_document(
    small: Path,
) -> None:
    assert check(small, _deals(small)) > 300


def test_it_holds_what_makes_answers_hard(small: Path) -> None:
    with closing(history.open_ledger(small)) as connection:
        found = dict(
            connection.execute(
                "SELECT topic, count(*) FROM stored_events GROUP BY topic"
            ).fetchall()
        )
        parts = {
            part
            for (part,) in connection.execute(
                "SELECT DISTINCT key FROM stored_events, json_each(state)"
            )
        }
    assert {"term-denied", "report-corrected", "report-retracted", "claim-amended"} <= set(found)
    assert {"cites", "was", "on_top_of", "sighting_of", "if_", "effective", "stage"} <= parts


def test_a_deal_is_the_same_in_a_larger_ledger(small: Path, tmp_path: Path) -> None:
    larger = tmp_path / "larger.db"
    write(larger, 6_000)
    shared = [_said(small, deal) == _said(larger, deal) for deal in _deals(small)]
    assert sum(shared) > len(shared) / 2  # the others are told further


def test_a_long_deal_has_the_length_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "long.db"
    write(path, 3_000, long=(3_000,))
    assert len(_said(path, f"deal-{LONG_ONES}")) > 2_900
