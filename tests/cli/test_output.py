"""What no answer may do to the terminal, the spreadsheet or the script that reads it."""

import csv
import io
import json
import re
import sys

import click
import pytest
from click.testing import CliRunner

from cli import output
from cli.options import Asked
from cli.output import Answer, answer, clean
from domain.errors import DealtrailError

EVIL = "\x1b[31mred\x07 \u202egnp\u2066 \x9b2J\x7f=1+1"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("plain", "plain"),
        ("50\u00a0milliards d’€", "50\u00a0milliards d’€"),
        ("\x1b[2Jgone", "[2Jgone"),
        ("a\x9bb\x7fc", "abc"),
        ("abc\u202edef", "abc<U+202E>def"),
        ("one\ntwo\tthree", "one two three"),
        ("tag\U000e0041", "tag<U+E0041>"),
        ("half\ud800", "half"),
    ],
)
def test_text_of_others_cannot_command_the_terminal(given: str, shown: str) -> None:
    assert clean(given) == shown


def _answered(shape: str, cell: str) -> str:
    found = Answer(
        columns=("a", "b"),
        rows=lambda: [{"a": cell, "b": "-5"}],
        whole=lambda: {"schema": "x", "list": [{"a": cell}]},
        each=lambda: [{"a": cell}],
        show=lambda screen: screen.line(cell),
    )

    @click.command()
    def verb() -> None:
        answer(Asked(policy="", shape=shape), found)

    return CliRunner().invoke(verb).stdout


@pytest.mark.parametrize("shape", ["table", "tsv", "csv", "json", "jsonl"])
def test_no_format_lets_control_characters_through(shape: str) -> None:
    printed = _answered(shape, EVIL)
    assert not set(printed) & set("\x1b\x07\x9b\x7f\u202e\u2066")


@pytest.mark.parametrize("shape", ["json", "jsonl"])
def test_json_still_says_exactly_what_was_stored(shape: str) -> None:
    printed = _answered(shape, EVIL)
    found = json.loads(printed)
    assert (found["list"][0] if shape == "json" else found) == {"a": EVIL}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝", "＋", "－", "＠", " ="])
def test_a_spreadsheet_runs_no_cell_as_a_formula(start: str) -> None:
    (_, row) = csv.reader(io.StringIO(_answered("csv", f"{start}cmd|'/c calc'!A0")))
    assert row[0].startswith("'")
    assert row[1] == "-5", "a plain number stays one"


def test_a_cell_with_tabs_and_lines_stays_one_cell() -> None:
    printed = _answered("tsv", "a\tb\nc\r\nd")
    assert printed.splitlines()[1].split("\t")[0] == "a b c  d"


def test_a_full_disk_is_said_and_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def flush(self) -> None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    monkeypatch.setattr(output, "give_up_stdout", lambda: None)
    with pytest.raises(DealtrailError, match="No space left on device"):
        output.write("data")


def test_json_that_can_be_printed_as_it_is_holds_no_sign_that_nobody_sees() -> None:
    """`_json` looks for such signs only in a text that is not printable throughout."""
    unseen = re.compile(output._UNSEEN)
    assert not any(unseen.match(chr(code)) for code in range(0x110000) if chr(code).isprintable())
