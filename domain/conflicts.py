"""What somebody else did to an entry in between: told with both texts, never written over.

A report is decided on anew where others wrote in between. A fix of the log is different: who amends
a claim has read it, and an amendment that replaced one he had not read would undo it unseen.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from domain.errors import Conflict
from domain.history import Item
from domain.known import Act, Claim, Known
from domain.record import Record
from domain.values import text

_APART = ("report", "claim", "verb", "field", "value", "of_report")  # said by other words


class Seen(Record):
    """What whoever fixes the log has seen of a deal's entries.

    All up to the entry `upto` where that is said; else what nobody but `by` did. What follows the
    entry `last` is of the same write. By default all is seen.
    """

    upto: int | None = None
    by: str | None = None
    last: int | None = None

    def has(self, row: Item) -> bool:
        """Whether an entry was seen."""
        if self.last is not None and row.number > self.last:
            return True
        if self.upto is not None:
            return row.number <= self.upto
        return self.by is None or row.logged_by == self.by


ALL_SEEN = Seen()


class Change(Record):
    """An entry that changed parts of something, and these parts before it and after."""

    row: Item
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def check_claims(
    known: Known,
    claims: Iterable[Claim],
    seen: Seen,
    *,
    yours: str,
    place: str = "",
    apart_from: Iterable[int] = (),
) -> None:
    """Raise `Conflict` where a claim was amended or withdrawn by an entry that was not seen.

    `yours` says what is to be done to them, `apart_from` names entries that need not have been
    seen, since they are what it is done to.
    """
    wanted = {claim.number for claim in claims}
    for act in reversed(known.acts):
        row = known.rows[act.number - 1]
        if act.step not in ("amends", "withdraws") or wanted.isdisjoint(act.targets):
            continue
        if act.number not in apart_from and not seen.has(row):
            raise _conflict(
                known,
                row,
                seen_as=act.former.id if act.former else act.report.id,
                what="this claim",
                theirs=_fixed_to(known, act),
                yours=yours,
                place=place,
            )
        wanted.difference_update(act.targets)  # who did this one had seen those before it


def check_parts(
    known: Known,
    changes: Iterable[Change],
    said: Mapping[str, Any],
    seen: Seen,
    *,
    name: str,
    place: str,
) -> None:
    """Raise `Conflict` where an entry that was not seen set a part that is said otherwise here."""
    left = dict(said)
    for change in reversed(list(changes)):
        parts = {
            part: given
            for part, given in change.after.items()
            if part in left and given != change.before.get(part)
        }
        differ = {part: given for part, given in parts.items() if given != said[part]}
        if differ and not seen.has(change.row):
            raise _conflict(
                known,
                change.row,
                seen_as=name,
                what=name,
                theirs=_listed(differ),
                yours=_listed({part: said[part] for part in differ}),
                place=place,
            )
        for part in parts:
            del left[part]  # who set this had seen what it was before


def _conflict(
    known: Known, row: Item, *, seen_as: str, what: str, theirs: str, yours: str, place: str
) -> Conflict:
    event = f"{known.deal}#{row.number}"
    return Conflict(
        f"{row.logged_by} changed {what} as {event}, on {row.recorded_at[:10]}, and you may not "
        "have seen it; nothing was stored",
        code="E-CONFLICT",
        place=place,
        seen=seen_as,
        hint=f"theirs: {theirs}\n  yours:  {yours}\n  if yours is to stand all the same, repeat "
        f"the command with --seen {event}",
        event=event,
    )


def _fixed_to(known: Known, act: Act) -> str:
    if act.becomes is None:
        return "withdrawn"
    return claim_in_words(known, act.becomes.verb, act.becomes.body)


def claim_in_words(known: Known, verb: str, body: Mapping[str, Any]) -> str:
    """`rumor amazon.commitment = up to $50bn; stage in talks`."""
    about = body.get("field") or f"report {body.get('of_report', '')}"
    value = body.get("value")
    equals = f" = {text(value, known.names())}" if value else ""
    parts = {part: said for part, said in body.items() if part not in _APART}
    return "; ".join(filter(None, (f"{verb} {about}{equals}", _listed(parts))))


def _listed(parts: Mapping[str, Any]) -> str:
    return "; ".join(f"{name.rstrip('_')} {_words(name, said)}" for name, said in parts.items())


def _words(name: str, said: Any) -> str:
    if isinstance(said, Mapping):
        return text(said) if "type" in said else _listed(said)
    if isinstance(said, list | tuple):
        return ", ".join(_words(name, each) for each in said) or "none"
    if isinstance(said, bool):
        return "yes" if said else "no"
    return str(said).replace("_", " ") if name in ("stage", "sourcing") else str(said)
