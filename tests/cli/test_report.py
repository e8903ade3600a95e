"""The verb `export --html`: one file with a deal at its clocks, for whoever has no dealtrail."""

import base64
import hashlib
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from cli.output import coded
from cli.words import day, said, words
from domain.history import Item
from domain.known import read_record
from projections.clocks import Clocks, View
from tests.cli.desk import Desk, report
from tests.shipped import DEAL
from tests.web.test_pages import PAYLOADS, poison

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "events.db"
CLOCKS = ("--as-of", "2026-03-05", "--known-at", "2026-11-25T20:00Z")
DATES = (
    "2025-11-15",
    "2025-12-17",
    "2026-01-29",
    "2026-02-27",
    "2026-02-28",
    "2026-03-31",
    "2026-04-30",
    "2026-11-25",
)
VOID = {"meta"}
Words = dict[str, str]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A small ledger."""
    return Desk(tmp_path)


@pytest.fixture
def shipped(tmp_path: Path) -> Desk:
    """A desk that reads the shipped ledger."""
    desk = Desk(tmp_path, empty=True)
    desk.place = str(SHIPPED)
    return desk


def tree(html: str) -> ET.Element:
    """The file read as XML, which takes nothing that is not well formed."""
    return ET.fromstring(html)  # noqa: S314 -- made by us


def text(part: ET.Element) -> str:
    return " ".join("".join(part.itertext()).split())


def anchors(root: ET.Element) -> list[str]:
    return [each.attrib["id"] for each in root.iter() if "id" in each.attrib]


def links(root: ET.Element) -> list[str]:
    return [each.attrib["href"] for each in root.iter() if "href" in each.attrib]


def places(html: str, deal: str = "acme") -> set[int]:
    """The events that the file can be cited by."""
    found = (re.fullmatch(rf"{re.escape(deal)}-([0-9]+)", each) for each in anchors(tree(html)))
    return {int(each[1]) for each in found if each}


# -- the same answer -----------------------------------------------------------------------------


def rows(html: str) -> Counter[tuple[str, ...]]:
    """Every figure of the report: field, value, standing, stage, since, last word, origins."""
    found: Counter[tuple[str, ...]] = Counter()
    for table in tree(html).iter("table"):
        if table.get("class") != "figures":
            continue
        for row in table.iter("tr"):
            named = row.find("th/*[@title]")
            if named is None:
                continue
            value, firm, since, last, origins = row.findall("td")
            marks = {each.get("class", "").split()[0]: text(each) for each in firm}
            standing = marks["standing"].split()[-1]
            last_word = (last.text or "").strip()
            cells = (text(value), standing, marks.get("stage", ""), text(since), last_word)
            found[(named.attrib["title"], *cells, text(origins))] += 1
    return found


def figures(desk: Desk, *asked: str) -> Counter[tuple[str, ...]]:
    """The same of `state --json`; it names elements by their ids, so their names are put in."""
    state = json.loads(desk.ok("state", DEAL, "--json", *asked))
    clocks = Clocks.at(as_of=state["clocks"]["as_of"])
    names = View.of(SHIPPED, DEAL, clocks).names
    return Counter(_row_of(figure, names) for figure in state["figures"])


def _stored(value: dict[str, Any]) -> dict[str, Any]:
    """A value without the ends that JSON adds to it."""
    ends = () if value.get("qualifier") == "between" else ("low", "high")
    return {name: part for name, part in value.items() if name not in ends}


def _row_of(figure: dict[str, Any], names: dict[str, str]) -> tuple[str, ...]:
    value = said(_stored(figure["value"]), names) if figure["value"] else "–"
    stage = "" if figure["field"].endswith(".stage") else words(figure["stage"])
    dates = day(figure["since"]), day(figure["last_word"])
    return (figure["field"], value, figure["standing"], stage, *dates, str(figure["origins"]))


@pytest.mark.parametrize("date", DATES)
def test_the_figures_are_those_of_state(shipped: Desk, date: str) -> None:
    clocks = ("--as-of", date)
    assert rows(shipped.ok("export", DEAL, "--html", *clocks)) == figures(shipped, *clocks)


@pytest.mark.parametrize(
    "rules",
    [
        ("--policy", "official-only"),
        ("--without", "Reuters", "--as-of", "2026-02-27"),
        ("--as-of", "2026-02-27", "--true-at", "2026-01-31"),
    ],
)
def test_the_rules_asked_for_hold_and_are_told(shipped: Desk, rules: tuple[str, ...]) -> None:
    html = shipped.ok("export", DEAL, "--html", *rules)
    assert rows(html) == figures(shipped, *rules)
    head = tree(html).find("body/header")
    assert head is not None
    for told in rules[1::2]:
        assert told in text(head)


def test_the_steps_are_those_of_audit(shipped: Desk) -> None:
    html = shipped.ok("export", DEAL, "--html", *CLOCKS)
    expected = json.loads(shipped.ok("audit", DEAL, "amazon.commitment", "--json", *CLOCKS))
    audit = tree(html).find(".//*[@id='audit.amazon.commitment']")
    assert audit is not None
    found = []
    for row in audit.iter("tr"):
        step = row.find("th[@scope='row']")
        if step is not None:
            found.append((text(step).split()[1], text(row.findall("td")[-1])))
    assert found == [
        (each["step"], f"#{each['event'].split('#')[1]}") for each in expected["steps"]
    ]


def test_every_headline_and_every_disputed_figure_is_audited(shipped: Desk) -> None:
    html = shipped.ok("export", DEAL, "--html", *CLOCKS)
    root = tree(html)
    audited = {each.removeprefix("audit.") for each in anchors(root) if each.startswith("audit.")}
    state = json.loads(shipped.ok("state", DEAL, "--json", *CLOCKS))
    disputed = {
        each["field"] for each in state["figures"] if each["standing"] in ("contested", "denied")
    }
    assert disputed
    assert disputed <= audited
    headlines = root.find(".//section[@id='figures']")
    assert headlines is not None
    assert {each.attrib["href"] for each in headlines.iter("a") if "title" in each.attrib} == {
        f"#audit.{each.attrib['title']}" for each in headlines.iter() if "title" in each.attrib
    }


# -- what it stands at ---------------------------------------------------------------------------


def test_it_tells_its_clocks_and_what_they_hide(desk: Desk) -> None:
    head = tree(desk.ok("export", "acme", "--html", "--as-of", "2026-01-30")).find("body/header")
    assert head is not None
    assert "2026-01-30 what had been published by then" in text(head)
    assert "1 later report with 1 claim is hidden" in text(head)


def test_nothing_learnt_later_leaks_into_it(shipped: Desk) -> None:
    html = shipped.ok("export", DEAL, "--html", "--as-of", "2026-02-20")
    record = read_record(SHIPPED, DEAL)
    later = [each for each in record.reports.values() if each.last > "2026-02-21"]
    assert len(later) > 30
    numbers = places(html, DEAL)
    for each in later:
        assert each.id not in html
        assert each.number not in numbers
        assert not numbers & {claim.number for claim in each.claims}


def test_what_was_recorded_later_is_counted_and_not_shown(desk: Desk) -> None:
    known = json.loads(desk.ok("show", "acme#1", "--json"))["recorded"]
    before = desk.ok("export", "acme", "--html", "--as-of", "2026-06-01", "--known-at", known)
    desk.log("globex.commitment = $3bn")
    after = desk.ok("export", "acme", "--html", "--as-of", "2026-06-01", "--known-at", known)
    assert "$3bn" not in after
    assert places(after) == places(before)
    assert "later entr" in after


def test_the_same_input_gives_the_same_bytes(shipped: Desk) -> None:
    first = shipped.ok("export", DEAL, "--html", *CLOCKS)
    assert shipped.ok("export", DEAL, "--html", *CLOCKS) == first
    assert len(first.encode()) < 1_500_000


def test_a_deal_of_which_nothing_is_known_yet_is_a_report_too(desk: Desk) -> None:
    html = desk.ok("export", "acme", "--html", "--as-of", "2025-01-01")
    assert "Nothing had been published about this deal by then." in text(tree(html))
    assert not set(links(tree(html))) - {f"#{each}" for each in anchors(tree(html))}


# -- one file ------------------------------------------------------------------------------------


class Nesting(HTMLParser):
    """Whether a parser of HTML sees every element ended where it was begun."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.seen += 1
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID or "svg" in self.open, (tag, attrs)
        self.seen += 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_parser_reads_the_same_tree(shipped: Desk) -> None:
    html = shipped.ok("export", DEAL, "--html", *CLOCKS)
    read = Nesting(html)
    assert read.open == []
    assert read.seen == sum(1 for _ in tree(html).iter())


