"""A new kind of term is one entry of the catalogue: everything else follows from it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import dealtrail
from domain import fields
from domain.fields import Field

MASCOT = Field(
    name="mascot",
    kinds=("party",),
    type="choice",
    label="mascot",
    meaning="The animal on the party's flag.",
    compare="ex",
    headline=True,
    words={"otter": "sea otter | loutre", "heron": "héron"},
    examples=("amazon.mascot = sea otter", "amazon.mascot = loutre"),
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Runner":
    monkeypatch.setitem(fields.CATALOGUE, ("party", "mascot"), MASCOT)
    return Runner(tmp_path / "ledger.db")


class Runner:
    """The command line on a ledger of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, *words: str, code: int = 0) -> str:
        found = CliRunner().invoke(dealtrail, ["--db", str(self.path), *words])
        assert found.exit_code == code, found.output
        return found.stdout if code == 0 else found.stderr


def test_a_field_added_to_the_catalogue_is_logged_answered_audited_and_published(
    run: Runner,
) -> None:
    run("open", "d", "--name", "D", "--type", "funding_round", "--currency", "USD")
    header = ("--published", "2026-01-10", "--sourcing", "anonymous_plural")
    run("log", "d", "--source", "A", *header, "--rumor", "amazon.mascot = loutre")
    run("log", "d", "--source", "B", *header, "--rumor", "amazon.mascot = heron")

    (figure,) = json.loads(run("state", "d", "--json"))["figures"]
    assert figure["field"] == "amazon.mascot"
    assert figure["label"] == "mascot"
    assert figure["standing"] == "contested"

    steps = json.loads(run("audit", "d", "amazon.mascot", "--json"))["steps"]
    assert {step["to"]["text"] for step in steps} == {"otter", "heron"}

    assert "The animal on the party's flag." in run("fields", "mascot")
    assert "mascot" in json.loads(run("schema"))["$defs"]["FieldName"]["pattern"]


def test_its_words_are_asked_for_where_another_is_given(run: Runner) -> None:
    run("open", "d", "--name", "D", "--type", "funding_round", "--currency", "USD")
    header = ("--source", "A", "--published", "2026-01-10", "--sourcing", "anonymous_plural")
    refused = run("log", "d", *header, "--rumor", "amazon.mascot = walrus", code=2)
    assert "E-CHOICE" in refused
    assert "otter, heron" in refused
