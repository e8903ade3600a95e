"""What a person gets wrong: told by code, place, value and next step; nothing is stored.

One case for every kind of bad input that the writing verbs can meet. Each case runs the real
command; the number is that of the list the project keeps of bad inputs.

Not here: what is odd and taken (`test_odd_input.py`), 54 and 62 (`test_two_people.py`), 48 in part
(`test_partial.py`), 63 and 64 (the store's own tests), 65 (`test_newer.py`), 18 and the sums of 25
(findings of `check`), 36-38 in what other programs show of them, 69 and 70 beyond addresses
(nothing is fetched).
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import HEADER, Desk, report

ONE = {"rumor": "amazon.commitment = $1bn"}
HALF = "\ud800"
LONG = "n" * 10_000


@dataclass(frozen=True)
class Case:
    """A command, and how it has to be refused: the code, and words that must be on stderr."""

    row: int
    args: tuple[str, ...]
    code: str
    says: tuple[str, ...] = ()
    exit_code: int = 2
    files: dict[str, str | bytes] = field(default_factory=dict)
    stdin: str | bytes | None = None


def said(row: int, claim: str, code: str, *says: str, more: tuple[str, ...] = ()) -> Case:
    """A claim that is refused in its field."""
    place = claim.partition(" =")[0]
    return Case(row, ("log", "acme", *HEADER, "--rumor", claim, *more), code, (place, *says))


def amount(row: int, text: str, code: str, *says: str) -> Case:
    """An amount that is refused."""
    return said(row, f"amazon.commitment = {text}", code, "amazon.commitment", *says)


def dated(row: int, text: str, code: str, *says: str) -> Case:
    """A date that is refused, in a claim."""
    return said(row, f"round.expected_close = {text}", code, *says)


def published(row: int, text: str, code: str, *says: str) -> Case:
    """A date of publication that is refused."""
    args = ("--source", "S", "--published", text, "--rumor", "amazon.commitment = $1bn")
    return Case(row, ("log", "acme", *args), code, ("published", *says))


def option(row: int, code: str, *says: str, more: tuple[str, ...]) -> Case:
    """An option of `log` that is refused beside a good claim."""
    claim = "amazon.commitment = $1bn"
    return Case(row, ("log", "acme", *HEADER, "--rumor", claim, *more), code, says)


def file(row: int, content: str | bytes, code: str, *says: str, name: str = "in.yaml") -> Case:
    """A file that is refused at import."""
    return Case(row, ("import", name), code, (name, *says), files={name: content})


def lines(row: int, code: str, *says: str, of: tuple[dict[str, Any], ...]) -> Case:
    """Documents that are refused at import."""
    text = "\n".join(map(json.dumps, of))
    return Case(row, ("import", "in.jsonl"), code, ("in.jsonl", *says), files={"in.jsonl": text})


def verb(row: int, *args: str, code: str, says: tuple[str, ...] = (), exit_code: int = 2) -> Case:
    """A command that is refused as a whole."""
    return Case(row, args, code, says, exit_code)


BOMB = "a: &a [x]\n" + "b: [" + ", ".join(["*a"] * 101) + "]\n"

CASES = (
    # dates
    dated(1, "2026-02-30", "E-DATE", "2026-02-30", "nearest day is 2026-02-28"),
    published(1, "2026-02-30", "E-DATE", "2026-02-30", "2026-02-28"),
    option(1, "E-DATE", "--effective", "2026-02-28", more=("--effective", "2026-02-30")),
    lines(1, "E-DATE", "published", "2026-02-28", of=(report("x", "2026-02-30", ONE),)),
    dated(2, "03/04/2026", "E-DATE-AMBIG", "2026-04-03 or 2026-03-04?", "write the one you mean"),
    published(2, "03/04/2026", "E-DATE-AMBIG", "2026-04-03 or 2026-03-04?"),
    published(2, "03/04/2026", "E-DATE-AMBIG", "--dayfirst or --monthfirst"),
    lines(2, "E-DATE-AMBIG", "2026-04-03 or 2026-03-04?", of=(report("x", "03/04/2026", ONE),)),
    lines(2, "E-DATE-AMBIG", "--dayfirst or --monthfirst", of=(report("x", "03/04/2026", ONE),)),
    lines(
        2,
        "E-DATE-AMBIG",
        "claim 1 round.expected_close",
        "--dayfirst or --monthfirst",
        of=(report("x", "2026-01-01", {"rumor": "round.expected_close = by 03/04/2026"}),),
    ),
    Case(
        2,
        ("import", "--dayfirst", "in.jsonl"),
        "E-DATE",
        ("in.jsonl, line 1: published", "with the day first this is no date", "it is 2026-04-30"),
        files={"in.jsonl": json.dumps(report("x", "04/30/2026", ONE))},
    ),
    option(2, "E-DATE-AMBIG", "--effective", "2026-04-03 or", more=("--effective", "03/04/2026")),
    verb(
        2,
        *("retract", "r1", "--published", "03/04/2026"),
        code="E-DATE-AMBIG",
        says=("2026-04-03 or 2026-03-04?", "write the one you mean"),
    ),
    dated(3, "last Tue", "E-DATE", "2026-02-17 or 2026-02-24"),
    lines(3, "E-DATE", "published", "write", of=(report("x", "yesterday", ONE),)),
    published(4, "2199-01-01", "E-FUTURE", "2199-01-01", "check the year"),
    *(dated(5, year, "E-DATE", year) for year in ("0001", "9999", "20266")),
    *(published(5, year, "E-DATE", year, "year") for year in ("0001", "9999")),
    said(6, "round.closed_on = Q3", "E-DATE", "of which year?", "2026-Q3"),
    published(
        7,
        "2026-10-25T02:30 Europe/Rome",
        "E-DATE-AMBIG",
        "had that hour twice",
        "2026-10-25T02:30+02:00 for the first, or 2026-10-25T02:30+01:00 for the second",
    ),
    published(7, "2026-03-29T02:30 Europe/Rome", "E-DATE", "there was no such time"),
    published(7, "2026-03-29T02:30 Europe/Rom", "E-DATE", "write 2026-01-30"),
    published(7, "2026-02-30T02:30 Europe/Rome", "E-DATE", "write 2026-01-30"),
    dated(8, "2026-03-01T10:00:00", "E-DATE", "needs its zone", "2026-03-01T10:00:00Z"),
    published(9, "2026-01-31T23:59:60Z", "E-DATE", "leap second"),
    dated(10, "2026-05-01 to 2026-04-01", "E-RANGE", "2026-05-01", "2026-04-01", "swap"),
    published(10, "2026-02-01/2026-01-01", "E-RANGE", "2026-02-01/2026-01-01", "swap"),
    # amounts
    amount(13, "1,234", "E-AMOUNT-AMBIG", "1,234 or 1.234", "write 1234"),
    amount(13, "€1.234", "E-AMOUNT-AMBIG", "write"),
    Case(
        15,
        ("log", "beta", *HEADER, "--rumor", "bid.equity_value = $5bn"),
        "E-CURRENCY-AMBIG",
        ("bid.equity_value", "which dollar", "give the deal a currency"),
    ),
    amount(16, "XYZ 5bn", "E-CURRENCY", "XYZ", "ISO 4217"),
    amount(16, "BTC 100", "E-CURRENCY", "BTC", "did you mean"),
    amount(16, "UDS 5bn", "E-CURRENCY", "UDS", "did you mean USD"),
    verb(
        16,
        *("open", "gamma", "--name", "G", "--type", "merger", "--currency", "EUT"),
        code="E-CURRENCY",
        says=("currency", "EUT", "did you mean"),
    ),
    amount(19, "$60bn-$50bn", "E-RANGE", "low 60,000,000,000 is above high", "swap?"),
    amount(20, "-5bn", "E-AMOUNT", "-5bn", "leave out the minus"),
    amount(20, "0", "E-AMOUNT", "write none"),
    amount(20, "up to 0bn", "E-AMOUNT", "'single quotes'"),  # the shell ate a $
    *(amount(21, text, "E-AMOUNT", text) for text in ("NaN", "inf", "1E+999999", "-0")),
    file(
        21,
        '{"deal": "acme", "source": "S", "published": "2026-01-01", "claims": [{"rumor": '
        '{"field": "amazon.commitment", "value": {"amount": NaN, "currency": "USD"}}}]}',
        "E-AMOUNT",
        "NaN",
        "write the digits",
        name="in.json",
    ),
    amount(21, "١٢٣", "E-AMOUNT", "write the digits 0 to 9"),
    file(
        23,
        '{"deal": "acme", "source": "S", "published": "2026-01-01", "claims": [{"rumor": '
        '{"field": "amazon.commitment", "value": {"amount": %s, "currency": "USD"}}}]}'
        % ("9" * 5000),
        "E-AMOUNT",
        "more than 24 digits",
        name="in.json",
    ),
    amount(21, "$5O bn", "E-AMOUNT", "could not read 'o'", "write the digit"),
    amount(23, "1234567890123456789012345", "E-AMOUNT", "more than 24 digits"),
    amount(23, "9" * 5000, "E-LENGTH", "5,000 characters"),
    *(said(25, f"amazon.stake = {text}", "E-PERCENT", text) for text in ("150%", "-5%", "150")),
    said(25, "amazon.stake 10%", "E-FIELD", "equals sign", "'amazon.stake = …'"),
    # texts
    amount(26, "", "E-EMPTY", "leave it out"),
    amount(26, "\u00a0\u200b", "E-EMPTY", "leave it out"),
    option(26, "E-EMPTY", "elements.x.name", more=("--element", "x: party, \u200b")),
    option(27, "E-LENGTH", "200", "10,000", more=("--element", f"x: party, {LONG}")),
    said(27, f"amazon.purpose = {LONG}", "E-LENGTH", "10,000", "2,000", "note"),
    option(28, "E-LENGTH", "note", "20,000", "shorten it\n", more=("--note", "n" * 300_000)),
    said(29, "amazon.purpose = a\0b", "E-CHAR", "U+0000 at position 2", "remove it"),
    option(29, "E-CHAR", "note", "position 2", more=("--note", "a\0b")),
    file(29, "deal: a\0b", "E-CHAR", "position 8", "remove it"),
    said(30, f"amazon.purpose = {HALF}", "E-ENCODING", "position 1", "UTF-8"),
    option(30, "E-ENCODING", "note", more=("--note", HALF)),
    file(30, '{"source": "\\ud800"}', "E-ENCODING", "source", name="in.json"),
    option(33, "E-ID", "<U+202E>", "lower-case", more=("--element", "x\u202ey: party, X")),
    *(
        option(35, "E-URL", url, "http://", more=("--url", url))
        for url in ("javascript:alert(1)", "file:///etc/passwd", "http://user:pw@host/x")
    ),
    option(69, "E-LENGTH", "url", "2,000", more=("--url", f"https://x.org/{LONG}")),
    said(37, "amazon.purpose = \x1b[2J", "E-CHAR", "U+001B", "remove it"),
    option(37, "E-CHAR", "note", "U+001B", more=("--note", "\x1b]52;c;x\x07")),
    # files
    lines(
        39,
        "E-KEY",
        "claim 1",
        "meta",
        of=(report("x", "2026-01-01", {**ONE, "meta": {"_type_": "datetime_iso"}}),),
    ),
    file(40, "[" * 3000 + "]" * 3000, "E-DEPTH", "20 levels", name="in.json"),
    file(40, "a: " + "[" * 3000, "E-DEPTH", "20 levels"),
    file(41, "deal: acme\ndeal: beta\n", "E-PARSE", "line 2 column 1", "twice"),
    file(41, '{"deal": "a", "deal": "b"}', "E-PARSE", "deal", "twice", name="in.json"),
    file(41, BOMB, "E-PARSE", "line 2", "aliases"),
    file(41, "a: !!python/object/apply:os.system [ls]", "E-PARSE", "line 1 column 4", "python"),
    file(41, "claims: [1,", "E-PARSE", "line 1 column 12", "was not closed"),
    file(41, "note: a: b", "E-PARSE", "line 1 column 8", "quotes"),
    # names and ids
    said(42, "amazon.comitment = $5bn", "E-FIELD", "did you mean commitment"),
    verb(
        42,
        *("log", "acme", *HEADER, "--rumor", "amazn.stage = in talks"),
        code="E-ELEMENT",
        says=("'amazn'", "did you mean amazon"),
    ),
    verb(42, "log", "acmee", *HEADER, "--rumor", "a.b = c", code="E-NOTFOUND", says=("acme?",)),
    verb(42, "amend", "acme#99", "--value", "$5bn", code="E-NOTFOUND", says=("acme#99", "r1#1")),
    verb(42, "withdraw", "nope#9", code="E-NOTFOUND", says=("nope#9", "DEAL#17")),
    verb(42, "undo", "acme#99", code="E-NOTFOUND", says=("acme#99", "the last one is acme#")),
    verb(42, "retract", "r7", "--published", "2026-03-01", code="E-NOTFOUND", says=("r7", "acme")),
    verb(42, "identify", "acme", "amazon", "globx", code="E-NOTFOUND", says=("globx", "globex?")),
    option(42, "E-NOTFOUND", "r7#1", "did you mean", more=("--sighting-of", "r7#1")),
    verb(44, "open", "../x", "--name", "x", "--type", "merger", code="E-ID", says=("../x",)),
    verb(44, "log", "%2e%2e", *HEADER, "--rumor", "a.b = c", code="E-ID", says=("%2e%2e",)),
    verb(44, "log", "a\0b", *HEADER, "--rumor", "a.b = c", code="E-ID", says=("lower-case",)),
    verb(44, "log", LONG, *HEADER, "--rumor", "a.b = c", code="E-LENGTH", says=("10,000",)),
    option(44, "E-ID", "id", "../r", more=("--id", "../r")),
    verb(42, "undo", "acme#abc", code="E-REF", says=("acme#abc", "withdraw")),
    # the order of things
    verb(
        46,
        *("log", "acme", "--id", "r1", *HEADER, "--rumor", "amazon.commitment = $9bn"),
        code="E-DUPLICATE",
        says=("r1", "corrects:", "amend"),
        exit_code=5,
    ),
    lines(
        48,
        "E-AMOUNT-AMBIG",
        "line 2",
        "line 4",
        "2 problems",
        of=(
            report("x1", "2026-01-01", ONE),
            report("x2", "2026-01-02", {"rumor": "amazon.commitment = 1,234"}),
            report("x3", "2026-01-03", ONE),
            report("x4", "2026-01-04", {"rumor": "amazon.commitment = 1,235"}),
        ),
    ),
    file(
        48,
        '{"deal": "acme", \n' + json.dumps(report("x", "2026-01-01", {"rumor": "amazon.x = y"})),
        "E-PARSE",
        "line 1",
        name="in.jsonl",
    ),
    verb(
        50, "log", "gamma", *HEADER, "--rumor", "a.b = c", code="E-NOTFOUND", says=("open gamma",)
    ),
    # corrections of corrections
    lines(
        51,
        "E-CORRECT-SELF",
        "x",
        "-v2",
        of=(report("x", "2026-02-02", ONE) | {"corrects": {"report": "x"}},),
    ),
    lines(
        52,
        "E-CORRECT-TARGET",
        "r7",
        "known here: r1",
        of=(report("x", "2026-02-02", ONE) | {"corrects": {"report": "r7"}},),
    ),
    lines(
        52,
        "E-CORRECT-TARGET",
        "r2#1",
        "did you mean",
        of=(report("x", "2026-02-02", ONE) | {"corrects": {"report": "r1", "replaces": ["r2#1"]}},),
    ),
    verb(
        52,
        *("correct", "r9", "--deal", "acme", "--published", "2026-02-02", "--rumor", "a.b = c"),
        code="E-CORRECT-TARGET",
        says=("r9", "r1"),
    ),
    lines(
        53,
        "E-CORRECT-TARGET",
        "b1",
        "a1",
        of=(
            report("a1", "2026-02-02", ONE) | {"corrects": {"report": "b1"}},
            report("b1", "2026-02-03", ONE) | {"corrects": {"report": "a1"}},
        ),
    ),
    *(
        verb(59, *words, "--published", "2026-03-01", code="E-REF", says=("show acme#1'",))
        for words in (("retract", "acme#1"), ("correct", "acme#1", "--rumor", "a.b = c"))
    ),
    verb(
        51,
        *("correct", "r1", "--id", "r1", "--published", "2026-02-02"),
        *("--rumor", "amazon.commitment = $5bn"),
        code="E-CORRECT-SELF",
        says=("r1", "-v2"),
    ),
    verb(59, "withdraw", "acme#1", code="E-STATE", says=("acme#1", "undo --deal acme")),
    verb(59, "amend", "acme#1", "--value", "$5bn", code="E-STATE", says=("acme#1",)),
    verb(59, "undo", "acme#1", code="E-STATE", says=("acme#1", "cannot be undone")),
    verb(60, "identify", "acme", "amazon", "amazon", code="E-MERGE", says=("amazon", "different")),
    verb(60, "identify", "acme", "amazon", code="E-EMPTY", says=("at least 2", "'amazon'")),
    verb(60, "identify", "acme", "amazon", "ipo", code="E-MERGE", says=("process", "within")),
    verb(
        10,
        *("retract", "r1", "--published", "2025-01-01"),
        code="E-RANGE",
        says=("2025-01-01", "2026-01-29"),
    ),
    # imports
    file(66, "deal: acme".encode("utf-16"), "E-ENCODING", "UTF-16", "iconv"),
    file(66, "deal: acme".encode("utf-16-be"), "E-ENCODING", "UTF-16", "iconv"),
    file(66, b"note: caf\xe9\n", "E-ENCODING", "byte 9 (line 1)", "0xe9", "UTF-8"),
    file(66, b"\xef\xbb\xbfnote: caf\xe9\n", "E-ENCODING", "byte 12 (line 1)"),
    file(66, "deal;source\nacme;S\n", "E-FORMAT", "a table", name="in.csv"),
    file(67, b"x" * (5 * 1024 * 1024 + 1), "E-SIZE", "5,242,880 bytes", "split"),
    file(68, b"PK\x03\x04\x14\x00", "E-FORMAT", "zip archive, such as an Excel", name="in.csv"),
    file(68, "<!DOCTYPE html><html></html>", "E-FORMAT", "web page"),
    file(68, "\n<?xml version='1.0'?>", "E-FORMAT", "XML", name="in.json"),
    file(68, b"%PDF-1.7", "E-FORMAT", "a PDF"),
    file(68, b"SQLite format 3\0", "E-FORMAT", "a ledger", name="events.yaml"),
    file(68, "", "E-EMPTY", "0 documents"),
    file(68, "---\n---\n", "E-EMPTY", "0 documents"),
    file(68, "[]", "E-EMPTY", "0 documents", name="in.json"),
    file(68, "a;b\n1;2\n", "E-PARSE", "keys and values", "begin with 'deal:'"),
    verb(68, "import", "missing.yaml", code="E-NOFILE", says=("missing.yaml", "name a file")),
    Case(68, ("import", "-"), "E-EMPTY", ("standard input", "0 documents"), stdin=""),
    # usage of the options
    option(
        0,
        "E-CLAIM",
        "--stage",
        "'in_talks' was said",
        more=("--stage", "in_talks", "--stage", "agreed"),
    ),
    option(0, "E-STAGE", "bananas", "write one of", more=("--stage", "bananas")),
    option(0, "E-ELEMENT", "--element", "amazon", "party, ", more=("--element", "amazon")),
    verb(
        0,
        "log",
        "acme",
        "--stage",
        "paid",
        *HEADER,
        "--rumor",
        "a.b = c",
        code="E-CLAIM",
        says=("--stage", "after the claim"),
    ),
    verb(0, "log", "acme", *HEADER, code="E-MISSING", says=("--rumor", "FILE")),
    verb(
        0, "log", "acme", "--rumor", "a.b = c", code="E-MISSING", says=("--source", "--published")
    ),
    verb(
        0,
        "log",
        "acme",
        *HEADER,
        "--confirm",
        "round.size = $1bn",
        code="E-SOURCING",
        says=("filing",),
    ),
    verb(0, "open", "gamma", code="E-MISSING", says=("name", "type")),
    verb(0, "open", "gamma", "--name", "G", "--type", "mergr", code="E-CHOICE", says=("merger?",)),
    verb(
        0,
        "open",
        "acme",
        "--name",
        "Other",
        "--type",
        "merger",
        code="E-DUPLICATE",
        says=("acme",),
        exit_code=5,
    ),
    verb(0, "grade", "Reuters", "Q", code="E-CHOICE", says=("Q", "A, B, C")),
    verb(0, "amend", "r1#1", code="E-MISSING", says=("--value", "--unset")),
    *(
        verb(
            0,
            *words,
            "amazon.commitment = up to $40bn",
            code="E-USAGE",
            says=("needs its verb", "--rumor 'amazon.commitment = up to $40bn'", *says),
        )
        for words, *says in (
            (("amend", "acme#6"), "amend:", "--value"),
            (("log", "acme"), "log:"),
            (("log", "acme", *HEADER), "log:"),
            (("correct", "r1", "--published", "2026-02-02"), "correct:"),
        )
    ),
    verb(
        0,
        "amend",
        "r1#1",
        "--published",
        "2026-01-01",
        code="E-CLAIM",
        says=("--published", "without '#'"),
    ),
    verb(0, "amend", "r1", "--value", "$5bn", code="E-CLAIM", says=("r1#1",)),
    verb(0, "amend", "r1#1", "--unset", "stge", code="E-KEY", says=("did you mean stage",)),
    verb(0, "correct", "r1", "--rumor", "a.b = c", code="E-MISSING", says=("--published",)),
    verb(0, "undo", code="E-MISSING", says=("--deal", "2 deals")),
)


def _named(case: Case) -> str:
    return f"{case.row}-{case.code}-{' '.join(case.args)[-30:]}".encode("ascii", "replace").decode()


@pytest.mark.parametrize("case", CASES, ids=_named)
def test_bad_input_is_named_with_a_next_step_and_nothing_is_stored(
    case: Case, tmp_path: Path
) -> None:
    desk = Desk(tmp_path)
    for name, content in case.files.items():
        desk.file(name, content)
    before, events = desk.ledger.read_bytes(), len(desk.events())

    done = desk.run(*case.args, stdin=case.stdin)

    assert done.exit_code == case.exit_code, done.stderr
    assert done.stdout == ""
    assert f"{case.code} " in done.stderr
    for words in case.says:
        assert words in done.stderr
    assert "\n  " in done.stderr, "there is a next step"
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr
    assert len(desk.events()) == events
    assert desk.ledger.read_bytes() == before