def test_every_link_leads_to_a_place_of_the_file_and_every_place_is_one(shipped: Desk) -> None:
    root = tree(shipped.ok("export", DEAL, "--html", *CLOCKS))
    found = anchors(root)
    assert len(set(found)) == len(found)
    inside = [each[1:] for each in links(root) if each.startswith("#")]
    assert len(inside) > 1000
    assert set(inside) <= set(found)


def test_it_asks_for_nothing_and_runs_nothing(shipped: Desk) -> None:
    html = shipped.ok("export", DEAL, "--html", *CLOCKS)
    root = tree(html)
    names = {each.tag.rpartition("}")[2] for each in root.iter()}
    assert names.isdisjoint(
        {"script", "img", "link", "iframe", "object", "embed", "use", "image", "base", "form"}
    )
    for each in root.iter():
        for name, value in each.attrib.items():
            assert not name.startswith("on")
            assert name not in ("style", "src", "srcset", "{http://www.w3.org/1999/xlink}href")
            assert "url(" not in value or re.fullmatch(r"url\(#[a-z0-9-]+\)", value), value
        if "href" in each.attrib:
            assert each.attrib["href"].startswith(("#", "https://", "http://"))
            assert each.tag.rpartition("}")[2] == "a"
    style = root.find("head/style")
    assert style is not None
    assert style.text is not None
    assert "url(" not in style.text
    assert "@import" not in style.text
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    policy = root.find("head/meta[@http-equiv]")
    assert policy is not None
    assert policy.attrib["content"].startswith(f"default-src 'none'; style-src 'sha256-{digest}'")


