"""Dates as pages and programs write them: to a day, or to an instant where there is a zone."""

import re
from datetime import UTC, date, datetime, timedelta

from domain.dates import FIRST_YEAR, LAST_YEAR

_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d|\d{8})"
    r"(?:[T ]+(?P<time>\d\d:?\d\d(?::?\d\d)?)(?:[.,]\d+)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?(?:\[[\w/]+\])?)?",
    re.IGNORECASE,
)


def moment(text: str) -> str:
    """`2026-01-29`, or `2026-01-29T18:05:00Z` where the time has a zone; '' if it is neither.

    A time without a zone says no more than its day. Reads ISO 8601, as nearly all pages have it,
    and the form of mail and HTTP (`Thu, 29 Jan 2026 18:05:00 GMT`). A year outside those that are
    kept is no date.
    """
    plain = " ".join(text.split())
    match = _ISO.fullmatch(plain)
    try:
        found = _iso(match) if match else _of_mail(plain)
    except (ValueError, OverflowError):
        return ""
    return found if found and FIRST_YEAR <= int(found[:4]) <= LAST_YEAR else ""


def _iso(match: re.Match[str]) -> str:
    digits = match["day"].replace("-", "")
    day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    clock, zone = match["time"], match["zone"]
    if not clock or not zone:
        return str(day)
    numbers = clock.replace(":", "").ljust(6, "0")
    local = datetime(
        day.year, day.month, day.day, int(numbers[:2]), int(numbers[2:4]), int(numbers[4:])
    )
    return _utc(local - _offset(zone))


def _offset(zone: str) -> timedelta:
    if zone[0] not in "+-":
        return timedelta()
    digits = zone[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -offset if zone[0] == "-" else offset


def _of_mail(text: str) -> str:
    from email.utils import parsedate_to_datetime

    if not re.match(r"(?:[A-Z][a-z]{2},? )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d", text):
        return ""
    read = parsedate_to_datetime(text)
    if read.tzinfo is None:
        return str(read.date())
    return _utc(read.astimezone(UTC))


def _utc(when: datetime) -> str:
    return when.replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def far_apart(one: str, other: str) -> bool:
    """Whether two moments are more than a day from each other.

    Where one is a day, its hours and its zone are not known, so that the days beside it are near.
    """
    if "T" in one and "T" in other:
        first, second = (datetime.fromisoformat(each) for each in (one, other))
        return abs(first - second) > timedelta(days=1)
    days = [date.fromisoformat(each[:10]) for each in (one, other)]
    return abs(days[0] - days[1]) > timedelta(days=1)
