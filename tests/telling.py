"""A deal told in a few lines, without a database, for the tests.

    story = Story()
    story.report("wsj", "2026-01-29", rumor("amazon.commitment = up to $50bn", stage="in_talks"))
    assert story.value("amazon.commitment", as_of="2026-01-30") == "up to $50bn"

The reports go through the real rules to events; recorded times are the order of telling, a minute
apart from 2026-08-01T00:00 on.
"""

from collections.abc import Callable
from typing import Any

from domain.deal import decide
from domain.documents import shape
from domain.history import Item
from domain.known import known
from domain.values import text
from projections.audit import Step, audit
from projections.clocks import Clocks, View
from projections.figures import Figure, State, state
from projections.policies import DEFAULT

NOW = "2026-11-25T12:00:00.000000Z"
ANONYMOUS = "anonymous_plural"
Claim = dict[str, Any]


def _claim(verb: str) -> Callable[..., Claim]:
    def make(said: Any, **parts: Any) -> Claim:
        return {verb: said, **parts}

    return make


rumor = _claim("rumor")
change = _claim("change")
confirm = _claim("confirm")
deny = _claim("deny")
no_comment = _claim("no_comment")


class Story:
    """A deal, told report by report, and the questions one asks about it."""

    def __init__(self, deal_type: str = "funding_round", currency: str = "USD") -> None:
        self.deal = "deal-x"
        self.items: list[Item] = []
        self.grades: dict[str, str] = {}  # of sources, in lower case
        kinds = {
            "tranche": ("amazon-1", "amazon-2", "softbank-1"),
            "condition": ("agi-leg", "ipo-leg"),
            "offer": ("bid-a", "bid-b"),
            "fee": ("break-fee",),
        }
        self.tell(
            {
                "open": self.deal,
                "name": "Deal X",
                "type": deal_type,
                "currency": currency,
                "elements": {each: {"kind": kind} for kind, ids in kinds.items() for each in ids},
            }
        )

    def tell(self, document: dict[str, Any]) -> list[int]:
        """Decide on a document and record its events; their numbers."""
        record = known(self.deal, self.items) if self.items else None
        decision = decide(record, shape(document, "story"), "story", NOW)
        first = len(self.items) + 1
        minute = len({item.command_id for item in self.items})
        recorded_at = f"2026-08-01T{minute // 60:02}:{minute % 60:02}:00.000000Z"
        self.items += [
            Item(number, event.stored_name, event.state(), recorded_at, "tester", str(minute))
            for number, event in enumerate(decision.events, start=first)
        ]
        return list(range(first, len(self.items) + 1))

    def report(self, report: str, published: str, *claims: Claim, **header: Any) -> list[int]:
        """Log a report of anonymous sources, unless its header says otherwise."""
        return self.tell(
            {
                "deal": self.deal,
                "id": report,
                "source": header.pop("source", report),
                "published": published,
                "sourcing": header.pop("sourcing", ANONYMOUS),
                "claims": list(claims),
                **header,
            }
        )

    def official(self, report: str, published: str, *claims: Claim, **header: Any) -> list[int]:
        """Log a company's own statement."""
        return self.report(report, published, *claims, sourcing="company_statement", **header)

    def fix(self, **document: Any) -> list[int]:
        """Log a fix of our own log, or an act of a publisher."""
        return self.tell({"deal": self.deal, **document})

    def recorded(self, number: int) -> str:
        """When an entry was recorded."""
        return self.items[number - 1].recorded_at

    # -- questions ------------------------------------------------------------------------------

    def view(self, *, without: tuple[str, ...] = (), **clocks: Any) -> View:
        """The deal at the clocks."""
        at = Clocks.at(**clocks)
        record = known(self.deal, self.items, at.known_at)
        record.grades = self.grades
        return View(record, at, without)

    def state(
        self, *, without: tuple[str, ...] = (), policy: str = DEFAULT, **clocks: Any
    ) -> State:
        """Every figure at the clocks."""
        return state(self.view(without=without, **clocks), policy)

    def figure(self, field: str, **asked: Any) -> Figure:
        """The figure of a field, which must be there."""
        found = self.state(**asked).figure(field)
        assert found is not None, f"nobody spoke of {field}"
        return found

    def value(self, field: str, **clocks: Any) -> str:
        """The value of a field in words; `absent` where nobody spoke of it."""
        found = self.state(**clocks).figure(field)
        return text(found.value) if found else "absent"

    def standing(self, field: str, **clocks: Any) -> str:
        """How firmly a field's figure holds."""
        return self.figure(field, **clocks).standing

    def steps(self, field: str, **clocks: Any) -> list[Step]:
        """The audit of a field."""
        return list(audit(self.view(**clocks), field).steps)

    def words(self, field: str, **clocks: Any) -> list[str]:
        """The kinds of step in the audit of a field, `*` where the step led."""
        return [step.step + ("*" if step.led else "") for step in self.steps(field, **clocks)]
