"""What the rules make of a document, in the words of the tests of the rules."""

from collections.abc import Sequence
from typing import Any

import pytest

from domain.deal import decide
from domain.documents import shape
from domain.draft import Decision
from domain.errors import Problems, Refused
from domain.known import known
from domain.values import text
from tests.telling import NOW, Claim, Story, rumor

COMMITMENT = "amazon.commitment = up to $50bn"
LEAD = "round.lead = "


def decision(story: Story, **document: Any) -> Decision:
    """What the rules make of a document, without recording it."""
    record = known(story.deal, story.items)
    return decide(record, shape({"deal": story.deal, **document}, "story"), "story", NOW)


def report(*claims: Claim | list[Claim], **header: Any) -> dict[str, Any]:
    """A report of anonymous sources, unless its header says otherwise."""
    return {
        "id": "wsj",
        "source": "The Wall Street Journal",
        "published": "2026-01-29",
        "sourcing": "anonymous_plural",
        "claims": list(claims),
        **header,
    }


def refused(story: Story, **document: Any) -> Sequence[Refused]:
    """All that the rules find wrong with a document; nothing of it is recorded."""
    with pytest.raises(Refused) as problems:
        decision(story, **document)
    found = problems.value
    return found.problems if isinstance(found, Problems) else (found,)


def only(story: Story, **document: Any) -> Refused:
    (found,) = refused(story, **document)
    return found


def correction(by: str, of: str, *replaces: str, **header: Any) -> dict[str, Any]:
    """A report that corrects another: Amazon puts in ten."""
    return report(
        rumor("amazon.commitment = $10bn"),
        **{
            "id": by,
            "published": "2026-01-30",
            "corrects": {"report": of, "replaces": list(replaces)},
            **header,
        },
    )


def lead(story: Story, name: str, **header: Any) -> str:
    """Who leads the round, in the report of somebody who writes that name."""
    (*_, claim) = decision(story, **report(rumor(f"{LEAD}{name}"), id="ft", **header)).events
    return text(claim.state()["value"])
