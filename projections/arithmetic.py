"""What the figures of a deal imply for each other, and where they cannot all hold.

Works on the figures of a `State` alone. What takes part, and how, the catalogue says: `adds_to` (of
which sums a field is a part), `equals` (what makes it), `inside` (what it cannot be more than). A
hedge stays a hedge, a stated number also admits what rounds to it, amounts in two currencies never
meet. Nothing here replaces a reported figure: what follows from others is `derived` beside it, and
what cannot be true together is a finding that names the fewest claims it takes.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import localcontext
from typing import TYPE_CHECKING, Any

from domain import fields
from domain.dates import span
from domain.record import Record
from domain.values import Stored, text
from projections.findings import Finding
from projections.origins import LADDER
from projections.sums import (
    FIRM,
    LEVELS,
    NUMBERS,
    UNKNOWN,
    Sums,
    remarks,
    said,
    since,
    value_in,
)
from projections.terms import (
    ANYTHING,
    PRECISION,
    Term,
    ends,
    in_words,
    made,
    not_below_zero,
    once,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from projections.figures import Figure, State

STAGES = ("in_talks", "agreed", "signed", "paid")
_AT_LEAST = {
    "in_talks": "at least in talks",
    "agreed": "at least agreed",
    "signed": "at least signed",
    "paid": "paid",
    None: "stage not stated",
}
# One can be in talks for more money than there is room for; what is agreed has its room.
COMPETE = frozenset(("party", "instrument"))


class Derived(Record):
    """What other figures say about a field, beside what was reported of it.

    `name` is the field, or says what it is about it: `round.coverage` (what the commitments come to
    of the round, those that are at least at `stage`), `amazon.stake_bought`. `value` is as stated,
    `low` and `high` also admit what rounds to the inputs. `reported` is the field's own figure: the
    whole that is covered, or one that is older than what moved since.
    """

    name: str
    field: str
    label: str
    value: Stored
    low: str | None
    high: str | None
    stage: str | None
    standing: str
    rule: str
    inputs: tuple["Figure", ...]
    reported: "Figure | None" = None


def arithmetic(state: "State") -> tuple[tuple[Derived, ...], tuple[Finding, ...]]:
    """What the figures of a state imply, and where they cannot all hold."""
    sums = Sums(state)
    if not sums.figures:
        return (), ()
    equations = Equations(sums)
    found: list[Derived | Finding] = []
    with localcontext() as context:
        context.prec = PRECISION
        found += _coverage(sums)
        found += equations.solved()
        found += _stakes(sums, equations)
        for whole in sums.figures:
            found += _parts(sums, whole)
        found += _unreported(sums, equations)
    return (
        tuple([each for each in found if isinstance(each, Derived)]),
        tuple([each for each in found if isinstance(each, Finding)]),
    )


def _derived(
    term: Term,
    kind: Mapping[str, str],
    *,
    name: str,
    field: str,
    label: str,
    reported: "Figure | None" = None,
) -> Derived | None:
    """A term as an answer gives it; None where it says nothing."""
    value = value_of(term, kind)
    if value is None:
        return None
    inputs = once(term.figures)
    low, high = ends(term, kind)
    stages = [figure.stage or "" for figure in inputs]
    told = [*remarks(term, inputs)]
    standings = {figure.standing for figure in inputs}
    if any("contested" in each for each in told):
        standings.add("contested")
    return Derived(
        name=name,
        field=field,
        label=label,
        value=value,
        low=low,
        high=high,
        stage=min(stages, key=lambda stage: LADDER.get(stage, -1)) or None,
        standing=next(
            (each for each in ("contested", "rumored") if each in standings), "confirmed"
        ),
        rule="; ".join((in_words(term), *told)),
        inputs=inputs,
        reported=reported,
    )


def impossible(sums: Sums, whole: Term, made_of: Term, words: str) -> Finding:
    """The finding that a whole is not what it is made of; most states have none to tell."""
    from projections.impossible import impossible as told

    return told(sums, whole, made_of, words)


def _money(currency: str) -> dict[str, str]:
    return {"type": "money", "currency": currency}


# -- what the parts come to ----------------------------------------------------------------------


def _coverage(sums: Sums) -> Iterator[Derived]:
    """How much of a round, or of the financing of an offer, is there at each stage."""
    for whole, by_kind in sums.parts.items():
        for kind in by_kind:
            if kind in COMPETE:
                for currency in sums.currencies:
                    yield from _covered(sums, whole, kind, currency)


def _covered(sums: Sums, whole: str, kind: str, currency: str) -> Iterator[Derived]:
    stages = [(sums.stage(figure), figure) for figure in sums.in_currency(whole, currency)]
    noun = f"{sums.label(next(iter(sums.parts[whole][kind])))}s"
    if kind != "party":
        noun = f"{fields.KINDS[kind].label}s"
    before: list[Figure] = []
    found: Derived | None = None
    for least in (*STAGES, None):
        if least is None:
            live = [figure for stage, figure in stages if stage is None]
        else:
            rank = LADDER[least]
            live = [figure for stage, figure in stages if LADDER.get(stage or "", -1) >= rank]
        if live != before:
            total = sums.total(whole, kind, sums.live(live))
            found = _covering(sums, whole, currency, total) if total else None
        if found and live:
            yield found.but(stage=least, label=f"{noun}, {_AT_LEAST[least]}")
        before = live


def _covering(sums: Sums, whole: str, currency: str, total: Term) -> Derived | None:
    return _derived(
        total,
        _money(currency),
        name=f"{whole.partition('.')[0]}.coverage",
        field=whole,
        label="",
        reported=sums.pick(whole, currency),
    )


def _parts(sums: Sums, whole: str) -> Iterator[Derived | Finding]:
    """Where the parts of a figure make more than it, and what came on top of it since."""
    if whole not in sums.parts and whole not in sums.inside:
        return
    for figure in sums.figures[whole]:
        currency = value_in(figure).get("currency")
        if currency is None or sums.pick(whole, currency) is not figure:
            continue
        for field in sums.inside.get(whole, ()):
            part = sums.pick(field, currency)
            if part is not None:
                yield from _too_much(sums, figure, [part], None)
        for kind in sums.parts.get(whole, ()):
            parts = sums.in_currency(whole, currency)
            if sums.dated(figure):
                later = [part for part in parts if _began_after(part, figure)]
                parts = [part for part in parts if not _began_after(part, figure)]
                yield from _grown(sums, figure, kind, later)
            yield from _too_much(sums, figure, parts, kind)


def _began_after(part: "Figure", whole: "Figure") -> bool:
    """Whether a part is younger than an amount, which then cannot have it in."""
    return part.since is not None and span(part.since)[0][:10] > since(whole)


def _grown(sums: Sums, whole: "Figure", kind: str, later: "Sequence[Figure]") -> Iterator[Derived]:
    """A total with what came to it since, where reports say when that was."""
    dated = [part for part in later if part.leader and part.leader.claim.effective]
    added, term = sums.total(whole.field, kind, sums.live(dated)), sums.term(whole)
    if added is None or term is None:
        return
    found = _derived(
        made("+", term, added),
        _money(value_in(whole)["currency"]),
        name=whole.field,
        field=whole.field,
        label=f"{whole.label}, with what came later",
        reported=whole,
    )
    if found:
        yield found


def _too_much(
    sums: Sums, whole: "Figure", parts: "Sequence[Figure]", kind: str | None
) -> Iterator[Finding]:
    """Parts that make more than the whole, of those that are as far along as it is.

    Without a kind it is one amount that lies inside the whole.
    """
    term = sums.term(whole)
    if term is None or term.sure.high is None:
        return
    if sums.low_of(whole.field, kind, sums.live(parts)) < term.sure.high:
        return
    # Only now is it worth asking how far each figure has come, and of which time it speaks.
    level = sums.level(whole)
    least = max(FIRM if level == UNKNOWN else level, FIRM if kind in COMPETE else UNKNOWN)
    able = [part for part in parts if sums.level(part) >= least and sums.of_one_time(whole, part)]
    live = sums.live(able)
    made_of = sums.total(whole.field, kind, live) if kind else next(iter(live.values()), None)
    if made_of is not None:
        floor = made("at least", made_of)
        if not floor.sure.meets(term.sure):
            yield impossible(sums, term, floor, "its parts make" if kind else "its part is")


def _unreported(sums: Sums, equations: "Equations") -> Iterator[Derived]:
    """What the parts say of a figure that nobody reported: that it is no less."""
    implied = {field for field, _, _ in equations.implied}
    for whole, by_kind in sums.parts.items():
        if whole in sums.figures or whole in implied:
            continue
        for currency in sums.currencies:
            every = sums.in_currency(whole, currency)
            firm = [figure for figure in every if sums.level(figure) >= FIRM]
            totals = [
                total
                for kind in by_kind
                if (total := sums.total(whole, kind, sums.live(firm if kind in COMPETE else every)))
            ]
            if not totals:
                continue
            least = made("most", *totals) if len(totals) > 1 else totals[0]
            found = _derived(
                made("at least", least),
                _money(currency),
                name=whole,
                field=whole,
                label=sums.label(whole),
            )
            if found:
                yield found


# -- what makes what -----------------------------------------------------------------------------


class Operand:
    """A field that takes part in an equation, on a basis; an optional one counts as none where
    nobody speaks of it."""

    __slots__ = ("basis", "field", "optional")

    def __init__(self, field: str, basis: str = "", *, optional: bool = False) -> None:
        self.field = field
        self.basis = basis
        self.optional = optional


class Equation:
    """`whole` is what the operands make by `+` or `*`, all in one currency."""

    __slots__ = ("currency", "op", "operands", "whole")

    def __init__(self, whole: Operand, op: str, operands: Sequence[Operand], currency: str) -> None:
        self.whole = whole
        self.op = op
        self.operands = operands
        self.currency = currency


class Equations:
    """The equations of the catalogue that the figures of a deal fill, whole or in part.

    `implied` is what follows from them, by field, basis and currency.
    """

    def __init__(self, sums: Sums) -> None:
        self.sums = sums
        self.implied: dict[tuple[str, str, str], Term] = {}
        self.every = list(self._filled())

    def _filled(self) -> Iterator[Equation]:
        """The equations in which somebody speaks of the element, or that are of the root."""
        formulas: dict[str, list[tuple[str, str, list[str]]]] = {}
        for (kind, name), entry in fields.CATALOGUE.items():
            for formula in entry.equals:
                op = "*" if "*" in formula else "+"
                parts = formula.replace(" ", "").replace("*", "+").split("+")
                formulas.setdefault(kind, []).append((name, op, parts))
        sums = self.sums
        for element in dict.fromkeys([field.partition(".")[0] for field in sums.figures]):
            for name, op, parts in formulas.get(sums.kind(element), ()):
                own = [f"{element}.{each.partition('@')[0]}" for each in (name, *parts)]
                if element not in fields.RESERVED and sums.figures.keys().isdisjoint(own):
                    continue
                operands = [self._operand(element, part) for part in parts]
                found = [each for each in operands if each is not None]
                if len(found) == len(operands):
                    for currency in sums.currencies:
                        yield Equation(Operand(own[0]), op, found, currency)

    def _operand(self, element: str, part: str) -> Operand | None:
        path, _, basis = part.removesuffix("?").partition("@")
        head, _, name = path.rpartition(".")
        sums = self.sums
        if head in fields.RESERVED:
            if element != sums.root and sums.kind(element) != "party":
                return None  # a phase has no valuation of its own
            element = head
        elif head:
            to = sums.refs.get(f"{element}.{head}", ())
            if head == "set_by" and element == "valuation" and not to:
                to = (sums.root,)
            if len(to) != 1 or (sums.kind(to[0]), name) not in fields.CATALOGUE:
                return None
            element = to[0]
        return Operand(f"{element}.{name}", basis, optional=part.endswith("?"))

    def known(self, operand: Operand, currency: str) -> Term | None:
        """What is known of an operand: its figure, else what other figures imply."""
        figure = self.sums.pick(operand.field, currency, operand.basis)
        term = self.sums.term(figure) if figure else None
        if term is not None and term.stated is not ANYTHING:
            return term
        return self.implied.get((operand.field, operand.basis, currency))

    def solved(self) -> Iterator[Derived | Finding]:
        """Check what is all known, and fill in what the rest implies, as far as that leads."""
        assumed = self._assume()
        waiting = [each for each in self.every if each not in assumed]
        while waiting:
            left: list[Equation] = []
            for equation in waiting:
                found = self._solve(equation)
                if found is None:
                    left.append(equation)
                else:
                    yield from found
            if len(left) == len(waiting):
                return
            waiting = left

    def _assume(self) -> list[Equation]:
        """Take a sum for its only part where nobody speaks of the part that may be missing.

        All of a round's size is new money, unless a secondary part is reported.
        """
        found: list[Equation] = []
        if self.sums.view.known.type == "secondary_sale":
            return found
        for equation in self.every:
            whole = self.known(equation.whole, equation.currency)
            unknown = [
                each for each in equation.operands if self.known(each, equation.currency) is None
            ]
            needed = [each for each in unknown if not each.optional]
            if whole is None or len(unknown) < 2 or len(needed) != 1:
                continue
            left_out = [self.sums.label(each.field) for each in unknown if each.optional]
            taken = made("+", whole)
            taken.assumed = (f"no {' or '.join(left_out)} part is reported",)
            self.implied[needed[0].field, needed[0].basis, equation.currency] = taken
            found.append(equation)
        return found

    def _solve(self, equation: Equation) -> list[Derived | Finding] | None:
        """What follows from one equation; None where too little is known yet."""
        currency = equation.currency
        whole = self.known(equation.whole, currency)
        known: dict[Operand, Term] = {}
        unknown: list[Operand] = []
        for operand in equation.operands:
            term = self.known(operand, currency)
            if term is None:
                unknown.append(operand)
            else:
                known[operand] = term
        if len(unknown) + (whole is None) > 1:
            return None
        if whole is None:
            return self._imply(equation, equation.whole, _join(equation.op, known))
        if unknown:
            return self._fill(equation, whole, known, unknown[0])
        return self._check(equation, whole, known)

    def _imply(self, equation: Equation, unknown: Operand, term: Term) -> list[Derived | Finding]:
        """Note what a field must be."""
        sums, currency = self.sums, equation.currency
        element, _, name = unknown.field.partition(".")
        entry = fields.find(sums.kind(element), name)
        known = term.figures
        if entry is None or entry.type not in NUMBERS or not self._dates_meet(known):
            return []
        kind = {"type": entry.type}
        if entry.type in ("money", "per_share"):
            kind["currency"] = currency
        elif entry.type == "count":
            kind["unit"] = entry.unit
        elif entry.type == "percent":
            kind |= self.share(unknown.basis)
        else:
            return []  # a price in parts follows from no sum
        if not entry.signed:
            term = not_below_zero(term)
        self.implied[unknown.field, unknown.basis, currency] = term
        found = _derived(
            term,
            kind,
            name=unknown.field,
            field=unknown.field,
            label=entry.label,
            reported=sums.pick(unknown.field, currency, unknown.basis),
        )
        return [found] if found else []

    def share(self, basis: str) -> dict[str, str]:
        """What a percentage of the company, on a basis, says of itself."""
        companies = self.sums.companies()
        found = {"of": companies[0]} if len(companies) == 1 else {}
        return found | ({"basis": basis} if basis != "unspecified" else {})

    def _fill(
        self,
        equation: Equation,
        whole: Term,
        known: Mapping[Operand, Term],
        unknown: Operand,
    ) -> list[Derived | Finding]:
        """What the last operand must be, or that nothing it could be is enough."""
        if not self._agree(equation, whole, known):
            return []
        entry = fields.CATALOGUE.get(self._key(unknown))
        rest = Term(ANYTHING, ANYTHING)
        if not (entry and entry.signed) and equation.op == "+":
            least = _join("+", {**known, unknown: rest})
            if not least.sure.meets(whole.sure):
                return [impossible(self.sums, whole, least, "it cannot be less than")]
        if equation.op == "*":
            (other,) = known.values()
            return self._imply(equation, unknown, made("/", whole, other))
        term = made("-", whole, *known.values()) if known else whole
        return self._imply(equation, unknown, term)

    def _key(self, operand: Operand) -> tuple[str, str]:
        element, _, name = operand.field.partition(".")
        return self.sums.kind(element), name

    def _check(
        self, equation: Equation, whole: Term, known: Mapping[Operand, Term]
    ) -> list[Derived | Finding]:
        """Whether a figure is what makes it."""
        made_of = _join(equation.op, known)
        if made_of.sure.meets(whole.sure) or not self._stages_agree(equation, whole, known):
            return []
        if self._agree(equation, whole, known):
            words = f"{in_words(made_of)} would be"
            return [impossible(self.sums, whole, made_of, words)]
        if not self._dates_meet([*whole.figures, *made_of.figures]):
            return []
        if self._moved(made_of) > self._last_said(whole):
            return self._imply(equation, equation.whole, made_of)
        old = [each for each, term in known.items() if self._last_said(term) < self._moved(whole)]
        if len(old) != 1 or equation.op != "+":
            return []
        others = [term for each, term in known.items() if each is not old[0]]
        return self._imply(equation, old[0], made("-", whole, *others))

    # -- of one time and stage ------------------------------------------------------------------

    def _agree(self, equation: Equation, whole: Term, known: Mapping[Operand, Term]) -> bool:
        """Whether figures can be held against each other: of one stage, and of one time.

        A sum that is older than a move of what makes it has not followed yet; one that moved is
        held against what was said since: some of it, and all that belongs to other elements.
        """
        figures = [*whole.figures, *(each for term in known.values() for each in term.figures)]
        if not self._stages_agree(equation, whole, known) or not self._dates_meet(figures):
            return False
        said, moved = self._last_said(whole), self._moved(whole)
        if any(self._moved(term) > said for term in known.values()):
            return False
        old = [each for each, term in known.items() if self._last_said(term) < moved]
        mine = equation.whole.field.partition(".")[0]
        return not old or (
            len(old) < len(known) and all(each.field.startswith(f"{mine}.") for each in old)
        )

    def _stages_agree(self, equation: Equation, whole: Term, known: Mapping[Operand, Term]) -> bool:
        """Whether all is talk or nothing, and the money of others is as far along as the sum.

        A price can have been agreed before the money is paid; of a round of which a part has
        closed, that part makes no valuation.
        """
        level, mine = self._level(whole), equation.whole.field.partition(".")[0]
        for operand, term in known.items():
            other = self._level(term)
            if level == UNKNOWN or other == UNKNOWN:
                continue
            if (level < FIRM) != (other < FIRM):
                return False
            if level >= FIRM and level != other and not operand.field.startswith(f"{mine}."):
                return False
        return True

    def _level(self, term: Term) -> int:
        stages = [self.sums.stage(figure) for figure in term.figures]
        if not all(stages):
            return UNKNOWN
        return min((LEVELS.get(stage or "", FIRM) for stage in stages), default=UNKNOWN)

    def _dates_meet(self, figures: "Sequence[Figure]") -> bool:
        """Whether what holds at its date only is met there by all others."""
        for one in figures:
            if self.sums.dated(one) and any(since(other) > said(one) for other in figures):
                return False
        return True

    def _last_said(self, term: Term) -> str:
        """The day of its oldest figure."""
        return min(map(said, term.figures), default="")

    def _moved(self, term: Term) -> str:
        """The day since which one of its figures is another than before."""
        return max(map(self.sums.moved, term.figures), default="")


def _join(op: str, operands: Mapping[Operand, Term]) -> Term:
    terms = [*operands.values()]
    return terms[0] if len(terms) == 1 else made(op, *terms)


def _stakes(sums: Sums, equations: Equations) -> Iterator[Derived]:
    """The part of the company that each party's money buys, at the valuation with it in."""
    whole = f"{sums.root}.size"
    for currency in sums.currencies:
        post = Operand("valuation.post_money")
        value = equations.implied.get((post.field, "", currency)) or equations.known(post, currency)
        if value is None or not value.sure.low:
            continue
        figures = sums.in_currency(whole, currency)
        live = sums.live([each for each in figures if sums.level(each) >= LEVELS["in_talks"]])
        for field in sums.parts.get(whole, {}).get("party", ()):
            term = sums.worth(field, live)
            if term is not None and field not in live:
                term = made("at least", term)  # there may be tranches that nobody told of
            element = field.partition(".")[0]
            found = term and _derived(
                made("/", term, value),
                {"type": "percent", **equations.share("unspecified")},
                name=f"{element}.stake_bought",
                field=field,
                label=f"stake that the {sums.label(field)} buys",
            )
            if found:
                yield found


# -- as JSON -------------------------------------------------------------------------------------


def derived_json(state: "State", shown: "Callable[[Figure], Any]") -> list[dict[str, Any]]:
    """Derived figures as `state --json` prints them; `shown` gives the value of a figure."""
    deal = state.view.known.deal
    return [
        {
            "name": each.name,
            "field": each.field,
            "label": each.label,
            "value": {**each.value, "text": text(each.value), "low": each.low, "high": each.high},
            "stage": each.stage,
            "standing": each.standing,
            "rule": each.rule,
            "inputs": [
                {
                    "field": figure.field,
                    "value": shown(figure),
                    "events": [f"{deal}#{number}" for number in figure.events],
                }
                for figure in each.inputs
            ],
            "reported": shown(each.reported) if each.reported is not None else None,
        }
        for each in state.derived
    ]