def seen(desk: Desk) -> list[Item]:
    """Every entry of acme as stored."""
    return read_record(desk.place, "acme").rows


def test_every_event_is_a_place_to_cite_also_what_is_no_claim(desk: Desk) -> None:
    desk.ok("amend", "r1#1", "--rumor", "amazon.commitment = up to $60bn", "--why", "misread")
    desk.ok("withdraw", "r1#2", "--why", "it was another deal")
    desk.ok("retract", "r2", "--published", "2026-02-05", "--note", "withdrawn by its editor")
    desk.ok("describe", "acme", "amazon", "--alias", "AMZN")
    desk.log("globex.commitment = $3bn")
    desk.ok("undo", "--deal", "acme", "--why", "the wrong deal")
    html = desk.ok("export", "acme", "--html")
    assert places(html) == {item.number for item in seen(desk)}
    told = text(tree(html))
    for word in ("misread", "it was another deal", "AMZN", "undone", "retracts"):
        assert word in told


def test_echoes_are_folded_under_their_origin_and_are_places_too(desk: Desk) -> None:
    desk.lines(
        report("echo", "2026-01-30", {"rumor": "globex.commitment = $1bn"}, cites=["r1"],
               source="The Copyist"),
    )  # fmt: skip
    desk.ok("import", "in.jsonl")
    html = desk.ok("export", "acme", "--html")
    folded = tree(html).find(".//details[@class='echoes']")
    assert folded is not None
    assert "The Copyist" in text(folded)
    assert places(html) == {item.number for item in seen(desk)}


# -- text is text --------------------------------------------------------------------------------


def test_no_text_of_a_deal_becomes_markup(tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "bad").mkdir()
    html = poison(tmp_path / "bad").ok("export", "acme", "--html")
    root = tree(html)
    assert Nesting(html).open == []
    plain = {each.tag for each in tree(desk.ok("export", "acme", "--html")).iter()}
    svg = "{http://www.w3.org/2000/svg}"
    ours = {"i", "q", "s", "br", *(svg + each for each in ("path", "polygon", "marker", "tspan"))}
    new = {each.tag for each in root.iter()} - plain - ours
    assert {each for each in new if not each.startswith(svg)} <= {"details", "summary", "pre"}
    for each in root.iter():
        for name, value in each.attrib.items():
            assert not name.startswith("on")
            assert name != "style"
            if name == "href":
                assert value.startswith(("#", "https://example.com/")), value
    assert coded(html) == html
    told = text(root)
    for payload in PAYLOADS:
        if payload.isprintable():
            assert " ".join(payload.split()) in told


def test_signs_that_turn_text_round_or_that_xml_cannot_hold_are_codes() -> None:
    from cli.report.markup import tag, written

    html = written(tag("p", "a\u202eb\x00c\x1bd\ufffee\udc80f\U000e0041", title="\u2066<\"'>"))
    assert "a<U+202E>b<U+0000>c<U+001B>d<U+FFFE>e<U+DC80>f<U+E0041>" in text(tree(html))
    assert tree(html).attrib["title"] == "<U+2066><\"'>"


def test_a_link_whose_target_is_not_in_the_file_is_text() -> None:
    from cli.report.markup import tag, to, written

    root = tree(written(tag("body", tag("p", id="there"), to("there", "a"), to("gone", "b"))))
    assert links(root) == ["#there"]
    assert [each.text for each in root.iter("span")] == ["b"]


