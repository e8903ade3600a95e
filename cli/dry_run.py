"""A dry run as people read it: the exact events that would be stored, part by part.

openai-2026#1056 report-logged
  source     The Wire
  published  2026-07-15
openai-2026#1057 rumor-reported
  field      softbank.commitment
  value      USD 35,000,000,000
             amount 35000000000; currency USD; qualifier exactly; step 1000000000; type money
"""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cli.changes import state_of
from domain.reading import digits

if TYPE_CHECKING:
    from domain.batch import Receipt
    from domain.entries import Entry


def events_in_full(receipt: "Receipt") -> Iterator[str]:
    """The lines that tell every event of a receipt as it would be stored."""
    count = len(receipt.entries)
    if not count:
        yield "dry run: nothing would be stored"
        return
    named = f"these {count:,} events" if count > 1 else "this event"
    yield f"dry run, nothing is stored; {named} would be:"
    for entry in receipt.entries:
        yield from _event(entry)


def _event(entry: "Entry") -> Iterator[str]:
    yield f"{entry.id} {entry.event.stored_name}"
    state = state_of(entry)
    width = max(map(len, state), default=0)
    for name, part in state.items():
        for place, line in enumerate(_part(part)):
            yield f"  {'' if place else name:<{width}}  {line}"


def _part(part: Any) -> Iterator[str]:
    """A value in full digits and below it as stored; anything else as it is."""
    if isinstance(part, Mapping) and "type" in part:
        yield digits(part)
        yield "; ".join(f"{name} {_plain(part[name])}" for name in sorted(part))
    else:
        yield _plain(part)


def _plain(part: Any) -> str:
    if isinstance(part, list) and all(isinstance(each, str) for each in part):
        return ", ".join(part)
    return part if isinstance(part, str) else json.dumps(part, ensure_ascii=False)
