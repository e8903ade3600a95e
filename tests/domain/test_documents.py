"""The file format: what is read as text, where mistakes are, and which document is which."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.documents import (
    AmendDocument,
    AmendReportDocument,
    DealDocument,
    DescribeDocument,
    DistinguishDocument,
    GradeDocument,
    IdentifyDocument,
    ReportDocument,
    RetractDocument,
    UndoDocument,
    WithdrawDocument,
    parse,
    shape,
)
from domain.errors import Problems, Refused
from domain.files import MAX_BYTES, MAX_DEPTH, kind_of_file
from domain.order import ordered
from domain.yaml_files import MAX_ALIASES

REPORT = "deal: openai-2026\nsource: WSJ\npublished: 2026-01-29\n"


def one(text: str, **how: Any) -> Any:
    (document,) = parse(text, "file.yaml", **how)
    return document.content


def refused(text: str, **how: Any) -> Sequence[Refused]:
    """All that is wrong with a text."""
    with pytest.raises(Refused) as problems:
        parse(text, "file.yaml", **how)
    found = problems.value
    return found.problems if isinstance(found, Problems) else (found,)


def only(text: str, **how: Any) -> Refused:
    """The one thing that is wrong with a text."""
    (found,) = refused(text, **how)
    return found


# -- each kind of document ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "parts"),
    [
        (
            "open: acme-b\nname: Acme's series B\ntype: funding_round\ncurrency: USD\n"
            "elements:\n  acme: {kind: party, name: Acme, aliases: Acme Inc}\nnote: From March on.",
            DealDocument,
            {"open": "acme-b", "name": "Acme's series B", "currency": "USD"},
        ),
        (
            f"{REPORT}id: wsj-1\nclaims:\n  - rumor: amazon.commitment = up to $50bn",
            ReportDocument,
            {"id": "wsj-1", "source": "WSJ", "published": "2026-01-29"},
        ),
        (
            "deal: a\namend: wsj-1#2\nclaim: {rumor: round.size = $5m}\nwhy: misread",
            AmendDocument,
            {"amend": "wsj-1#2", "why": "misread"},
        ),
        ("deal: a\nwithdraw: a#17\nwhy: x", WithdrawDocument, {"withdraw": "a#17"}),
        (
            "deal: a\namend_report: wsj-1\nheader: {published: 2026-01-28}",
            AmendReportDocument,
            {"amend_report": "wsj-1", "header": {"published": "2026-01-28"}},
        ),
        (
            "deal: a\nretract: wsj-1\npublished: 2026-02-01\nurl: https://example.com/r",
            RetractDocument,
            {"retract": "wsj-1", "published": "2026-02-01"},
        ),
        (
            "deal: a\ndescribe: amazon\nkind: party\nname: Amazon\nidentifiers: {ticker: AMZN}",
            DescribeDocument,
            {"describe": "amazon", "kind": "party", "identifiers": {"ticker": "AMZN"}},
        ),
        ("deal: a\nidentify: [x, y]\nwhy: z", IdentifyDocument, {"identify": ("x", "y")}),
        ("deal: a\ndistinguish: [x, y]", DistinguishDocument, {"distinguish": ("x", "y")}),
        ("deal: a\nundo: [17, 18]", UndoDocument, {"undo": (17, 18)}),
        ("deal: a\nundo: 17", UndoDocument, {"undo": (17,)}),
    ],
)
def test_each_kind_of_document_is_told_by_its_first_word(
    text: str, kind: type, parts: dict[str, Any]
) -> None:
    content = one(text)
    assert type(content) is kind
    assert {name: getattr(content, name) for name in parts} == parts


def test_a_grade_belongs_to_no_deal() -> None:
    content = one("grade: {source: Reuters, grade: B, why: careful}", deal="openai-2026")
    assert isinstance(content, GradeDocument)
    assert (content.grade.source, content.grade.grade) == ("Reuters", "B")


def test_a_report_may_identify_and_retract_and_correct_and_is_still_a_report() -> None:
    content = one(
        f"{REPORT}corrects: {{report: wsj-0, replaces: wsj-0#1}}\nretracts: {{report: ft-1}}\n"
        "identify: [[a, b], [c, d]]\ndistinguish: [[e, f]]\n"
    )
    assert isinstance(content, ReportDocument)
    assert content.corrects is not None
    assert content.corrects.replaces == ("wsj-0#1",)
    assert content.retracts is not None
    assert content.identify == (("a", "b"), ("c", "d"))


def test_a_file_may_hold_several_documents() -> None:
    found = parse(f"---\n{REPORT}---\n{REPORT}\n---\n", "file.yaml")
    assert [document.place for document in found] == [
        "file.yaml, document 1",
        "file.yaml, document 2",
    ]


def test_a_document_that_names_no_deal_is_about_the_one_at_hand() -> None:
    assert one("source: WSJ\npublished: 2026", deal="acme-b").deal == "acme-b"
    assert one(REPORT, deal="acme-b").deal == "openai-2026"
    assert one("open: new\nname: New\ntype: merger", deal="acme-b").open == "new"


def test_an_element_keeps_its_fields_beside_its_name() -> None:
    content = one(f"{REPORT}elements:\n  amazon-2: {{kind: tranche, payer: amazon, within: round}}")
    item = content.elements["amazon-2"]
    assert (item.kind, item.model_extra) == ("tranche", {"payer": "amazon", "within": "round"})


@pytest.mark.parametrize(
    "text",
    [
        "url:\nclaims:\n  - rumor: a.b = 3\n    stage:\n  -\n  - rumor: \n    stage: \n",
        "note: # for later\nelements:\nclaims:\n  - rumor: a.b = 3\n",
    ],
)
def test_what_is_left_empty_is_not_given(text: str) -> None:
    assert one(f"{REPORT}{text}") == one(f"{REPORT}claims:\n  - rumor: a.b = 3\n")


def test_an_empty_text_in_quotes_was_given_and_is_refused() -> None:
    assert only(f"{REPORT}note: ''").code == "E-EMPTY"


# -- YAML is read as text -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "yes",
        "on",
        "off",
        "true",
        "False",
        "y",
        "~",
        "null",
        "1_000",
        "0x10",
        "0o17",
        "017",
        "1e3",
        ".inf",
        ".nan",
        "2026-01-30",
        "2026-01",
        "2026-01-30T14:00:00Z",
        "12:30:45",
        "1.10",
        "=",
        "<<",
    ],
)
def test_a_word_of_yaml_stays_the_word_that_was_written(word: str) -> None:
    content = one(f"{REPORT}note: {word}\nclaims:\n  - rumor: {{field: a.b, value: {word}}}")
    assert content.note == word
    assert content.claims == ({"rumor": {"field": "a.b", "value": word}},)


def test_a_yes_or_no_of_the_header_is_read_as_one() -> None:
    assert one(f"{REPORT}own_sources: yes").own_sources is True
    assert one(f"{REPORT}own_sources: no").own_sources is False


def test_one_alone_is_a_list_of_one() -> None:
    assert one(f"{REPORT}cites: ft-1").cites == ("ft-1",)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1))
def test_a_text_in_quotes_comes_back_to_the_letter(text: str) -> None:
    quoted = json.dumps(text, ensure_ascii=False)
    if not text.strip() or "\ufeff" in text or not any(map(str.isprintable, text)):
        return
    content = one(f"{REPORT}claims:\n  - rumor: {{field: a.b, value: {quoted}}}")
    assert content.claims[0]["rumor"]["value"] == text


# -- what is wrong with a YAML file ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said", "where"),
    [
        (f"{REPORT}source: FT", "'source' stands here twice", "line 4 column 1"),
        (
            f"{REPORT}claims:\n  - rumor: a.b = c\n    rumor: d.e = f",
            "'rumor' stands here twice",
            "line 6 column 5",
        ),
        (f"{REPORT}\tnote: x", "cannot start any token", "line 4 column 1"),
        (f"{REPORT}note: a: b", "mapping values are not allowed", "line 4 column 8"),
        (f"{REPORT}note: 'open", "", ""),
        (f"{REPORT}claims: [a, b", "expected", ""),
        (f"{REPORT}note: !!python/object/apply:os.system ['true']", "python/object", "line 4"),
        (f"{REPORT}note: !!python/name:os.system", "python/name", "line 4"),
        (f"{REPORT}note: !mine x", "!mine", "line 4"),
        (f"{REPORT}note: *nowhere", "undefined alias", "line 4"),
        (f"{REPORT}? [a, b]\n: c", "a key is plain text", "line 4"),
        (f"{REPORT}claims: &c [*c]", "an alias inside of what it stands for", "line 4"),
        (f"{REPORT}? &a {{b: *a}}\n: c", "", "line 4"),
        ("%YAML 9.9\n---\na: b", "", ""),
    ],
)
def test_what_is_no_yaml_of_ours_is_refused_with_its_line(text: str, said: str, where: str) -> None:
    found = only(text)
    assert found.code == "E-PARSE"
    assert said in found.message
    assert found.place.startswith("file.yaml")
    assert where in found.place
    assert found.hint


def test_no_tag_runs_anything(tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    only(f"a: !!python/object/apply:pathlib.Path.touch [{{}}, '{trace}']")
    only(f'a: !!python/object/new:os.system ["touch {trace}"]')
    assert not trace.exists()


@pytest.mark.parametrize(
    "tagged", ["!!int 5", "!!float 1.5", "!!bool yes", "!!null x", "!!set {a}"]
)
def test_a_tag_that_makes_something_else_of_a_text_is_refused(tagged: str) -> None:
    assert refused(f"{REPORT}byline: {tagged}" if tagged != "!!null x" else f"note: {tagged}")


def test_a_flood_of_aliases_is_refused() -> None:
    fine = ", ".join(["*a"] * MAX_ALIASES)
    assert one(f"{REPORT}cites: [&a x-1, {fine}]").cites == ("x-1",) * (MAX_ALIASES + 1)
    found = only(f"{REPORT}cites: [&a x-1, {fine}, *a]")
    assert (found.code, f"{MAX_ALIASES} aliases" in found.message) == ("E-PARSE", True)


def test_a_few_aliases_that_would_grow_to_billions_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x]"]
    lines += [
        f"a{each}: &a{each} [*a{each - 1}, *a{each - 1}, *a{each - 1}]" for each in range(1, 30)
    ]
    found = only(REPORT + "\n".join(lines) + "\nclaims: *a29")
    assert (found.code, "too large" in found.message) == ("E-PARSE", True)
    assert "aliases" in found.hint


def test_an_alias_is_read_where_it_stands_for_little() -> None:
    content = one(
        f"{REPORT}claims:\n  - rumor: a.b = c\n    note: &note seen twice\n"
        "  - rumor: d.e = f\n    note: *note"
    )
    assert [claim["note"] for claim in content.claims] == ["seen twice", "seen twice"]


@pytest.mark.parametrize("opening", ["[", "{a: "])
@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 3000])
def test_what_is_nested_too_deep_is_refused(opening: str, depth: int) -> None:
    closing = "]" if opening == "[" else "}"
    found = only(f"{REPORT}claims: {opening * depth}x{closing * depth}")
    assert (found.code, found.place) == ("E-DEPTH", "file.yaml")


def test_a_control_character_is_named_with_its_position() -> None:
    found = only(f"{REPORT}note: a\x00b")
    assert (found.code, found.message) == (
        "E-CHAR",
        f"control character U+0000 at position {len(REPORT) + 8}",
    )


@pytest.mark.parametrize("kind", ["yaml", "json", "jsonl"])
@pytest.mark.parametrize("text", ["", "  \n\n"])
def test_an_empty_text_is_refused(kind: str, text: str) -> None:
    assert only(text, kind=kind).code == "E-EMPTY"


@pytest.mark.parametrize("kind", ["yaml", "json", "jsonl"])
def test_a_text_of_more_than_five_megabytes_is_refused_before_it_is_read(kind: str) -> None:
    found = only("[" * (MAX_BYTES + 1), kind=kind)
    assert (found.code, found.hint) == ("E-SIZE", "split the file")
    assert only("é" * (MAX_BYTES // 2 + 1), kind=kind).code == "E-SIZE", "bytes count, not letters"


@pytest.mark.parametrize("text", ["just words", "- a\n- b", "[]", '"quoted"'])
def test_what_is_no_list_of_keys_and_values_is_no_document(text: str) -> None:
    found = only(text)
    assert found.code == "E-PARSE"
    assert "deal:" in found.hint


# -- JSON -----------------------------------------------------------------------------------------


def as_json(**parts: Any) -> str:
    return json.dumps({"deal": "a", "source": "WSJ", "published": "2026-01-29", **parts})


def test_numbers_of_json_are_read_digit_by_digit() -> None:
    text = as_json(claims=[{"rumor": {"field": "a.b", "value": "HERE"}}])
    for number in ("0.1", "50000000000", "123456789012345678901234.5", "1E+2", "-0"):
        content = one(text.replace('"HERE"', number), kind="json")
        assert content.claims[0]["rumor"]["value"] == number


def test_true_false_and_null_of_json_are_the_words_or_nothing() -> None:
    content = one(as_json(own_sources=True, note=None, byline="x", url=None), kind="json")
    assert (content.own_sources, content.note, content.url) == (True, None, None)
    content = one(as_json(claims=[{"rumor": {"field": "a.b", "value": False}}]), kind="json")
    assert content.claims[0]["rumor"]["value"] == "false"


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_in_json_is_refused(word: str) -> None:
    found = only(as_json(note="HERE").replace('"HERE"', word), kind="json")
    assert (found.code, found.seen, found.place) == ("E-AMOUNT", word, "file.yaml")


def test_a_key_that_stands_twice_in_json_is_refused() -> None:
    found = only('{"deal": "a", "source": "WSJ", "source": "FT"}', kind="json")
    assert (found.code, found.seen) == ("E-PARSE", "source")


@pytest.mark.parametrize("depth", [MAX_DEPTH + 2, 3000, 100_000])
def test_json_that_is_nested_too_deep_is_refused(depth: int) -> None:
    text = as_json(claims="HERE").replace('"HERE"', "[" * depth + "]" * depth)
    assert only(text, kind="json").code == "E-DEPTH"


@pytest.mark.parametrize("text", ['{"deal": }', "{'deal': 'a'}", '{"deal": "a"} x', '{"a": 01}'])
def test_what_is_no_json_is_refused_with_line_and_column(text: str) -> None:
    found = only(text, kind="json")
    assert found.code == "E-PARSE"
    assert "line 1 column" in found.place


def test_a_json_file_may_hold_a_list_of_documents() -> None:
    found = parse(f"[{as_json()}, {as_json()}]", "file.json", kind="json")
    assert [document.place for document in found] == [
        "file.json, document 1",
        "file.json, document 2",
    ]


# -- JSON Lines -----------------------------------------------------------------------------------


def test_each_line_of_json_lines_is_a_document_with_its_place() -> None:
    found = parse(f"{as_json()}\n\n{as_json()}\n", "file.jsonl", kind="jsonl")
    assert [document.place for document in found] == ["file.jsonl, line 1", "file.jsonl, line 3"]


def test_every_bad_line_of_json_lines_is_told_with_its_number() -> None:
    text = f'{as_json()}\n{{"deal": \n{as_json()}\n{{"deal": "a"}}\n[1]\n'
    found = refused(text, kind="jsonl")
    assert [problem.place.partition(":")[0] for problem in found] == [
        "file.yaml, line 2, line 1 column 10",
        "file.yaml, line 4",
        "file.yaml, line 4",
        "file.yaml, line 5",
    ]
    assert {problem.code for problem in found} == {"E-PARSE", "E-MISSING"}


@pytest.mark.parametrize("sign", ["\u2028", "\u2029"])
def test_only_a_line_feed_ends_a_line_of_json_lines(sign: str) -> None:
    text = json.dumps({"deal": "a", "withdraw": "x#1", "why": f"a{sign}b"}, ensure_ascii=False)
    found = parse(f"{text}\r\n{text}", "file.jsonl", kind="jsonl")
    assert [document.place for document in found] == ["file.jsonl, line 1", "file.jsonl, line 2"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.yaml", "yaml"),
        ("a.yml", "yaml"),
        ("a.json", "json"),
        ("a.jsonl", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("a", "yaml"),
    ],
)
def test_the_ending_of_a_file_name_says_what_it_is_written_in(name: str, kind: str) -> None:
    assert kind_of_file(name) == kind


# -- complaints about the parts of a document -----------------------------------------------------


def test_everything_that_is_wrong_in_a_file_is_told_at_once() -> None:
    found = refused(
        "---\ndeal: openai-2026\npublished: soon\nsorcing: filing\n---\nopen: A B\nname: ''\n"
        "type: loan\n"
    )
    told = {(problem.place, problem.code) for problem in found}
    assert told >= {
        ("file.yaml, document 1: source", "E-MISSING"),
        ("file.yaml, document 1: sorcing", "E-KEY"),
        ("file.yaml, document 2: open", "E-ID"),
        ("file.yaml, document 2: type", "E-CHOICE"),
    }
    assert any(place.endswith("document 1: published") for place, _ in told)
    assert any(place.endswith("document 2: name") for place, _ in told)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (f"{REPORT}sorcing: filing", "sourcing"),
        (f"{REPORT}langage: fr", "language"),
        (f"{REPORT}cite: x", "cites"),
        (f"{REPORT}corrects: {{report: x, replcaes: [x#1]}}", "replaces"),
        (f"{REPORT}retracts: {{reprot: x}}", "report"),
        ("grade: {source: Reuters, grad: B}", "grade"),
        ("open: a\nname: A\ntype: merger\ncurency: USD", "currency"),
        ("deal: a\nwithdraw: x#1\nwhi: y", "why"),
    ],
)
def test_a_key_that_is_almost_right_is_answered_with_the_right_one(text: str, meant: str) -> None:
    (found,) = [problem for problem in refused(text) if problem.code == "E-KEY"]
    assert f"did you mean {meant}" in found.hint


def test_a_key_that_is_like_none_is_answered_with_all_of_them() -> None:
    (found,) = refused("deal: a\nwithdraw: x#1\nzzz: y")
    assert (found.code, found.hint) == ("E-KEY", "known here: deal, withdraw, why")


def test_a_part_that_is_missing_is_named() -> None:
    assert [(found.place, found.code) for found in refused("claims: []")] == [
        ("file.yaml: source", "E-MISSING"),
        ("file.yaml: published", "E-MISSING"),
        ("file.yaml: deal", "E-MISSING"),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("url: javascript:alert(1)", "E-URL"),
        ("url: https://user:secret@example.com/", "E-URL"),
        ("id: ../x", "E-ID"),
        ("id: A B", "E-ID"),
        (f"byline: {'x' * 2001}", "E-LENGTH"),
        ("quality: good", "E-CHOICE"),
        ("sourcing: rumour", "E-CHOICE"),
        ("corrects: {report: x, replaces: [x]}", "E-REF"),
        ("note: ''", "E-EMPTY"),
        ("language: English", "E-LANGUAGE"),
        ("claims: [just words]", "E-CLAIM"),
    ],
)
def test_each_kind_of_mistake_has_its_code_and_what_to_do(line: str, code: str) -> None:
    (found,) = refused(REPORT + line)
    assert found.code == code
    assert found.place.startswith(f"file.yaml: {line.partition(':')[0]}")
    assert len(str(found.seen)) < 120
    assert found.hint or code == "E-EMPTY"


def test_a_text_with_half_a_character_is_refused_and_can_be_shown() -> None:
    found = only(as_json(source="\ud800"), kind="json")
    assert found.code == "E-ENCODING"
    str(found).encode("utf-8")


@pytest.mark.parametrize("data", [None, [], "text", 5, ["deal"]])
def test_plain_data_that_is_no_mapping_is_no_document(data: Any) -> None:
    with pytest.raises(Problems):
        shape(data, "a program")


# -- the order in which documents can be taken ----------------------------------------------------


def stories() -> Iterator[str]:
    yield "deal: d\nwithdraw: a#1"
    yield "deal: d\nid: c\nsource: C\npublished: 2026-01-02\nclaims: [{deny: report b}]"
    yield (
        "deal: d\nid: b\nsource: B\npublished: 2026-01-03\n"
        "claims: [{rumor: bid.form = firm, sighting_of: 'a#1'}]"
    )
    yield (
        "deal: d\nid: a\nsource: A\npublished: 2026-01-04\n"
        "elements: {bid: {kind: offer}}\nclaims: [{rumor: bid.form = firm}]"
    )
    yield "deal: d\nid: first\nsource: F\npublished: 2026-01-01"
    yield "open: d\nname: D\ntype: merger"


def test_documents_are_taken_in_an_order_in_which_each_finds_what_it_speaks_of() -> None:
    found = parse("\n---\n".join(stories()), "file.yaml")
    taken = [document.content for document in ordered(found)]
    assert isinstance(taken[0], DealDocument)
    ids = [content.id for content in taken if isinstance(content, ReportDocument)]
    assert ids == ["first", "a", "b", "c"]
    assert isinstance(taken[-1], WithdrawDocument)


def in_order(*reports: str) -> str:
    """The ids of the reports of January, each published a day before the next, as taken."""
    texts = [
        f"deal: d\nsource: S\npublished: 2026-01-{day:02}\n{report}"
        for day, report in enumerate(reports, start=1)
    ]
    taken = ordered(parse("\n---\n".join(texts), "file.yaml"))
    return " ".join(str(one.content.id) for one in taken if isinstance(one.content, ReportDocument))


NEWER = "id: b\nclaims: [{rumor: x.commitment = $5bn}]"


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("claims: [{deny: {of_report: b}}]", "id: b"),
        ("claims: [{deny: {}, of_report: b}]", "id: b"),
        ("identify: [[x, y]]", "id: b\nelements: {x: {kind: party}}"),
        ("distinguish: [[y, x]]", "id: b\nelements: {x: {kind: party}}"),
        ("identify: [[y, x]]", NEWER),
        ("identify: [[y, x]]", "id: b\nclaims: [{rumor: {field: x.commitment, value: $5bn}}]"),
        (
            "claims: [{rumor: y.form = firm, sighting_of: 'b#x.payer'}]",
            "id: b\nelements: {x: {kind: tranche, payer: z}}",
        ),
        ("claims: [{rumor: y.commitment = $1bn, on_top_of: x.commitment}]", NEWER),
        ("claims: [{rumor: y.commitment = $1bn, part_of: [{of: x.commitment}]}]", NEWER),
        ("claims: [[{rumor: {field: y.paid, value: $1, part_of: x.commitment}}]]", NEWER),
    ],
)
def test_a_report_waits_for_whatever_it_speaks_of(older: str, newer: str) -> None:
    assert in_order(f"id: a\n{older}", newer) == "b a"


def test_a_report_does_not_wait_for_a_figure_that_it_speaks_of_itself() -> None:
    inside = "{rumor: x.paid = $1bn, part_of: x.commitment}"
    own = f"id: a\nclaims: [{{rumor: x.commitment = $9bn}}, {inside}]"
    assert in_order(own, NEWER) == "a b"


def test_documents_that_wait_for_each_other_are_taken_by_their_dates() -> None:
    circle = [
        f"deal: d\nid: {own}\nsource: S\npublished: 2026-01-0{day}\ncorrects: {{report: {other}}}"
        for own, other, day in (("b", "a", 2), ("a", "b", 1))
    ]
    found = ordered(parse("\n---\n".join(circle), "file.yaml"))
    assert [one.content.id for one in found if isinstance(one.content, ReportDocument)] == [
        "a",
        "b",
    ]
