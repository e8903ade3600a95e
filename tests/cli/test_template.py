"""The template: quick to fill, nothing in it that nobody said, and all of it read back."""

from pathlib import Path
from typing import Any

import pytest

from cli.template import first_to_fill, template
from cli.writing import record_of
from domain.documents import ReportDocument, parse
from domain.errors import NotFound
from tests.cli.desk import Desk, report


def lines(desk: Desk, about: str | None = None, **typed: Any) -> list[str]:
    """The lines of a template for acme."""
    return template(record_of(desk.place, "acme"), typed, about).splitlines()


def known_now(shown: list[str]) -> list[str]:
    """The claims to take over, with what stands of each."""
    return [" ".join(line.split()) for line in shown if line.startswith("#  - ")]


def test_the_template_has_the_parts_of_a_report_and_what_is_known_of_the_deal(
    tmp_path: Path,
) -> None:
    assert lines(Desk(tmp_path))[2:] == [
        "deal: acme",
        "",
        "#   before: The Wire (anonymous_plural)",
        "source: ",
        "#   2026-01-29, 2026-01, 2026-01-29T14:00:00Z, 2026-01-27/2026-01-31",
        "published: ",
        "url: ",
        "#   filing, company_statement, on_record, document_seen, anonymous_plural, "
        "anonymous_single,",
        "#   unattributed, aggregated, own_confidential",
        "sourcing: ",
        "language: en",
        "#   the ids of the reports that it credits: [r2, r1]",
        "cites: []",
        "",
        "claims:",
        "#   rumor, change, confirm, deny or no_comment: ELEMENT.FIELD = as the report has it",
        "  - rumor: ",
        "    stage: ",
        "",
        "# Known now; take the # away to log it again, and change it:",
        "#  - rumor: round.size = $100bn              # rumored, 2026-02-01",
        "#  - rumor: amazon.commitment = up to $50bn  # rumored, in talks, 2026-01-29",
        "#  - rumor: globex.commitment = $1bn         # rumored, 2026-01-29",
        "",
        "# Elements; a new one is introduced above the claims:",
        "# elements:",
        "#   globex: {kind: party, name: Globex Corporation}",
        "#   party: amazon (Amazon.com), globex (Globex)",
        "#   process: ipo (The listing)",
        "#   round: round",
    ]


def test_no_source_is_guessed_and_one_that_is_named_brings_how_it_last_knew(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    told = report("r3", "2026-02-04", source="Le Monde: éco", language="fr", sourcing="aggregated")
    desk.ok("import", desk.lines(told))
    bare, named = lines(desk), lines(desk, source="le monde: éco")
    assert "source: " in bare
    assert "#   before: Le Monde: éco (aggregated, fr), The Wire (anonymous_plural)" in bare
    assert ("sourcing: " in bare, "language: en" in bare) == (True, True)
    assert 'source: "le monde: éco"' in named or "source: le monde: éco" in named
    assert ("sourcing: aggregated" in named, "language: fr" in named) == (True, True)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ({}, "source: "),
        ({"source": "Reuters"}, "published: "),
        ({"source": "Reuters", "published": "2026-03-01"}, "  - rumor: "),
    ],
)
def test_the_cursor_is_where_something_is_missing(
    typed: dict[str, str], line: str, tmp_path: Path
) -> None:
    shown = lines(Desk(tmp_path), **typed)
    assert shown[first_to_fill("\n".join(shown)) - 1] == line


def test_what_was_typed_stands_in_it_and_is_read_back(tmp_path: Path) -> None:
    typed: dict[str, Any] = {
        "source": "A: B # C",
        "published": "2026-03-01",
        "cites": ["r1", "r2"],
        "note": '\'tis 50%, "said"',
        "elements": {"initech": {"kind": "party", "name": "Init: ech"}},
    }
    (found,) = parse("\n".join(lines(Desk(tmp_path), **typed)), "template")
    content = found.content
    assert isinstance(content, ReportDocument)
    assert (content.source, content.note) == (typed["source"], typed["note"])
    assert (content.cites, content.claims) == (("r1", "r2"), ())
    assert content.elements["initech"].name == "Init: ech"


def test_a_known_figure_is_taken_over_by_taking_its_sign_away(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    filled = "\n".join(lines(desk, source="Reuters", published="2026-03-01")).replace(
        "#  - rumor: amazon.commitment", "  - rumor: amazon.commitment"
    )
    told = desk.ok("log", "acme", desk.file("r.yaml", filled))
    assert "understood: USD 50,000,000,000 or less" in told
    assert "amazon.commitment: no change" in told


def test_what_is_in_dispute_is_told_with_what_stands_against_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    two = (
        report("a", "2026-02-03", {"rumor": "round.size = $90bn"}, source="FT"),
        report("b", "2026-02-03", {"rumor": "round.size = $70bn"}, source="WSJ"),
    )
    desk.ok("import", desk.lines(*two))
    (size,) = [line for line in known_now(lines(desk)) if "round.size" in line]
    assert size.startswith("# - rumor: round.size = $70bn # contested, 2026-02-03; against it: ")
    assert "$90bn (FT)" in size


def test_a_party_to_be_followed_up_comes_with_its_figures_and_what_nobody_said_yet(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    more = report(
        "a",
        "2026-02-03",
        {"rumor": "amazon.expected_signing = by March 2026"},
        {"rumor": "amazon-1.amount = $15bn"},
        elements={"amazon-1": {"kind": "tranche", "payer": "amazon"}},
    )
    desk.ok("import", desk.lines(more))
    shown = lines(desk, "amazon")
    fields = [line.split(" = ")[0].rpartition(" ")[2] for line in known_now(shown)]
    assert fields == ["amazon.commitment", "amazon.expected_signing", "amazon-1.amount"]
    assert [line for line in shown if "nothing yet on" in line] == [
        "#   nothing yet on amazon.stake, amazon.stage, amazon.condition"
    ]


def test_a_party_that_the_deal_does_not_have_is_refused_with_the_one_meant(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with pytest.raises(NotFound) as refusal:
        lines(desk, "amazn")
    assert refusal.value.hint == "did you mean amazon?"
