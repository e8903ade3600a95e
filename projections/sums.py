"""Which money adds up to what: the figures that are numbers, and the references between them.

The catalogue says what takes part (`adds_to`, `inside`, `same_money`); `within`, `payer` and
`funds` say where. What lies inside another amount, or is the same money, is counted once; joint
money is divided among nobody; what has ended is in no sum.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from domain import fields
from domain.dates import span
from domain.values import Interval, Stored
from projections.origins import ENDS
from projections.terms import ANYTHING, ZERO, Term, add, leaf, made

if TYPE_CHECKING:
    from projections.clocks import View
    from projections.figures import Figure, State

NUMBERS = frozenset(
    ("money", "per_share", "percent", "count", "consideration", "none", "undisclosed")
)
LEVELS = {"mentioned": 0, "considering": 1, "in_talks": 2, "offered": 3, "closed": 5, "paid": 5}
FIRM = 4  # agreed, signed, pending: one level, since who agreed will sign
UNKNOWN = -1

Live = Mapping[str, Term]


class Sums:
    """The figures of a deal that are numbers, by field, and the sums that they are part of.

    With `ever`, fields that were spoken of, also what has ended since takes its place: for a
    history.
    """

    def __init__(self, state: "State", ever: Iterable[str] = ()) -> None:
        self.view: View = state.view
        self.root = fields.root_of(state.view.known.type)
        self.figures: dict[str, list[Figure]] = {}
        self.refs: dict[str, Sequence[str]] = {}
        self.same_money: dict[str, set[str]] = {}
        self.stages: dict[str, str | None] = {}
        self.ended: set[str] = set()  # elements
        self.doubted: set[str] = set()  # elements of which somebody denies that they have ended
        self.withdrawn: set[str] = set()  # fields
        self.parts: dict[str, dict[str, dict[str, None]]] = {}  # whole: kind of part: its fields
        self.inside: dict[str, list[str]] = {}
        self._terms: dict[int, Term | None] = {}
        self._homes: dict[str, tuple[str, ...]] = {}
        self._kinds: dict[str, str] = {}
        self._direct: dict[tuple[str, str], list[str]] = {}
        self._under: dict[tuple[str, str], list[Figure]] = {}
        self._nested: dict[str, list[Mapping[str, Any]]] = {}
        adding: list[str] = []
        for figure in state.figures:
            value = figure.value
            kind = value["type"] if value is not None else ""
            if kind in NUMBERS:
                entry = self._enter_number(figure)
                if entry is not None and (entry.adds_to or entry.inside):
                    adding.append(figure.field)
            elif kind == "refs":
                self._enter_refs(figure)
            elif kind == "choice" and figure.field.endswith(".stage"):
                self.stages[figure.element] = figure.stage
                if figure.stage in ENDS:
                    contested = figure.standing == "contested"
                    (self.doubted if contested else self.ended).add(figure.element)
        if ever:
            self.ended.clear()
            self.doubted.clear()
            self.withdrawn.clear()
        for field in (*adding, *ever):
            self._add_up(field)
        self.currencies = list(self._currencies())

    def _currencies(self) -> dict[str, None]:
        """The currencies that the deal is spoken of in, its own first."""
        own = self.view.known.currency
        found: dict[str, None] = {own: None} if own else {}
        for figures in self.figures.values():
            for figure in figures:
                value = value_in(figure)
                for part in value.get("parts", (value,)):
                    if "currency" in part:
                        found[part["currency"]] = None
        return found

    def _enter_refs(self, figure: "Figure") -> None:
        if figure.standing != "withdrawn":
            self.refs[figure.field] = to = value_in(figure).get("to", ())
            entry = self.view.entry(figure.field)
            if to and entry is not None and entry.same_money:
                self.same_money.setdefault(figure.element, set()).update(to)

    def _enter_number(self, figure: "Figure") -> fields.Field | None:
        """Note a figure that is a number; its entry in the catalogue, where it takes part."""
        field = figure.field
        entry = self.view.entry(field)
        if entry is None or entry.context:
            return None
        if figure.standing == "withdrawn":
            self.withdrawn.add(field)
            return None
        if entry.type not in NUMBERS:
            if entry.targets:
                self._enter_refs(figure)  # "none" of a reference
            return None
        if value_in(figure).get("election", "fixed") != "fixed" or _of_itself(figure):
            return None
        self.figures.setdefault(field, []).append(figure)
        return entry

    def _add_up(self, field: str) -> None:
        """Put a field into the sums that the catalogue names for it, and those into theirs."""
        entry = self.view.entry(field)
        if entry is None or not (entry.adds_to or entry.inside):
            return
        element = field.partition(".")[0]
        if element in self.ended:
            return
        if entry.inside and field in self.figures:
            whole = f"{element}.{entry.inside.partition('.')[2]}"
            self.inside.setdefault(whole, []).append(field)
        kind = self.kind(element)
        for path in entry.adds_to:
            head, _, name = path.partition(".")
            for home in self._into(element, head):
                whole = f"{home}.{name}"
                if (
                    (self.kind(home), name) not in fields.CATALOGUE
                    or home in self.ended
                    or whole in self.withdrawn
                ):
                    continue
                known = self.parts.setdefault(whole, {}).setdefault(kind, {})
                if field not in known:
                    known[field] = None
                    if whole not in self.figures:
                        self._add_up(whole)

    def _into(self, element: str, head: str) -> Sequence[str]:
        """The elements that the money of one is part of, along a reference."""
        homes = self.homes(element)
        if head == "within":
            return homes
        to = self.refs.get(f"{element}.{head}", ())
        if len(to) != 1:
            return ()  # joint money is not divided
        if self.kind(to[0]) == "party" and self.root not in homes:
            return ()  # a party's commitment is money of this deal alone
        return to

    def kind(self, element: str) -> str:
        """The kind of an element, of the reserved ones without anybody describing them."""
        found = self._kinds.get(element)
        if found is None:
            found = self.view.known.kind_of(element) or fields.RESERVED.get(element, "")
            self._kinds[element] = found
        return found

    def homes(self, element: str) -> tuple[str, ...]:
        """What an element's money is within, from the inside out.

        A party is in the root and a tranche where its payers are, unless `within` says otherwise;
        anything else stands alone until a claim puts it inside.
        """
        found = self._homes.get(element)
        if found is None:
            self._homes[element] = ()  # for elements within each other in a circle
            home = self._home(element)
            found = self._homes[element] = (home, *self.homes(home)) if home else ()
        return found

    def _home(self, element: str) -> str | None:
        said = self.refs.get(f"{element}.within")
        if said is not None:
            return said[0] if said else None
        kind = self.kind(element)
        if kind == "party":
            return self.root
        if kind == "tranche":
            homes = {self.homes(payer)[:1] for payer in self.refs.get(f"{element}.payer", ())}
            if len(homes) == 1:
                return next(iter(homes.pop()), None)
        return None

    # -- one figure -----------------------------------------------------------------------------

    def pick(self, field: str, currency: str | None, basis: str = "") -> "Figure | None":
        """The figure of a field in a currency, or on a basis (of a percentage, of a price)."""
        for figure in self.figures.get(field, ()):
            value = value_in(figure)
            match value["type"]:
                case "money" | "per_share":
                    fits = value["currency"] == currency and "per" not in value
                case "percent":
                    fits = value.get("basis", "unspecified") == basis and self._ours(value)
                case "consideration":
                    cash = {part["currency"] for part in value["parts"] if "currency" in part}
                    fits = cash == {currency} and value.get("per", "share") == basis
                case _:
                    fits = True
            if fits:
                return figure
        return None

    def _ours(self, share: Stored) -> bool:
        return "of" not in share or share["of"] in self.companies()

    def companies(self) -> Sequence[str]:
        """The company that the deal values: who issues, or is bought."""
        for field in ("round.issuer", "valuation.company", "deal.target"):
            if found := self.refs.get(field):
                return found
        return ()

    def term(self, figure: "Figure") -> Term | None:
        """A figure as a number."""
        try:
            return self._terms[id(figure)]
        except KeyError:
            found = self._terms[id(figure)] = leaf(value_in(figure), figure)
            return found

    def stage(self, figure: "Figure") -> str | None:
        """How far a figure has come; where nobody says, how far its element has."""
        if figure.field.endswith(".paid"):
            return "paid"
        return figure.stage or self.stages.get(figure.element)

    def level(self, figure: "Figure") -> int:
        """The same as a number; who says it on the record, stage or not, has agreed to it."""
        stage = self.stage(figure)
        if stage is None:
            return FIRM if figure.leader and figure.leader.claim.on_record else UNKNOWN
        return LEVELS.get(stage, FIRM)

    def free(self, figure: "Figure") -> Interval:
        """What a figure could be if nobody had said anything of it."""
        entry = self.view.entry(figure.field)
        return Interval(None, None) if entry is not None and entry.signed else ANYTHING

    def dated(self, figure: "Figure") -> bool:
        """Whether a figure holds at its date only."""
        entry = self.view.entry(figure.field)
        return entry is not None and entry.dated

    def label(self, field: str) -> str:
        """What a field is called."""
        element, _, name = field.partition(".")
        entry = fields.find(self.kind(element), name)
        return entry.label if entry else name.replace("_", " ")

    # -- of which time --------------------------------------------------------------------------

    def moved(self, figure: "Figure") -> str:
        """The day since which a figure is another than before; '' where it is the first.

        A dated figure is another one whenever it is stated anew.
        """
        leader, began = figure.leader, since(figure)
        if leader is None or self.dated(figure):
            return began
        for claim in self.view.by_field.get(figure.field, ()):
            if (
                claim.value is not None
                and claim.key != leader.key
                and claim.verb != "deny"
                and claim.if_ is None
                and claim.number not in self.view.removed
                and claim.report.last[:10] <= began
            ):
                return began
        return ""

    def of_one_time(self, one: "Figure", other: "Figure") -> bool:
        """Whether neither figure was last stated before the other took its present value."""
        return self.moved(one) <= said(other) and self.moved(other) <= said(one)

    # -- sums of parts --------------------------------------------------------------------------

    def under(self, whole: str) -> list[str]:
        """The fields whose money is in a whole, at any depth."""
        found: dict[str, None] = {}
        waiting = [whole]
        while waiting:
            field = waiting.pop()
            below = [*self.inside.get(field, ())] if field != whole else []
            for parts in self.parts.get(field, {}).values():
                below += parts
            new = [each for each in below if each not in found]
            waiting += new
            found.update(dict.fromkeys(new))
        return list(found)

    def in_currency(self, whole: str, currency: str) -> "list[Figure]":
        """The figures under a whole in one currency; those without an amount in the deal's own.

        What a party gives in the deal's own currency it does not give once more in another.
        """
        found = self._under.get((whole, currency))
        if found is None:
            own = self.view.known.currency or currency
            found = []
            for field in self.under(whole):
                figure = self.pick(field, currency)
                if figure is not None and (currency == own or self.pick(field, own) is None):
                    found.append(figure)
            self._under[whole, currency] = found
        return found

    def live(self, figures: "Iterable[Figure]") -> dict[str, Term]:
        """Figures as the terms of a sum, by field."""
        terms = {figure.field: self.term(figure) for figure in figures}
        return {field: term for field, term in terms.items() if term is not None}

    def low_of(self, whole: str, kind: str | None, live: Live) -> Decimal:
        """No less than the low end of a total, or of the one amount that is live: most parts have
        room, which is told without making their sum."""
        if kind is None:
            return sum([term.sure.low or ZERO for term in live.values()], ZERO)
        return sum([self._low(field, live) for field in self.parts[whole][kind]], ZERO)

    def _low(self, field: str, live: Live) -> Decimal:
        own = (live[field].sure.low or ZERO) if field in live else ZERO
        for each in self.inside.get(field, ()):
            if each in live:
                own = max(own, live[each].sure.low or ZERO)
        for kind in self.parts.get(field, ()):
            own = max(own, self.low_of(field, kind, live))
        return own

    def total(self, whole: str, kind: str, live: Live) -> Term | None:
        """What the parts of one kind come to together; None where no figure of them is live.

        What lies inside another part, or holds the same money, is not counted twice.
        """
        worth: dict[str, Term] = {}
        for field in self._parts(whole, kind):
            term = self.worth(field, live)
            if term is not None and term.figure is not None and self._inside_of(field):
                term = self._on_top(field, term, whole, kind, live)
            if term is None:
                continue
            element = field.partition(".")[0]
            if self.doubted and (doubt := self._doubt(element)):
                term = made("perhaps", term)
                term.assumed += (f"{doubt}.stage is contested, its money may be out",)
            worth[element] = made("+", worth[element], term) if element in worth else term
        alone = self.same_money.keys().isdisjoint(worth)
        terms = [*worth.values()] if alone else self._apart(worth)
        return add(terms) if terms else None

    def _doubt(self, element: str) -> str | None:
        """An element, or who pays it, of which it is contested whether it is still in the deal."""
        every = (element, *self.refs.get(f"{element}.payer", ()))
        return next((each for each in every if each in self.doubted), None)

    def _parts(self, whole: str, kind: str) -> list[str]:
        """The parts of one kind, without those that are within another of them."""
        found = self._direct.get((whole, kind))
        if found is None:
            parts = self.parts[whole][kind]
            found = []
            for field in parts:
                element, _, name = field.partition(".")
                if not any(f"{home}.{name}" in parts for home in self.homes(element)):
                    found.append(field)
            self._direct[whole, kind] = found
        return found

    def worth(self, field: str, live: Live) -> Term | None:
        """What a part is worth: its own figure, and no less than what lies inside it."""
        own = live.get(field)
        if field not in self.inside and field not in self.parts:
            return own
        inner = [live[each] for each in self.inside.get(field, ()) if each in live]
        for kind in self.parts.get(field, ()):
            if (total := self.total(field, kind, live)) is not None:
                inner.append(total)
        if not inner:
            return own
        within = inner[0] if len(inner) == 1 else made("most", *inner)
        if own is None:
            return within
        raised = (own.stated.low or ZERO) < (within.stated.low or ZERO)
        return made("holding", own, within) if raised else own

    def _on_top(self, field: str, term: Term, whole: str, kind: str, live: Live) -> Term | None:
        """A part less what its reports say lies inside another part of the same sum."""
        left: Term | None = term
        for part in self._inside_of(field):
            if left is None or part["of"] not in live or part["of"] not in self.parts[whole][kind]:
                continue
            portion = leaf(part["portion"]) if "portion" in part else None
            left = made("-", left, portion) if portion else None
        return left

    def _inside_of(self, field: str) -> list[Mapping[str, Any]]:
        """The figures that the claims behind a figure say it lies inside of."""
        found = self._nested.get(field)
        if found is None:
            behind = {number for each in self.figures.get(field, ()) for number in each.events}
            found = self._nested[field] = [
                part
                for claim in self.view.by_field.get(field, ())
                if claim.part_of and claim.number in behind
                for part in claim.part_of
            ]
        return found

    def _apart(self, worth: Mapping[str, Term]) -> list[Term]:
        """The amounts of elements, those that share money (a group and its members) made one."""
        heads = [each for each in worth if each in self.same_money]
        circles: list[set[str]] = []
        for head in heads:
            circle = {head, *self.same_money[head]}
            for other in [each for each in circles if not each.isdisjoint(circle)]:
                circle |= other
                circles.remove(other)
            circles.append(circle)
        found = []
        for element, term in worth.items():
            mine = next((circle for circle in circles if element in circle), None)
            if mine is None:
                found.append(term)
            elif next(each for each in worth if each in mine) == element:  # once for all of them
                groups = [worth[each] for each in heads if each in mine]
                members = [worth[each] for each in worth if each in mine and each not in heads]
                amounts = [*groups, *([add(members)] if members else [])]
                op = "most" if len(groups) == 1 else "overlapping"
                found.append(made(op, *amounts) if len(amounts) > 1 else amounts[0])
        return found


def value_in(figure: "Figure") -> Stored:
    """The value of a figure that has one."""
    return figure.value or {}


def _of_itself(figure: "Figure") -> bool:
    """Whether a figure is a named part of its own field ("of which 10bn in cash")."""
    leader = figure.leader
    return leader is not None and any(part["of"] == figure.field for part in leader.claim.part_of)


def since(figure: "Figure") -> str:
    """The last day on which a figure can have begun to be what it is."""
    return span(figure.since)[1][:10] if figure.since is not None else ""


def said(figure: "Figure") -> str:
    """The day that the leading claim of a figure speaks of."""
    return figure.leader.at[:10] if figure.leader is not None else ""


def remarks(term: Term, inputs: "Iterable[Figure]") -> Iterator[str]:
    """What one should know about a sum and its inputs."""
    yield from dict.fromkeys(term.assumed)
    for figure in inputs:
        if value_in(figure)["type"] == "undisclosed":
            yield f"{figure.field} is undisclosed"
        if figure.standing == "contested":
            yield f"{figure.field} is contested, its leading value is used"
