"""Sums hold whatever the numbers: true reports are never impossible, errors are found."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.values import Interval, Stored, interval, text
from projections.arithmetic import Derived
from projections.terms import Term, leaf, made, value_of
from tests.projections.implying import impossible
from tests.telling import Story, change, confirm


def stated(draw: st.DrawFn, true: int) -> tuple[str, str]:
    """A true amount, in tenths of a million, as a report may give it: hedge and text."""
    match draw(st.sampled_from(("exactly", "rounded", "about", "floor", "ceiling", "range"))):
        case "rounded":
            return "", money((true + 5) // 10 * 10)
        case "about":
            off = draw(st.integers(-(true // 102), true // 102))
            return "about ", money(true + off)
        case "floor":
            return draw(st.sampled_from(("at least ", "more than "))), money(
                true - draw(st.integers(1, 1 + true // 3))
            )
        case "ceiling":
            return draw(st.sampled_from(("up to ", "less than "))), money(
                true + draw(st.integers(1, 1 + true // 3))
            )
        case "range":
            low, high = (draw(st.integers(0, true // 3)) for _ in range(2))
            return "", f"{money(true - low)} to {money(true + high + 1)}"
    return "", money(true)


def money(tenths: int) -> str:
    """Tenths of a million dollars as text."""
    return f"${tenths // 10}.{tenths % 10}m" if tenths % 10 else f"${tenths // 10}m"


@st.composite
def rounds(draw: st.DrawFn) -> tuple[Story, dict[str, Fraction]]:
    """A round of which everybody reports the truth, hedged and rounded; and the truth itself."""
    names = ("fund-a", "fund-b", "fund-c", "fund-d")[: draw(st.integers(1, 4))]
    owed = {name: draw(st.integers(20, 3000)) for name in names}
    true = {f"{name}.commitment": amount for name, amount in owed.items()}
    total = sum(owed.values())
    grouped = len(names) > 2 and draw(st.booleans())
    if grouped:  # the first is the group of the next two
        true["fund-a.commitment"] = owed["fund-b"] + owed["fund-c"]
        total += true["fund-a.commitment"] - owed["fund-a"] - owed["fund-b"] - owed["fund-c"]
    first = draw(st.integers(5, owed[names[-1]] - 5))
    true |= {"t-1.amount": first, "t-2.amount": owed[names[-1]] - first}
    secondary = draw(st.sampled_from((0, 0, draw(st.integers(10, 500)))))
    true["round.size"] = size = total + secondary + draw(st.sampled_from((0, 0, 777)))
    true["valuation.pre_money"] = pre = draw(st.integers(size // 2, 20 * size))
    true["valuation.post_money"] = post = pre + size - secondary
    story = Story()
    story.fix(describe="t-1", kind="tranche")
    story.fix(describe="t-2", kind="tranche")
    story.official(
        "ties",
        "2026-01-01",
        confirm(f"t-1.payer = {names[-1]}"),
        confirm(f"t-2.payer = {names[-1]}"),
        *([confirm("fund-a.member = fund-b, fund-c")] if grouped else []),
        *([confirm(f"round.secondary = {money(secondary)}", stage="agreed")] if secondary else []),
        elements={name: {"kind": "party"} for name in names},
    )
    told = draw(st.lists(st.sampled_from(sorted(true)), min_size=2, max_size=12))
    for place, field in enumerate(told):
        hedge, amount = stated(draw, true[field])
        verb = draw(st.sampled_from((confirm, change)))
        story.official(
            f"r{place}",
            f"2026-01-{draw(st.integers(1, 9)):02}",
            verb(f"{field} = {hedge}{amount}", stage="agreed"),
        )
    whole = {field: Fraction(amount, 10) * 10**6 for field, amount in true.items()}
    whole["round.new_money"] = whole["round.size"] - Fraction(secondary, 10) * 10**6
    whole["round.secondary"] = Fraction(secondary, 10) * 10**6
    for name in names:
        whole[f"{name}.stake_bought"] = (
            100 * whole[f"{name}.commitment"] / Fraction(post, 10) / 10**6
        )
    whole["round.stake_sold"] = 100 * whole["round.new_money"] / Fraction(post, 10) / 10**6
    return story, whole


def admits(found: Derived, true: Fraction) -> bool:
    """Whether a derived figure says that the truth is possible."""
    return (found.low is None or Fraction(found.low) <= true) and (
        found.high is None or true <= Fraction(found.high)
    )


def told_by(found: Derived, true: Fraction) -> str:
    """What a failing example is about."""
    inputs = [(figure.field, text(figure.value)) for figure in found.inputs]
    return f"{found.name} {text(found.value)} {found.low}..{found.high} not {true}: {inputs}"


@settings(max_examples=120, deadline=None)
@given(rounds())
def test_true_reports_are_never_impossible_and_imply_nothing_but_the_truth(
    told: tuple[Story, dict[str, Fraction]],
) -> None:
    story, true = told
    found = story.state()
    assert [each.text for each in found.findings if each.kind == "impossible sum"] == []
    for each in found.derived:
        if not each.name.endswith(".coverage"):
            assert admits(each, true[each.name]), told_by(each, true[each.name])
            continue
        fields_in = {figure.field for figure in each.inputs}
        if each.stage == "agreed" and all(name.endswith(".commitment") for name in fields_in):
            grouped = {"fund-a.commitment", "fund-b.commitment", "fund-c.commitment"} <= fields_in
            members = ("fund-b.commitment", "fund-c.commitment")
            together = "most" in each.rule
            counted = fields_in - set(members if together and grouped else ())
            if together and not grouped:
                counted = {"fund-a.commitment", *(fields_in - set(members))}
            total = sum((true[name] for name in counted), Fraction(0))
            assert admits(each, total), told_by(each, total)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_round_that_grows_is_never_impossible_whoever_reports_what_of_it(
    data: st.DataObject,
) -> None:
    size, pre = data.draw(st.integers(50, 500)), data.draw(st.integers(500, 5000))
    story = Story()
    story.official(
        "r0",
        "2026-01-01",
        confirm(f"valuation.pre_money = {money(pre)}", stage="agreed"),
        confirm(f"round.size = {money(size)}", stage="agreed"),
        confirm(f"valuation.post_money = {money(pre + size)}", stage="agreed"),
    )
    for place in range(data.draw(st.integers(1, 5))):
        size += data.draw(st.integers(0, 90))
        claims = {
            f"valuation.pre_money = {money(pre)}",
            f"round.size = {money(size)}",
            f"valuation.post_money = {money(pre + size)}",
        }
        told = data.draw(
            st.lists(st.sampled_from(sorted(claims)), min_size=1, max_size=3, unique=True)
        )
        story.official(
            f"r{place + 1}",
            f"2026-01-{place + 2:02}",
            *(change(each, stage="agreed") for each in told),
        )
        assert impossible(story) == []


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_planted_error_is_found_with_no_claim_too_many(data: st.DataObject) -> None:
    owed = {f"fund-{letter}": data.draw(st.integers(100, 900)) for letter in "abcd"}
    size = sum(owed.values())
    pre = data.draw(st.integers(size, 5 * size))
    true = {
        **{f"{name}.commitment": amount for name, amount in owed.items()},
        "round.size": size,
        "valuation.pre_money": pre,
        "valuation.post_money": pre + size,
    }
    wrong = data.draw(
        st.sampled_from(("round.size", "valuation.pre_money", "valuation.post_money"))
    )
    true[wrong] = true[wrong] * 2 if wrong != "round.size" else size // 2
    story = Story()
    for place, (field, amount) in enumerate(data.draw(st.permutations(sorted(true.items())))):
        story.official(
            f"r{place}", "2026-01-05", confirm(f"{field} = {money(amount)}", stage="agreed")
        )
    claims = {str(item.number) for item in story.items if item.name == "term-confirmed"}
    found = impossible(story)
    assert found
    for each in found:
        needed = {str(number) for number in each.events}
        alone = tuple(claims - needed)
        assert each.events in {other.events for other in impossible(story, without=alone)}
        for number in needed:
            assert impossible(story, without=(*alone, number)) == []


@st.composite
def values(draw: st.DrawFn) -> tuple[Stored, Fraction]:
    """A stored amount, and a true one that it admits."""
    low = draw(st.decimals(0, 10**6, places=2))
    high = low + draw(st.decimals(0, 10**4, places=2))
    share = Fraction(draw(st.integers(0, 100)), 100)
    inside = Fraction(low) + share * (Fraction(high) - Fraction(low))
    kind = {"type": "money", "currency": "USD"}
    match draw(st.sampled_from(("between", "at_least", "at_most", "about", "exactly", "none"))):
        case "between":
            return {**kind, "qualifier": "between", "low": str(low), "high": str(high)}, inside
        case "at_least":
            return {**kind, "qualifier": "at_least", "amount": str(low)}, inside
        case "at_most":
            return {**kind, "qualifier": "at_most", "amount": str(high)}, inside
        case "about":
            near = Fraction(low) * (1 + Fraction(draw(st.integers(-100, 100)), 10**4))
            return {**kind, "qualifier": "about", "amount": str(low)}, near
        case "none":
            return {"type": "none"}, Fraction(0)
    step = draw(st.sampled_from(("0.01", "1", "1000")))
    near = Fraction(low) + Fraction(Decimal(step)) * Fraction(draw(st.integers(-50, 50)), 100)
    return {**kind, "qualifier": "exactly", "amount": str(low), "step": step}, max(
        near, Fraction(0)
    )


def holds(term: Term, true: Fraction) -> bool:
    """Whether a term admits a number."""
    low, high = term.sure.low, term.sure.high
    return (low is None or Fraction(low) <= true) and (high is None or true <= Fraction(high))


@settings(max_examples=150, deadline=None)
@given(st.lists(values(), min_size=2, max_size=4))
def test_a_sum_of_intervals_holds_every_sum_of_their_points(
    told: list[tuple[Stored, Fraction]],
) -> None:
    terms = [term for value, _ in told if (term := leaf(value)) is not None]
    points = [point for _, point in told]
    assert all(holds(term, point) for term, point in zip(terms, points, strict=True))
    assert holds(made("+", *terms), sum(points, Fraction(0)))
    assert holds(made("most", *terms), max(points))
    assert holds(made("overlapping", *terms), max(points))
    assert holds(made("overlapping", *terms), sum(points, Fraction(0)))
    for (one, other), (here, there) in zip(pairwise(terms), pairwise(points), strict=True):
        assert holds(made("-", one, other), here - there)
        assert holds(made("*", one, other), here * there)
        if there:
            assert holds(made("/", one, other), here / there)
        if here >= there:
            assert holds(made("holding", one, other), here)


@settings(max_examples=150, deadline=None)
@given(st.lists(values(), min_size=2, max_size=3), st.sampled_from("+*/"))
def test_the_value_of_a_sum_says_no_more_than_the_sum(
    told: list[tuple[Stored, Fraction]], op: str
) -> None:
    terms = [term for value, _ in told if (term := leaf(value)) is not None]
    term = made(op, *(terms if op == "+" else terms[:2]))
    value = value_of(term, {"type": "money", "currency": "USD"})
    if value is not None and term.single is not None:
        says = interval(value, rounded=True)
        assert says is not None
        # Sums keep both ends of what rounds to a figure, so that none is called impossible by one.
        assert Interval(says.low, says.high).holds(term.sure)
