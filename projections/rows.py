"""The rows of the read tables: what each of them holds of one deal, made from the folds alone."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from domain import fields
from domain.dates import EARLIEST, LATEST, span
from domain.known import Act, Claim, Known
from domain.values import Stored, bounds, text
from projections.audit import every_step
from projections.clocks import View
from projections.figures import (
    Figure,
    State,
    figure_json,
    state,
)
from projections.portfolio import deal as deal_of
from projections.portfolio import deal_json, deal_row
from projections.relations import targets
from projections.sources import OUTCOMES, Track, tracks_of
from projections.structure import Structure, structure_of

Row = dict[str, Any]
Rows = Iterator[tuple[str, Iterable[Row]]]
RowId = Callable[[int], int]
"""The ledger's row of an entry of the deal, by its number there."""


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _listed(parts: Sequence[Any]) -> str | None:
    return _json(list(parts)) if parts else None


class _Values:
    """The columns of values; a value that claim, figure and step share is worded once."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._made: dict[int, tuple[Stored, Row]] = {}

    def __call__(self, value: Stored | None) -> Row:
        """The columns of a value. Amounts stay the text that they are: never a float."""
        if value is None:
            return _NO_VALUE
        made = self._made.get(id(value))
        if made is None:
            made = self._made[id(value)] = value, _columns(value, self._names)
        return made[1]


def _columns(value: Stored, names: Mapping[str, str]) -> Row:
    low, high = bounds(value)
    bounded = value["type"] != "date" and (low is not None or high is not None)
    return {
        "said": text(value, names),
        "type": value["type"],
        "amount": value.get("amount"),
        "number": value.get("number"),
        "currency": value.get("currency"),
        "unit": "%" if value["type"] == "percent" else value.get("unit"),
        "qualifier": value.get("qualifier", "exactly" if bounded else None),
        "low": low,
        "high": high,
        "value": _json(value),
    }


_NO_VALUE: Row = dict.fromkeys(
    ("said", "type", "amount", "number", "currency", "unit", "qualifier", "low", "high", "value")
)


def rows(view: View, row_id: RowId) -> Rows:
    """A deal at the view's clocks, table by table.

    `sources` is left out: it adds up the rows of `source_deals` of all deals.
    """
    view.keep_groups()
    found, values = state(view), _Values(view.names)
    yield "deals", [_deal(view)]
    yield "source_deals", _tracks(found)
    shape = structure_of(found)
    yield "elements", _elements(shape)
    yield from said_rows(view, row_id, values)
    yield "figures", _figures(found, row_id, values)
    yield "steps", _steps(view, row_id, values)
    yield "relations", _relations(shape)


def said_rows(view: View, row_id: RowId, values: _Values | None = None) -> Rows:
    """What was said of a deal: its reports, their claims, and what was taken back of them."""
    yield "reports", _reports(view.known, row_id)
    yield "claims", _claims(view, row_id, values or _Values(view.names))
    yield "taken_back", _taken_back(view.known, row_id)


# -- the deal, its reports and what they claim ---------------------------------------------------


def _deal(view: View) -> Row:
    found, known = deal_of(view), view.known
    at = view.clocks.as_of
    holds_from, holds_until = _around(at, _instants(known))
    named_from, named_until = _around(at, _namings(known), open_end=True)
    return {
        **deal_row(found),
        "currency": known.currency,
        "whole": _json(deal_json(found)),
        "holds_from": holds_from,
        "holds_until": holds_until,
        "named_from": named_from,
        "named_until": named_until,
    }


def _around(
    at: str, instants: Iterable[str], *, open_end: bool = False
) -> tuple[str | None, str | None]:
    """The nearest of these instants on each side of one; None where there is none.

    One that is the instant itself is on both sides, or with `open_end` before it alone.
    """
    every = set(instants) - {EARLIEST, LATEST}
    return (
        max((each for each in every if each <= at), default=None),
        min((each for each in every if each > at or (each == at and not open_end)), default=None),
    )


def _instants(known: Known) -> Iterator[str]:
    """Every instant at which time alone could change an answer, if nothing more is recorded.

    That is where any date that our record names begins or ends: a report becomes visible, a term
    takes effect.
    """
    for edtf in _dates(known):
        yield from span(edtf)
    yield from (act.at for act in known.acts)


def _namings(known: Known) -> Iterator[str]:
    """Every instant at which a report names anew what was spoken of before, or merges two ids."""
    spoken: dict[str, str] = {}  # since when each element is spoken of
    for claim in known.claims.values():
        for name in (claim.element, *targets(claim.value)):
            spoken[name] = min(claim.report.last, spoken.get(name, LATEST))
    for each in known.described:
        report = known.reports.get(each.report or "")
        since = spoken.get(known.same_as.get(each.element, each.element), LATEST)
        if report is not None and since < report.last:
            yield report.last
    merging = {row.data.get("report") for row in known.merging}
    for report in known.reports.values():
        if report.id in merging:
            yield report.last
            yield from (act.at for act in known.acts if act.report is report)


def _dates(known: Known) -> Iterator[str]:
    for report in known.reports.values():
        yield report.published
        for claim in report.claims:
            if claim.effective is not None:
                yield claim.effective
            for value in (claim.value, claim.was):
                if value is not None and value["type"] == "date":
                    yield value["edtf"]


def _reports(known: Known, row_id: RowId) -> Iterator[Row]:
    for report in known.reports.values():
        yield {
            "id": row_id(report.number),
            "event": f"{known.deal}#{report.number}",
            "deal": known.deal,
            "report": report.id,
            "source": report.source,
            "source_id": report.source.casefold(),
            "byline": report.byline,
            "published": report.published,
            "counts_from": report.last,
            "published_how": report.published_how,
            "url": report.url,
            "language": report.language,
            "quality": report.quality,
            "read_through": report.read_through,
            "copy_published": report.copy_published,
            "sourcing": report.sourcing,
            "cites": _listed(report.cites),
            "own_sources": report.own_sources,
            "note": report.note,
            "claims": len(report.claims),
            "recorded_at": report.recorded_at,
            "found_by": f"{known.deal} {known.name}",
        }


def _claims(view: View, row_id: RowId, values: _Values) -> Iterator[Row]:
    known, names = view.known, _names_of(view)
    for report in known.reports.values():
        for claim in report.claims:
            whole = claim.field == "."
            entry = view.entry(claim.field)
            yield {
                "id": row_id(claim.number),
                "event": f"{known.deal}#{claim.number}",
                "deal": known.deal,
                "report_id": row_id(report.number),
                "claim": claim.id,
                "verb": claim.verb,
                "element_id": None if whole else f"{known.deal}/{claim.element}",
                "field": None if whole else claim.field,
                "label": None if whole else _label(entry, claim.name),
                **values(claim.value),
                "as_quoted": claim.value and claim.value.get("as_quoted"),
                "stage": claim.stage,
                "sourcing": claim.sourcing,
                "on_record": claim.on_record,
                "said_by": claim.said_by,
                "effective": claim.effective,
                "scope": claim.scope,
                "hypothesis": claim.if_,
                "sighting_of": _listed(claim.sighting_of),
                "part_of": _listed(claim.part_of),
                "on_top_of": claim.on_top_of,
                "was": values(claim.was)["said"],
                "denies_report": claim.of_report,
                "place": claim.place,
                "note": claim.note,
                "source": report.source,
                "counts_from": report.last,
                "recorded_at": claim.recorded_at,
                "in_force": claim.id in view.claims and claim.number not in view.removed,
                "names": _named_in(claim, names),
                "found_by": f"{known.deal} {known.name}",
            }


def _label(entry: fields.Field | None, name: str) -> str:
    return entry.label if entry else name.replace("_", " ")


def _names_of(view: View) -> dict[str, dict[str, None]]:
    """Every name of every element, by the descriptions that count at the view's clocks."""
    found: dict[str, dict[str, None]] = {}
    for each in view.descriptions:
        names = found.setdefault(each.element, {})
        names.update(dict.fromkeys(name for name in (each.name, *each.aliases) if name))
    for other, element in view.known.same_as.items():
        found.setdefault(element, {}).update(found.get(other, {}))
    return found


