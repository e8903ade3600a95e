"""The order in which documents can be taken, each after what it speaks of."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from domain.claims import short_form
from domain.dates import span
from domain.documents import DealDocument, Document, ReportDocument
from domain.events import VERBS


def ordered(documents: Sequence[Document]) -> list[Document]:
    """Documents in an order in which each finds what it speaks of, wherever the files put it.

    Deals first, then reports by the last instant at which they can have been published, then log
    fixes as given. A report waits for the reports of its own deal that it corrects, retracts,
    denies, or has sighted a claim of, for those that introduce an element that it names, and for
    the first that speaks of an element it merges or of a figure it adds to or lies inside of. One
    that waits in a circle is taken in its place, and the rules say what is wrong with it.
    """
    deals: list[Document] = []
    reports: list[tuple[Document, ReportDocument]] = []
    others: list[Document] = []
    for document in documents:
        if isinstance(document.content, ReportDocument):
            reports.append((document, document.content))
        else:
            (deals if isinstance(document.content, DealDocument) else others).append(document)
    reports.sort(key=lambda report: span(report[1].published)[1])
    waits = _waits([content for _, content in reports])
    return [*deals, *(reports[place][0] for place in _one_after_another(waits)), *others]


def _one_after_another(waits: Sequence[set[int]]) -> Iterator[int]:
    """Places in order, each held back until those it waits for have gone before it."""
    from heapq import heapify, heappop, heappush

    held: dict[int, list[int]] = {}
    for place, needed in enumerate(waits):
        for each in needed:
            held.setdefault(each, []).append(place)
    left = dict(enumerate(waits))
    ready = [place for place, needed in left.items() if not needed]
    heapify(ready)
    while left:
        place = heappop(ready) if ready else next(iter(left))
        if left.pop(place, None) is None:
            continue  # taken before its turn, in a circle
        yield place
        for each in held.get(place, ()):
            if each in left:
                left[each].discard(place)
                if not left[each]:
                    heappush(ready, each)


def _waits(reports: Sequence[ReportDocument]) -> list[set[int]]:
    """For each report the places of those that have to come before it."""
    born: dict[tuple[str, str], int] = {}
    for place, report in enumerate(reports):
        for name in (f"#{report.id}", *_introduced(report), *_spoken(report)):
            born.setdefault((report.deal, name), place)
    return [
        {
            born[report.deal, name]
            for name in _named(report) - _introduced(report) - _spoken(report)
            if (report.deal, name) in born
        }
        - {place}
        for place, report in enumerate(reports)
    ]


def _introduced(report: ReportDocument) -> set[str]:
    return {element for element, item in report.elements.items() if item.kind}


def _spoken(report: ReportDocument) -> set[str]:
    """The fields that its claims speak of (`x.size`), and their elements (`x.`)."""
    fields = {
        f"{element}.{name}"
        for element, item in report.elements.items()
        for name in item.model_extra or ()
    }
    for claim in _claims(report):
        for part in (claim, *(claim.get(verb) for verb in VERBS)):
            said = short_form(part) if isinstance(part, str) else part
            if isinstance(said, dict) and isinstance(said.get("field"), str):
                fields.add(said["field"].strip())
    return fields | {f"{field.partition('.')[0]}." for field in fields}


def _claims(report: ReportDocument) -> Iterator[dict[str, Any]]:
    for entry in report.claims:
        yield from entry if isinstance(entry, tuple) else (entry,)


def _named(report: ReportDocument) -> set[str]:
    """The reports (`#x`), elements (`x`, merged `x.`) and figures (`x.size`) that it may name."""
    named = {f"#{act.report}" for act in (report.corrects, report.retracts) if act}
    merged = {element for ids in (*report.identify, *report.distinguish) for element in ids}
    named |= merged | {f"{element}." for element in merged}
    for text in _texts([*report.claims, *(item.model_extra for item in report.elements.values())]):
        named.update(f"#{word}" for word in re.findall(r"([a-z0-9-]+)#[a-z0-9]", text))
        named.update(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", text))
        if text.startswith("report "):
            named.add(f"#{text.removeprefix('report ').strip()}")
        elif re.fullmatch(r"[a-z0-9-]+\.[a-z_]+", text):
            named.add(text)
    return named


def _texts(parts: Any) -> Iterator[str]:
    if isinstance(parts, str):
        yield parts
    elif isinstance(parts, dict):
        for name, part in parts.items():
            yield from _texts(f"report {part}" if name == "of_report" else part)
    elif isinstance(parts, list | tuple):
        for part in parts:
            yield from _texts(part)
