"""A structure drawn for Mermaid and Graphviz: valid whatever a report has put into a name."""

import re

import pytest

from cli.graphs import drawn
from projections.structure import structure
from tests.telling import Story, change, confirm, rumor

HOSTILE = (
    '"]; click e_x "javascript:alert(1)',
    "a\"b'c`d`",
    "[x](y){z}|w|<b>&amp;&lt;",
    '%%{init: {"theme": "dark"}}%%',
    "end",
    "\u202eevil \u05d0\u05d1",
    '#quot; #35; \\N \\" \\',
    "-->|x| y; graph TD",
    "$$x^2$$",
    'subgraph ]"',
    '\\\\"; } digraph {',
    "A & B -- C",
    "---",
    "日本語 😀",
)
TEXT = 'line one\nline "two"\t]\r\n%% three'


def deal() -> Story:
    story = Story()
    people = {f"p{place}": {"kind": "party", "name": name} for place, name in enumerate(HOSTILE)}
    story.report(
        "a",
        "2026-01-05",
        *(rumor(f"p{place}.commitment = $1bn") for place in range(len(HOSTILE))),
        rumor({"field": "agi-leg.definition", "value": {"text": TEXT}}),
        rumor("amazon-1.payer = p0"),
        rumor("amazon-1.condition = agi-leg and (ipo-leg or p-approval)"),
        rumor("supply.relates_to = p1"),
        elements={
            **people,
            "p-approval": {"kind": "approval", "name": 'Clearance "A"'},
            "supply": {"kind": "linked_deal", "name": HOSTILE[0]},
        },
    )
    story.official("b", "2026-02-05", change("amazon-1.payer = p2", was="p0"))
    story.official("c", "2026-02-06", confirm("p3.stage = withdrawn"))
    return story


# Every line that may be written, in full: what is between quotes holds no sign of the language.
_ID = r"e_[a-z0-9_]+"
_SAID = r"(?:[^\W_]|[ .,()/+\-'=*!?€£¥]|#[0-9]+;)*"
_LABEL = rf'"{_SAID}(?:<br>{_SAID})*"'
_MERMAID = re.compile(
    rf"flowchart LR|  %% {_SAID}"
    rf'|  subgraph beside \["Beside the deal"\]|  end'
    rf"|(?:  |    ){_ID}(?:\[{_LABEL}\]|{{{_LABEL}}})(?::::faint)?"
    rf"|  {_ID} (?:-->|-\.->)(?:\|{_LABEL}\|)? {_ID}|  {_ID} --- {_ID}"
    r"|  classDef faint stroke-dasharray: 4 4, color: #666"
)
_TEXT = r'"(?:[^"\\\n]|\\\\|\\"|\\n)*"'
_DOT = re.compile(
    rf"digraph {_TEXT} {{|  (?:graph|node|edge) \[[^\]]*\]|  subgraph cluster_beside {{|  }}|}}"
    rf"|    label={_TEXT}|    style=dashed"
    rf"|(?:  |    ){_TEXT} \[label={_TEXT}(?:, (?:shape|style|fontcolor)=\w+)*\]"
    rf"|  {_TEXT} -> {_TEXT} \[label={_TEXT}(?:, (?:style|arrowhead)=\w+)?\]"
)


@pytest.mark.parametrize("language", ["mermaid", "dot"])
def test_no_name_in_a_report_can_break_the_drawing(language: str) -> None:
    grammar = {"mermaid": _MERMAID, "dot": _DOT}[language]
    lines = drawn(structure(deal().view()), language, everything=True).splitlines()
    assert len(lines) > 30
    assert [line for line in lines if not grammar.fullmatch(line)] == []


def test_the_grammar_refuses_a_name_that_is_not_quoted() -> None:
    assert not _MERMAID.fullmatch('  e_p0["party"]; click e_x')
    assert not _MERMAID.fullmatch('  e_p0["a"b"]')
    assert not _DOT.fullmatch('  "p0" [label="a"b"]')
    assert not _DOT.fullmatch('  "p0" [label="a\\"]')


def test_every_arrow_goes_from_a_box_to_a_box() -> None:
    found = structure(deal().view())
    lines = drawn(found, "mermaid", everything=True).splitlines()
    boxes = {match[1] for line in lines if (match := re.match(rf" +({_ID})[\[{{]", line))}
    arrows = [match for line in lines if (match := re.match(rf"  ({_ID}) -[-.].*? ({_ID})$", line))]
    assert len(arrows) >= 6
    assert {end for arrow in arrows for end in (arrow[1], arrow[2])} <= boxes


def test_a_condition_is_drawn_as_a_tree_of_joins() -> None:
    lines = drawn(structure(deal().view()), "dot").splitlines()
    assert '  "amazon-1--condition-0" [label="all of", shape=diamond]' in lines
    assert '  "amazon-1--condition-0" -> "amazon-1--condition-0-1" [label=""]' in lines
    assert '  "amazon-1--condition-0-1" [label="any of", shape=diamond]' in lines
    assert '  "amazon-1--condition-0-1" -> "ipo-leg" [label=""]' in lines


def test_what_is_over_is_dashed_and_says_how() -> None:
    lines = drawn(structure(deal().view()), "dot").splitlines()
    assert '  "amazon-1" -> "p0" [label="payer (left)", style=dashed]' in lines
    (box,) = [line for line in lines if line.startswith('  "p3" [')]
    assert "withdrawn since 2026-02-06" in box
    assert "style=dashed" in box


def test_what_stands_beside_the_deal_has_a_frame_of_its_own() -> None:
    lines = drawn(structure(deal().view()), "dot", everything=True).splitlines()
    frame = lines[lines.index("  subgraph cluster_beside {") : lines.index("  }")]
    assert [line.split('"')[1] for line in frame if "[label=" in line] == ["supply"]
