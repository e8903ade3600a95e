"""Imprecise dates: EDTF (ISO 8601-2:2019, level 1) plus quarters and halves.

A date is kept as written (`2026-01`, `2025-10~`, `2026-Q1`, `2026-01-27/2026-01-31`) and means a
span of time. Instants are UTC strings of one fixed width, so that comparing text compares time.
"""

import time

from domain.errors import Refused

EARLIEST = "0001-01-01T00:00:00.000000Z"
LATEST = "9999-12-31T23:59:59.999999Z"
FIRST_YEAR, LAST_YEAR = 1900, 2200

_PARTS = {  # the months that a part of a year covers
    **{f"Q{quarter}": (3 * quarter - 2, 3 * quarter) for quarter in (1, 2, 3, 4)},
    **{f"{32 + quarter}": (3 * quarter - 2, 3 * quarter) for quarter in (1, 2, 3, 4)},
    "H1": (1, 6),
    "H2": (7, 12),
    "40": (1, 6),
    "41": (7, 12),
    "21": (3, 5),  # spring, summer and autumn as meteorologists count them
    "22": (6, 8),
    "23": (9, 11),
}

_known: dict[str, tuple[str, str]] = {}


def span(edtf: str) -> tuple[str, str]:
    """The first and the last instant that a date can mean, both inclusive.

    Raises `Refused` (E-DATE) where the text is no date of the supported forms.
    """
    found = _known.get(edtf)
    if found is None:
        found = _known[edtf] = _span(edtf)
    return found


def _span(edtf: str) -> tuple[str, str]:
    if "/" in edtf:
        start, _, end = edtf.partition("/")
        if "/" in end or (start in ("", "..") and end in ("", "..")):
            raise _no_date(edtf)
        first = EARLIEST if start in ("", "..") else span(start)[0]
        last = LATEST if end in ("", "..") else span(end)[1]
        if first > last:
            raise Refused(
                "the period ends before it starts", code="E-RANGE", seen=edtf, hint="swap the two?"
            )
        return first, last
    if "T" in edtf:
        return (_instant(edtf),) * 2
    first_day, last_day = _days(edtf)
    return f"{first_day}T00:00:00.000000Z", f"{last_day}T23:59:59.999999Z"


def _instant(text: str) -> str:
    if text[17:19] == "60":
        raise Refused(
            "a leap second cannot be kept", code="E-DATE", seen=text, hint="give second 59"
        )
    from datetime import UTC, datetime  # only a time of day pays for it

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _no_date(text) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    _check_year(moment.year, text)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _days(edtf: str) -> tuple[str, str]:
    year, *rest = (edtf[:-1] if edtf.endswith(("~", "?", "%")) else edtf).split("-")
    while len(rest) in (1, 2) and rest[-1] == "XX":
        rest.pop()
    if not rest and (year[3:] == "X" or year[2:] == "XX"):  # some year of a decade or century
        return _days(year.replace("X", "0"))[0], _days(year.replace("X", "9"))[1]
    if len(year) != 4 or not (year.isascii() and year.isdigit()):
        raise _no_date(edtf)
    _check_year(int(year), edtf)
    match rest:
        case [month, day] if _two_digits(month) and _two_digits(day) and 1 <= int(month) <= 12:
            length = _month_length(int(year), int(month))
            if not 1 <= int(day) <= length:
                raise Refused(
                    "not a day of the calendar",
                    code="E-DATE",
                    seen=edtf,
                    hint=f"the last day of that month is {year}-{month}-{length}",
                )
            return (f"{year}-{month}-{day}",) * 2
        case []:
            return f"{year}-01-01", f"{year}-12-31"
        case [part] if part in _PARTS:
            first, last = _PARTS[part]
            return f"{year}-{first:02}-01", f"{year}-{last:02}-{_month_length(int(year), last)}"
        case ["24"]:  # winter runs into the next year
            end = int(year) + 1
            return f"{year}-12-01", f"{end}-02-{_month_length(end, 2)}"
        case [month] if _two_digits(month) and 1 <= int(month) <= 12:
            return f"{year}-{month}-01", f"{year}-{month}-{_month_length(int(year), int(month))}"
    raise _no_date(edtf)


def _two_digits(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isdigit()


def _month_length(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _check_year(year: int, text: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(
            f"the year is outside {FIRST_YEAR} to {LAST_YEAR}",
            code="E-DATE",
            seen=text,
            hint="is the year right?",
        )


def _no_date(text: str) -> Refused:
    return Refused(
        "not a date",
        code="E-DATE",
        seen=text,
        hint="write 2026-01-30, 2026-01, 2026-Q1, 2026-H2, 2026, a window as "
        "2026-01-27/2026-01-31, or a time as 2026-01-30T14:00:00Z",
    )


def moment(text: str) -> str:
    """The instant that a clock option means: the end of a day, month or year, or the time given.

    A time without a zone is UTC. Raises `Refused` (E-DATE).
    """
    if text in ("today", "now"):
        return now()
    return span(text)[1]


def now() -> str:
    """The present instant."""
    seconds, rest = divmod(time.time_ns(), 10**9)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{rest // 1000:06}Z"
