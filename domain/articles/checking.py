"""Every claim held against the rules of the record before it is proposed."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.articles.proposal import Claimed, written
from domain.deal import decide
from domain.documents import shape
from domain.draft import Decision
from domain.errors import DealtrailError, Problems, Refused
from domain.known import Known
from domain.reading import digits

_NOW = "9998-12-31T00:00:00Z"  # whether a date lies ahead is asked when the report is logged


def check(
    record: Known,
    header: Mapping[str, Any],
    elements: Mapping[str, Mapping[str, str]],
    claims: Sequence[Claimed],
) -> tuple[list[Claimed], list[tuple[Claimed, str]]]:
    """The claims that the rules accept, with their readings, and those refused, with the reason."""
    kept: list[Claimed] = []
    refused: list[tuple[Claimed, str]] = []
    for claim in claims:
        try:
            decision = _decide(record, header, elements, [claim])
        except Problems as problems:
            refused.append((claim, problems.problems[0].message))
        except (Refused, DealtrailError) as refusal:
            refused.append((claim, refusal.message))
        else:
            kept.append(claim.but(understood=_understood(decision)))
    return kept, refused


def _decide(
    record: Known,
    header: Mapping[str, Any],
    elements: Mapping[str, Mapping[str, str]],
    claims: Sequence[Claimed],
) -> Decision:
    sourcing = str(header.get("sourcing", "unattributed"))
    content = {
        "deal": record.deal,
        "id": "a-draft-that-is-never-stored",
        "source": "draft",
        "published": header.get("published") or "2000",
        "sourcing": sourcing,
        "elements": {name: dict(parts) for name, parts in elements.items()},
        "claims": [written(each, sourcing=sourcing) for each in claims],
    }
    return decide(record, shape(content, ""), "", _NOW)


def _understood(decision: Decision) -> str:
    value = decision.events[-1].state().get("value")
    return digits(value) if value else ""