def _named_in(claim: Claim, names: Mapping[str, Iterable[str]]) -> str | None:
    """Every name of the elements that a claim speaks of and points to."""
    elements = dict.fromkeys((claim.element, *targets(claim.value)))
    return " ".join(name for each in elements for name in names.get(each, ())) or None


def _taken_back(known: Known, row_id: RowId) -> Iterator[Row]:
    """Each claim that a publisher took back, from when, and until when if that was retracted."""
    retracted: dict[str, str] = {}
    for act in known.acts:
        if act.step == "retracts":
            name = act.report.id
            retracted[name] = min(act.at, retracted.get(name, act.at))
    for act in known.acts:
        if act.step not in ("corrects", "retracts"):
            continue
        until = retracted.get(act.report.id) if act.step == "corrects" else None
        for claim in _hit(known, act):
            yield {
                "id": f"{known.deal}#{act.number}/{claim.id}",
                "deal": known.deal,
                "claim_id": row_id(claim.number),
                "step": act.step,
                "event": f"{known.deal}#{act.number}",
                "report_id": row_id(act.report.number),
                "counts_from": act.at,
                "counts_until": until,
            }


def _hit(known: Known, act: Act) -> Iterable[Claim]:
    if act.step == "retracts":
        return act.report.claims
    return [claim for claim in known.claims.values() if claim.number in act.targets]