def test_an_address_that_is_none_of_the_web_is_no_link(desk: Desk) -> None:
    desk.lines(report("odd", "2026-02-03", {"rumor": "round.size = $9bn"},
                      url="https://example.org/a", read_through="javascript:alert(1)"))  # fmt: skip
    desk.run("import", "in.jsonl")
    html = desk.ok("export", "acme", "--html")
    assert not [each for each in links(tree(html)) if each.startswith("javascript")]


# -- the record ----------------------------------------------------------------------------------


def test_it_names_the_seals_and_the_checkpoint(desk: Desk) -> None:
    before = tree(desk.ok("export", "acme", "--html")).find(".//section[@id='record']")
    assert before is not None
    assert "No checkpoint of this log was signed here" in text(before)
    signed = json.loads(desk.ok("checkpoint", "--json"))
    record = tree(desk.ok("export", "acme", "--html")).find(".//section[@id='record']")
    assert record is not None
    told = text(record)
    for part in (signed["log"], signed["root"], signed["key"], f"over {signed['size']} entries"):
        assert part in told
    assert [each.text for each in record.iter("pre")] == [signed["note"]]
    assert "it covers all of the log" in told
    assert "dealtrail verify" in told


def test_the_command_in_it_makes_it_again(desk: Desk) -> None:
    import shlex

    rules = ("--as-of", "2026-06-01", "--without", "r1", "--policy", "latest")
    html = desk.ok("export", "acme", "--html", *rules)
    record = tree(html).find(".//section[@id='record']")
    assert record is not None
    command = next(
        each.text for each in record.iter("code") if each.text and " --html " in each.text
    )
    desk.ok(*shlex.split(command)[1:])
    assert (desk.folder / "acme.html").read_text("utf-8") == html


def test_a_ledger_that_was_cut_is_told_in_it(desk: Desk) -> None:
    before = desk.ledger.read_bytes()
    desk.log("globex.commitment = $3bn")
    desk.ledger.write_bytes(before)
    for left in desk.folder.glob("events.db-*"):
        left.unlink()
    record = tree(desk.ok("export", "acme", "--html")).find(".//section[@id='record']")
    assert record is not None
    assert "missing" in text(record)


# -- where it goes -------------------------------------------------------------------------------


def test_a_file_that_is_there_is_replaced_only_by_force(desk: Desk) -> None:
    words = ("export", "acme", "--html", "--out", "acme.html")
    assert desk.ok(*words) == ""
    (desk.folder / "acme.html").write_text("mine")
    done = desk.run(*words)
    assert (done.exit_code, "E-EXISTS" in done.stderr) == (2, True)
    assert (desk.folder / "acme.html").read_text() == "mine"
    desk.ok(*words, "--force")
    assert (desk.folder / "acme.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_proof_can_be_put_into_a_file_too(desk: Desk) -> None:
    desk.ok("checkpoint")
    desk.ok("export", "--proof", "acme#4", "--out", "proof.json")
    assert json.loads((desk.folder / "proof.json").read_text())["events"]


def test_a_folder_that_is_not_there_is_said(desk: Desk) -> None:
    done = desk.run("export", "acme", "--html", "--out", "nowhere/acme.html")
    assert (done.exit_code, "E-OUTPUT" in done.stderr) == (1, True)


def test_a_terminal_gets_no_html(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.export._to_terminal", lambda: True)
    done = desk.run("export", "acme", "--html")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--out acme.html" in done.stderr
    assert desk.run("export", "acme", "--html", "--out", "acme.html").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("acme",),
        ("--html",),
        ("acme", "--html", "--proof", "acme#4"),
        ("acme", "--html", "--redacted"),
        ("acme", "--html", "--force"),
        ("acme", "--proof", "acme#4"),
        ("--proof", "acme#4", "--as-of", "2026-02-01"),
        ("--proof", "acme#4", "--policy", "latest"),
    ],
)
def test_what_does_not_go_together_is_refused(desk: Desk, words: tuple[str, ...]) -> None:
    done = desk.run("export", *words)
    assert (done.exit_code, "E-USAGE" in done.stderr) == (2, True), done.stderr


def test_a_report_needs_none_of_the_libraries_of_the_page(desk: Desk) -> None:
    program = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(('jinja2', 'starlette', 'markupsafe', 'uvicorn')))\n"
        "from cli.main import dealtrail\n"
        "dealtrail(['--db', sys.argv[1], 'export', 'acme', '--html'])\n"
    )
    words = [sys.executable, "-c", program, desk.place]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)
    assert "Acme series B" in done.stdout
