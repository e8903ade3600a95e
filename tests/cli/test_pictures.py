"""Pictures: what they draw is what the answers say, at any date, whatever stands in a name."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.graphs import graph_of
from cli.pictures import layers, marks, scales
from cli.pictures.band import band
from cli.pictures.course import day_of, ends_of, reigns
from cli.pictures.history import history, left_out
from cli.pictures.ladder import coverage, ladder
from cli.pictures.sparkline import sparkline
from cli.pictures.structure import structure as drawn_structure
from domain import fields
from domain.known import Known
from projections.audit import audit, audited_fields, step_json
from projections.clocks import Clocks, View
from projections.figures import figure_json, state
from projections.replay import frame_json, replay
from projections.structure import structure
from tests.shipped import ROOT, record
from tests.telling import Story, change, confirm, deny, rumor

SVG = "{http://www.w3.org/2000/svg}"
UNTIL = "2026-11-25"


def parsed(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)  # noqa: S314 - it is ours; a fault is what we look for


def told(story: Story) -> Known:
    return story.view().known


def view(known: Known, day: str = UNTIL) -> View:
    return View(known, Clocks.at(as_of=day))


def steps(known: Known, field: str) -> list[dict[str, Any]]:
    found = audit(view(known), field)
    return [step_json(known.deal, each) for each in found.steps if each.field == field]


def frames(known: Known) -> list[dict[str, Any]]:
    return [frame_json(each) for each in replay(view(known))]


def chart(story: Story, field: str) -> ElementTree.Element:
    known = told(story)
    return parsed(history(field, frames(known), steps(known, field), until=UNTIL, address=_address))


def _address(step: Any) -> str:
    return f"/event/{step['event']}"


def classed(picture: ElementTree.Element, word: str) -> list[ElementTree.Element]:
    return [each for each in picture.iter() if word in each.get("class", "").split()]


@pytest.fixture(scope="module")
def shipped() -> Known:
    return record(ROOT / "events.db")


# -- the history of a figure ---------------------------------------------------------------------


def test_each_report_of_a_figure_is_a_point_with_a_name_and_an_address() -> None:
    story = Story()
    story.report("a", "2026-01-05", rumor("amazon.commitment = at least $10bn"))
    story.report("b", "2026-01-20", rumor("amazon.commitment = up to $50bn"))
    points = chart(story, "amazon.commitment").findall(f"{SVG}a")
    assert [each.get("aria-label") for each in points] == [
        "2026-01-05, a, opens, at least $10bn",
        "2026-01-20, b, revises, up to $50bn",
    ]
    assert all(each.get("href", "").startswith("/event/") for each in points)


def test_a_bound_that_is_open_fades_towards_its_open_end() -> None:
    story = Story()
    story.report("a", "2026-01-05", rumor("amazon.commitment = at least $10bn"))
    story.report("b", "2026-01-20", rumor("amazon.commitment = up to $50bn"))
    bands = classed(chart(story, "amazon.commitment"), "band")
    assert [each.get("fill", "").rpartition("-")[2].rstrip(")") for each in bands] == ["up", "down"]


def test_a_denied_figure_goes_on_dashed() -> None:
    story = Story()
    story.report("a", "2026-01-05", rumor("amazon.commitment = $10bn"))
    story.official("b", "2026-01-20", deny("amazon.commitment"))
    picture = chart(story, "amazon.commitment")
    assert len(classed(picture, "band")) == 1
    assert len(classed(picture, "gone")) == 1


def test_a_value_in_another_currency_is_left_out_and_counted() -> None:
    story = Story()
    story.report("a", "2026-01-05", rumor("amazon.commitment = €9bn"))
    story.official("b", "2026-01-20", confirm("amazon.commitment = $10bn"))
    known = told(story)
    said = steps(known, "amazon.commitment")
    assert len(classed(chart(story, "amazon.commitment"), "point")) == 1
    assert left_out("amazon.commitment", frames(known), said) == 1


def test_words_and_choices_have_no_chart() -> None:
    story = Story()
    story.report("a", "2026-01-05", rumor("amazon.participation = possible"))
    known = told(story)
    said = steps(known, "amazon.participation")
    assert history("amazon.participation", frames(known), said, until=UNTIL) == ""
    assert sparkline("amazon.participation", frames(known), until=UNTIL) == ""


def test_a_long_silence_takes_little_room_and_says_so() -> None:
    story = Story()
    story.report("a", "2026-01-05", rumor("amazon.commitment = $10bn"))
    picture = chart(story, "amazon.commitment")
    assert "unchanged to 25 Nov 2026 →" in [each.text for each in picture.iter(f"{SVG}text")]


def test_a_stray_value_far_beyond_the_rest_is_an_arrow_and_does_not_flatten_the_chart() -> None:
    story = Story()
    story.official("a", "2026-01-05", confirm("amazon.commitment = $10bn"))
    story.report("b", "2026-01-20", rumor("amazon.commitment = $500bn"))
    picture = chart(story, "amazon.commitment")
    assert len(classed(picture, "beyond")) == 1
    assert "$500bn" not in [each.text for each in classed(picture, "tick")]


def test_what_leads_in_a_chart_on_a_day_is_what_the_state_of_that_day_says(shipped: Known) -> None:
    """The line is drawn from one replay; the states of each day are folded anew."""
    drawn = frames(shipped)
    for day in ("2025-12-20", "2026-01-21", "2026-01-30", "2026-02-27", "2026-04-15", UNTIL):
        at = date.fromisoformat(day)
        checked = 0
        by_field: dict[str, list[Any]] = {}
        for figure in state(view(shipped, day)).figures:
            by_field.setdefault(figure.field, []).append(figure)
        for field, figures in by_field.items():
            reign = [
                each
                for each in reigns(field, drawn)
                if each.first <= at and (each.last is None or at < each.last)
            ]
            if len(figures) > 1 or not reign or not reign[0].stands:
                continue
            value = figure_json(view(shipped, day), figures[0])["value"]
            if value is not None and ends_of(value) is not None:
                assert reign[0].text == value["text"], (day, field)
                assert reign[0].standing == figures[0].standing, (day, field)
                checked += 1
        assert checked > 10, day


def test_every_figure_of_the_shipped_deal_has_a_valid_picture(shipped: Known) -> None:
    replayed, drawn = frames(shipped), 0
    for field in audited_fields(view(shipped)):
        said = steps(shipped, field)
        picture = history(field, replayed, said, until=UNTIL, width=320)
        if picture:
            drawn += 1
            root = parsed(picture)
            shown = len(classed(root, "point"))
            assert shown == sum(ends_of(each["to"]) is not None for each in said) - left_out(
                field, replayed, said
            )
            assert re.search(r'[" -](nan|inf|None)[" ]', picture) is None
    assert drawn > 100


def test_no_name_or_source_becomes_markup() -> None:
    story = Story()
    bad = '</title></svg><script>alert(1)</script>"\u202e'
    story.report("a", "2026-01-05", rumor("amazon.commitment = $10bn"), source=bad)
    known = told(story)
    picture = history(
        "amazon.commitment", frames(known), steps(known, "amazon.commitment"), until=UNTIL
    )
    assert "<script" not in picture
    assert "\u202e" not in picture
    assert "&lt;U+202E&gt;" in picture
    parsed(picture)


# -- commitments, coverage, sparklines -----------------------------------------------------------


def test_the_ladder_has_a_row_a_party_and_says_stage_and_standing() -> None:
    story = Story()
    story.report("a", "2026-01-05", rumor("amazon.commitment = up to $50bn", stage="in_talks"))
    story.official("b", "2026-02-05", confirm("nvidia.commitment = $30bn", stage="withdrawn"))
    found = view(told(story))
    figures = [
        figure_json(found, each)
        for each in state(found).figures
        if each.field.endswith(".commitment")
    ]
    picture = parsed(ladder(figures, fields.LADDER))
    assert [each.get("aria-label") for each in classed(picture, "mark")] == [
        "amazon: up to $50bn, in talks, rumored",
        "nvidia: $30bn, withdrawn, withdrawn",
    ]
    assert "ended" in [each.text for each in classed(picture, "tick")]
    assert ladder([], fields.LADDER) == ""


def test_coverage_without_an_upper_end_fades_and_the_round_stands_as_a_mark() -> None:
    size = {"value": _money("122"), "field": "round.size"}
    sums = [
        {"stage": "agreed", "label": "agreed", "value": {**_money("113"), "high": None}},
        {"stage": "paid", "label": "paid", "value": {**_money("20"), "low": "19", "high": "21"}},
    ]
    picture = parsed(coverage(sums, size))
    assert [each.get("fill") for each in classed(picture, "may-be")] == [
        "url(#fade-coverage)",
        classed(picture, "sure")[0].get("fill"),
    ]
    assert "round $122" in [each.text for each in classed(picture, "tick")]
    assert coverage([], size) == ""


def _money(amount: str) -> dict[str, Any]:
    text = f"${amount}"
    return {"type": "money", "currency": "USD", "text": text, "low": amount, "high": amount}


def test_a_sparkline_names_its_last_value() -> None:
    story = Story()
    story.report("a", "2026-01-05", rumor("amazon.commitment = $10bn"))
    story.official("b", "2026-01-20", change("amazon.commitment = $12bn", was="$10bn"))
    replayed = frames(told(story))
    picture = parsed(sparkline("amazon.commitment", replayed, until=UNTIL))
    assert picture.get("aria-label") == "amazon.commitment: 2 values, last $12bn"


@pytest.mark.parametrize(
    ("said", "uprights", "shades"),
    [
        ("about $10bn", 0, ["0.5"]),
        ("$8bn to $10bn", 2, ["0.5"]),
        ("up to $10bn", 1, ["0.12", "0.28", "0.5"]),
        ("at least $10bn", 1, ["0.5", "0.28", "0.12"]),
    ],
)
def test_the_band_of_a_figure_fades_to_where_its_hedge_is_open(
    said: str, uprights: int, shades: list[str]
) -> None:
    story = Story()
    story.report("a", "2026-01-05", rumor(f"amazon.commitment = {said}"))
    found = story.view()
    figure = state(found).figure("amazon.commitment")
    assert figure is not None
    picture = parsed(band(figure_json(found, figure)["value"]))
    assert len(classed(picture, "line")) == uprights
    assert [each.get("fill-opacity") for each in classed(picture, "band")] == shades


def test_what_is_exact_or_no_number_has_no_band() -> None:
    exact = {"type": "money", "low": "9.5", "high": "10.5", "qualifier": "exactly"}
    assert band(exact) == ""
    assert band(None) == ""
    assert band({"type": "choice", "choice": "early", "low": None, "high": None}) == ""
    assert band({"type": "date", "low": "2026-01-01", "high": "2026-01-31"}) == ""
    assert band({"type": "none", "low": "0", "high": "0"}) == ""


def test_every_standing_has_a_shape_of_its_own() -> None:
    shapes = {marks.standing(word, 0, 0) for word in marks.SIGNS}
    assert len(shapes) == len(marks.SIGNS)


# -- the structure -------------------------------------------------------------------------------


@pytest.mark.parametrize("everything", [False, True])
def test_the_structure_of_the_shipped_deal_shows_every_box(
    shipped: Known, *, everything: bool
) -> None:
    graph = graph_of(structure(view(shipped)), everything=everything)
    picture = parsed(drawn_structure(graph, address=lambda name: f"#{name}"))
    boxes = [each for each in (*graph.inside, *graph.beside) if not each.joins]
    assert {each.get("href") for each in picture.iter(f"{SVG}a")} == {f"#{e.name}" for e in boxes}


def test_an_empty_deal_has_no_picture() -> None:
    graph = graph_of(structure(view(told(Story()))))
    assert drawn_structure(graph).count("<rect") == len(graph.inside)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[layers.Box], list[tuple[str, str]]]:
    count = draw(st.integers(1, 14))
    sizes = st.floats(1, 90)
    boxes = [
        layers.Box(name=f"b{each}", width=draw(sizes), height=draw(sizes)) for each in range(count)
    ]
    names = st.sampled_from([box.name for box in boxes])
    return boxes, draw(st.lists(st.tuples(names, names), max_size=30))


@given(graphs())
def test_no_two_boxes_touch_and_every_arrow_has_a_way(
    graph: tuple[list[layers.Box], list[tuple[str, str]]],
) -> None:
    boxes, arrows = graph
    found = layers.layout(boxes, arrows, across=40, apart=6)
    for one, other in combinations(boxes, 2):
        (x, y), (to_x, to_y) = found.places[one.name], found.places[other.name]
        apart_x = abs(x - to_x) - (one.width + other.width) / 2
        apart_y = abs(y - to_y) - (one.height + other.height) / 2
        assert max(apart_x, apart_y) > 5.9
    for start, end in arrows:
        if start != end:
            way = found.ways.get((start, end)) or found.ways[end, start][::-1]
            assert {way[0], way[-1]} == {found.places[start], found.places[end]}
    assert found == layers.layout(boxes, arrows, across=40, apart=6)
    for box in boxes:
        x, y = found.places[box.name]
        assert -0.1 <= x - box.width / 2 <= x + box.width / 2 <= found.width + 0.1
        assert -0.1 <= y - box.height / 2 <= y + box.height / 2 <= found.height + 0.1


# -- scales --------------------------------------------------------------------------------------


@given(st.decimals(-(10**15), 10**15, places=2), st.decimals(0, 10**15, places=2))
def test_ticks_are_few_round_and_within(low: Decimal, more: Decimal) -> None:
    high = low + more
    found = scales.ticks(low, high)
    assert len(found) <= 6
    assert all(low <= each <= high for each in found)
    steps_between = {after - before for before, after in pairwise(found)}
    assert len(steps_between) <= 1
    assert all(step.normalize().as_tuple().digits in ((1,), (2,), (5,)) for step in steps_between)


def _days() -> Iterator[tuple[date, date]]:
    first = date(2025, 12, 16)
    for count in (0, 1, 30, 61, 200, 400, 2000, 20000):
        yield first, first + timedelta(days=count)


@pytest.mark.parametrize(("first", "last"), list(_days()))
def test_day_ticks_are_few_and_within(first: date, last: date) -> None:
    found = scales.days(first, last)
    assert 1 <= len(found) <= 6
    assert all(first <= day <= last for day, _ in found)


def test_a_vague_date_stands_at_its_last_day() -> None:
    assert day_of("2026-02-27/2026-03-31") == date(2026, 3, 31)