# -- what follows from them ----------------------------------------------------------------------


def _elements(shape: Structure) -> Iterator[Row]:
    view, known = shape.state.view, shape.state.view.known
    names = _names_of(view)
    placed = {each.id: each for each in shape.elements}
    for name in dict.fromkeys((*known.elements, *placed, *_tied(shape), *_named(known))):
        described, found = known.elements.get(name), placed.get(name)
        shown = view.names.get(name, name)
        same_as = known.same_as.get(name)
        identifiers = described.identifiers if described else {}
        yield {
            "id": f"{known.deal}/{name}",
            "deal": known.deal,
            "element": name,
            "kind": known.kind_of(name) or None,
            "name": shown,
            "aliases": _listed([each for each in names.get(name, ()) if each != shown]),
            "identifiers": _json(identifiers) if identifiers else None,
            "same_as": same_as and f"{known.deal}/{same_as}",
            "alive": found is not None and found.alive,
            "stage": found and found.stage,
            "stage_implied": found and found.stage_implied,
            "status": found and found.status,
            "standing": found and found.standing,
            "since": found and found.since,
            "ended": found and found.ended and found.ended.how,
            "ended_since": found and found.ended and found.ended.since,
            "inside": found and found.inside,
            "parent_id": found and found.parent and f"{known.deal}/{found.parent}",
            "event": described and f"{known.deal}#{described.number}",
        }


def _tied(shape: Structure) -> Iterator[str]:
    """The elements that others hang under or point to, described or not."""
    for relation in shape.relations:
        yield from filter(None, (relation.of, relation.to, relation.by))
    yield from (each.parent for each in shape.elements if each.parent)


def _named(known: Known) -> Iterator[str]:
    """The elements that anything speaks of, described or not."""
    for claim in (*known.claims.values(), *(act.former for act in known.acts if act.former)):
        fields = filter(None, (claim.field, claim.on_top_of))
        yield from filter(None, (field.partition(".")[0] for field in fields))
        yield from targets(claim.value)
    yield from known.same_as.values()


