"""What can go wrong, each kind named after the failure.

Three kinds of trouble have three treatments: a user's mistake is one of these errors, doubtful
data is a finding (a value, never raised), and our own mistake crashes.
"""

from collections.abc import Sequence


class DealtrailError(Exception):
    """A failure that a person can act on: what, where, what was seen, what to do next.

    `code` is stable (`E-DATE`), `place` names the field, file and line or argument, `seen` is the
    value as given, `hint` says what to do next.
    """

    exit_code = 1

    def __init__(
        self, message: str, *, code: str, place: str = "", seen: object = None, hint: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.place = place
        self.seen = seen
        self.hint = hint

    def __str__(self) -> str:
        where = f" {self.place}:" if self.place else ""
        seen = f" (seen: {self.seen!r})" if self.seen is not None else ""
        hint = f"\n  {self.hint}" if self.hint else ""
        return f"{self.code}{where} {self.message}{seen}{hint}"


class Refused(DealtrailError):
    """Bad input: nothing was stored."""

    exit_code = 2


class Problems(Refused):
    """Several refusals found in one input; all are listed, nothing was stored."""

    def __init__(self, problems: Sequence[Refused]) -> None:
        count = len(problems)
        super().__init__(
            f"{count} problem{'s' if count > 1 else ''} found; nothing was saved",
            code="E-INPUT",
        )
        self.problems = tuple(problems)
        if {problem.code for problem in problems} <= {"E-DUPLICATE", "E-CONFLICT"}:
            self.exit_code = Duplicate.exit_code

    def __str__(self) -> str:
        return "\n".join([*(str(problem) for problem in self.problems), super().__str__()])


class NotFound(Refused):
    """A deal, report, event, element or field of that name does not exist."""


class Duplicate(DealtrailError):
    """The same thing is in the ledger already."""

    exit_code = 5


class Conflict(DealtrailError):
    """Someone else wrote in between; nothing was stored.

    `event` is their entry (`openai-2026#17`), where it is one that can be seen and set aside.
    """

    exit_code = 5

    def __init__(
        self,
        message: str,
        *,
        code: str,
        place: str = "",
        seen: object = None,
        hint: str = "",
        event: str = "",
    ) -> None:
        super().__init__(message, code=code, place=place, seen=seen, hint=hint)
        self.event = event


class NotALedger(DealtrailError):
    """The file is missing, empty, damaged or not ours; it was not touched."""


class NewerVersion(DealtrailError):
    """The ledger holds an event that only a newer dealtrail can read.

    `known_at` is the last instant at which what it belongs to can still be read, '' if there is
    none.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str,
        place: str = "",
        seen: object = None,
        hint: str = "",
        known_at: str = "",
    ) -> None:
        super().__init__(message, code=code, place=place, seen=seen, hint=hint)
        self.known_at = known_at


class HistoryDiffers(DealtrailError):
    """The ledger does not continue what was known or sealed of it; nothing was stored."""
