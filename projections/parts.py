"""How a figure came to be what it is, beside the parts that add up to it.

A change that crosses fields is read here: a total given by its parts, a basis made explicit.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import localcontext
from functools import partial

from domain import fields
from domain.errors import NotFound
from domain.record import Record
from domain.values import Stored
from projections.arithmetic import Equation, Equations
from projections.audit import Audit, Step, audit, audited_fields
from projections.clocks import View
from projections.figures import state
from projections.origins import ENDS
from projections.policies import DEFAULT
from projections.sums import Live, Sums, value_in
from projections.terms import PRECISION, Term, leaf, made, value_of

# Of several ways to cut the same money the finest: parties, what funds it, slices, phases.
_CUTS = ("party", "instrument", "tranche", "round", "linked_deal")


class Parts(Record):
    """The fields that make up a figure, and what they come to where these are known."""

    fields: tuple[str, ...]
    total: Callable[[Live], Term | None]


def audit_parts(view: View, whole: str, policy: str = DEFAULT) -> Audit:
    """The steps of a field and of its parts, each step with what the parts come to after it.

    Raises `NotFound` where nothing adds up to that field at these clocks.
    """
    found = state(view, policy)
    spoken = audited_fields(view)
    sums = Sums(found, spoken)
    parts = _cut(sums, whole, spoken) or _made_of(sums, whole, spoken)
    if parts is None:
        raise _no_parts(sums, whole)
    stages = {f"{field.partition('.')[0]}.stage" for field in parts.fields}
    told = audit(view, whole, policy, beside={*parts.fields, *stages})
    shown = {whole, *parts.fields}
    return told.but(
        parts=parts.fields,
        steps=tuple(_reckoned(sums, whole, parts, told.steps)),
        current=tuple([figure for figure in told.current if figure.field in shown]),
        beside=tuple([claim for claim in told.beside if claim.field in shown]),
    )


def _no_parts(sums: Sums, whole: str) -> NotFound:
    known = sorted(sums.parts)
    return NotFound(
        "nothing adds up to that field at these clocks",
        code="E-NOTFOUND",
        place="--parts",
        seen=whole,
        hint=f"these have parts: {', '.join(known)}"
        if known
        else "`dealtrail state` lists the "
        "fields, `dealtrail fields NAME` tells what one adds up to",
    )


def _cut(sums: Sums, whole: str, spoken: Sequence[str]) -> Parts | None:
    """The parts that add up to a whole by their references."""
    kinds = [kind for kind in _CUTS if kind in sums.parts.get(whole, ())]
    if not kinds:
        return None
    found: dict[str, None] = {}
    waiting = list(sums.parts[whole][kinds[0]])
    while waiting:
        field = waiting.pop(0)
        if field not in found:
            found[field] = None
            for below in sums.parts.get(field, {}).values():
                waiting += below
    return Parts(
        fields=tuple([field for field in found if field in spoken]),
        total=lambda live: sums.total(whole, kinds[0], live),
    )


def _made_of(sums: Sums, whole: str, spoken: Sequence[str]) -> Parts | None:
    """The fields of the first equation that makes a whole and of which all is spoken."""
    every = Equations(sums).every
    for equation in every:
        operands = [
            _operand(every, each.field, spoken)
            for each in equation.operands
            if not each.optional or each.field in spoken
        ]
        ready = [each for each in operands if each is not None]
        if equation.whole.field == whole and len(ready) == len(operands):
            return Parts(
                fields=tuple([field for each in ready for field in each.fields]),
                total=partial(_joined, equation.op, ready),
            )
    return None


def _operand(every: Sequence[Equation], field: str, spoken: Sequence[str]) -> Parts | None:
    """A field as spoken of; else a whole less what of it may be missing: size for new money."""
    if field in spoken:
        return Parts(fields=(field,), total=lambda live: live.get(field))
    for equation in every:
        optional = [each.field for each in equation.operands if each.optional]
        needed = [each.field for each in equation.operands if not each.optional]
        if optional and needed == [field] and equation.whole.field in spoken:
            names = [equation.whole.field, *(each for each in optional if each in spoken)]
            return Parts(fields=tuple(names), total=partial(_less, names))
    return None


def _joined(op: str, operands: Sequence[Parts], live: Live) -> Term | None:
    terms = [each.total(live) for each in operands]
    known = [term for term in terms if term is not None]
    if len(known) < len(terms):
        return None
    return known[0] if len(known) == 1 else made(op, *known)


def _less(names: Sequence[str], live: Live) -> Term | None:
    whole, *others = [live.get(name) for name in names]
    known = [term for term in others if term is not None]
    return whole if whole is None or not known else made("-", whole, *known)


def _reckoned(sums: Sums, whole: str, parts: Parts, steps: Iterable[Step]) -> Iterator[Step]:
    """The steps with what the parts come to; of the elements' stages only where one ends."""
    element, _, name = whole.partition(".")
    entry = fields.find(sums.kind(element), name)
    currency = _currency(sums, whole, parts)
    kind = {"type": entry.type if entry else "money"}
    if currency is not None:
        kind["currency"] = currency
    leading: dict[tuple[str, int | None], tuple[Stored | None, str | None]] = {}
    now: dict[str, Stored] = {}
    ended: set[str] = set()
    for step in steps:
        at = (step.field, step.leads)
        if step.led:
            leading[at] = step.to, step.claim.stage
        value, stage = leading.get(at, (None, None))
        own = step.field.partition(".")[0]
        if step.field.endswith(".stage") and step.field not in parts.fields:
            was = own in ended
            ended.discard(own)
            if value is not None and value.get("choice") in ENDS:
                ended.add(own)
            if was == (own in ended):
                continue
        elif value is None or stage in ENDS:
            now.pop(step.field, None)
        elif value.get("currency", currency) == currency:
            now[step.field] = value
        yield step.but(derived=_total(parts, kind, now, ended))


def _currency(sums: Sums, whole: str, parts: Parts) -> str | None:
    """The currency to reckon in: that of the whole, else the deal's, else that of a part."""
    for field in (whole, *parts.fields):
        for figure in sums.figures.get(field, ()):
            if (currency := value_in(figure).get("currency")) is not None:
                return str(currency)
    return sums.view.known.currency


def _total(
    parts: Parts, kind: Mapping[str, str], now: Mapping[str, Stored], ended: Collection[str]
) -> Stored | None:
    with localcontext() as context:
        context.prec = PRECISION
        terms = {
            field: leaf(value)
            for field, value in now.items()
            if field.partition(".")[0] not in ended
        }
        live = {field: term for field, term in terms.items() if term is not None}
        total = parts.total(live)
        return value_of(total, kind) if total is not None else None