def _figures(found: State, row_id: RowId, values: _Values) -> Iterator[Row]:
    view, deal = found.view, found.view.known.deal
    for place, (name, figure) in enumerate(numbered(deal, found.figures), start=1):
        whole = figure_json(view, figure)
        leader = figure.leader
        yield {
            "id": name,
            "deal": deal,
            "place": place,
            "element_id": f"{deal}/{figure.element}",
            "field": figure.field,
            "label": figure.label,
            **values(figure.value),
            "standing": figure.standing,
            "stage": figure.stage,
            "since": figure.since,
            "last_word": figure.last_word,
            "origins": figure.origins,
            "rule": figure.rule,
            "headline": figure.headline,
            "context": figure.context,
            "claim_id": row_id(leader.claim.number) if leader else None,
            "events": _listed(whole["events"]),
            "challengers": _listed(whole["challengers"]),
            "scheduled": _listed(whole["scheduled"]),
        }


def numbered(deal: str, figures: Iterable[Figure]) -> Iterator[tuple[str, Figure]]:
    """Each figure with its key: `deal/field`, and `deal/field/2` for the second of a field."""
    seen: dict[str, int] = {}
    for figure in figures:
        seen[figure.field] = count = seen.get(figure.field, 0) + 1
        yield f"{deal}/{figure.field}" + (f"/{count}" if count > 1 else ""), figure


def _steps(view: View, row_id: RowId, values: _Values) -> Iterator[Row]:
    known, deal = view.known, view.known.deal
    held = {claim.number for claim in known.claims.values()}
    for _, steps in every_step(view):
        for place, step in enumerate(steps, start=1):
            claim = step.claim
            yield {
                "id": f"{deal}/{step.field}/{place}",
                "deal": deal,
                "element_id": f"{deal}/{step.field.partition('.')[0]}",
                "field": step.field,
                "place": place,
                "step": step.step,
                "before": values(step.before)["said"],
                **values(step.to),
                "delta": step.delta,
                "led": step.led,
                "leads": step.leads and f"{deal}#{step.leads}",
                "before_stage": step.before_stage,
                "stage": claim.stage,
                "event": f"{deal}#{step.number}",
                "claim_id": row_id(claim.number) if claim.number in held else None,
                "report_id": row_id(step.report.number),
                "source": step.report.source,
                "sourcing": claim.sourcing,
                "said_by": claim.said_by,
                "published": step.published,
                "effective": step.effective,
                "day": step.order[0],
                "recorded_at": step.recorded_at,
                "note": step.note,
            }


def _relations(shape: Structure) -> Iterator[Row]:
    view = shape.state.view
    deal = view.known.deal
    for each in shape.relations:
        yield {
            "id": f"{deal}/{each.field}/{each.to}",
            "deal": deal,
            "from_id": f"{deal}/{each.of}",
            "field": each.field,
            "to_id": f"{deal}/{each.to}",
            "label": _label(view.entry(each.field), each.name),
            "holds": each.holds,
            "why": each.why,
            "by_id": each.by and f"{deal}/{each.by}",
            "standing": each.standing,
            "stage": each.stage,
            "since": each.since,
            "only_if": each.only_if,
            "events": _listed([f"{deal}#{number}" for number in each.events]),
        }


def _tracks(state: State) -> Iterator[Row]:
    """What each source did in the deal; one whose reports are all still to come did nothing yet."""
    known = state.view.known
    found = {track.name.casefold(): track for track in tracks_of(state)}
    for name, track in found.items():
        yield _track(name, track)
    for name in sorted({report.source for report in known.reports.values()}):
        if name.casefold() not in found:
            nothing = Track(deal=known.deal, name=name)
            found[name.casefold()] = nothing
            yield _track(name.casefold(), nothing)


def _track(source: str, track: Track) -> Row:
    outcomes = [rumor.outcome for rumor in track.rumors]
    return {
        "id": f"{track.deal}/{source}",
        "deal": track.deal,
        "source_id": source,
        "name": track.name,
        "reports": track.reports,
        "copies": track.copies,
        "claims": track.claims,
        "echoes": track.echoes,
        "first_with": len(track.first),
        "rumors": len(track.rumors),
        **{word: outcomes.count(word) for word in OUTCOMES},
        "first_day": track.first_day,
        "last_day": track.last_day,
    }
