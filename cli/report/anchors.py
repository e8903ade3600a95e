"""The places of a report's file that can be cited, and links to them.

Events are `acme-b-12`. The others hold a full stop, which no deal's id has, so that none of them is
an event's.
"""

from typing import TYPE_CHECKING

from cli.report.markup import Tag, to

if TYPE_CHECKING:
    from projections.clocks import View


def of_event(deal: str, number: int) -> str:
    """The place of an event: `acme-b-12`."""
    return f"{deal}-{number}"


def of_audit(field: str) -> str:
    """The place of a figure's audit: `audit.amazon.commitment`."""
    return f"audit.{field}"


def of_element(element: str) -> str:
    """The place of an element in the structure: `element.amazon`."""
    return f"element.{element}"


def report(view: "View", name: str) -> Tag | str:
    """A report by its id, as a link where it is seen at the clocks."""
    held = view.reports.get(name)
    return name if held is None else to(of_event(view.known.deal, held.number), name)


def event(deal: str, number: int | None) -> Tag | None:
    """A link to an event, as `#12`."""
    return None if number is None else to(of_event(deal, number), f"#{number}", class_="event")
