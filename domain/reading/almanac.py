"""Names of months, weekdays, ordinals and small counts, in English and French."""

import datetime
import re
from collections.abc import Iterable
from datetime import timedelta
from functools import cache

MONTHS = {
    month: number
    for number, months in enumerate(
        (
            "january jan janvier janv",
            "february feb février fevrier févr fevr fév",
            "march mar mars",
            "april apr avril avr",
            "may mai",
            "june jun juin",
            "july jul juillet juil",
            "august aug août aout",
            "september sept sep septembre",
            "october oct octobre",
            "november nov novembre",
            "december dec décembre decembre déc",
        ),
        1,
    )
    for month in months.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon lundi",
            "tuesday tue tues mardi",
            "wednesday wed mercredi",
            "thursday thu thurs jeudi",
            "friday fri vendredi",
            "saturday sat samedi",
            "sunday sun dimanche",
        )
    )
    for name in names.split()
}
ORDINALS = {
    **dict.fromkeys(("first", "1st", "premier", "1er", "première", "1ère"), 1),
    **dict.fromkeys(("second", "2nd", "deuxième", "2e", "2ème", "seconde"), 2),
    **dict.fromkeys(("third", "3rd", "troisième", "3e", "3ème"), 3),
    **dict.fromkeys(("fourth", "4th", "last", "final", "quatrième", "dernier", "4e", "4ème"), 4),
}
COUNTS = {
    word: number
    for number, words in enumerate(
        (
            "a one un une",
            "two deux",
            "three trois",
            "four quatre",
            "five cinq",
            "six",
            "seven sept",
            "eight huit",
            "nine neuf",
            "ten dix",
            "eleven onze",
            "twelve douze",
        ),
        1,
    )
    for word in words.split()
}


@cache
def pattern(source: str) -> re.Pattern[str]:
    return re.compile(source)


def either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def last_of(year: int, month: int) -> datetime.date:
    return datetime.date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def week(day: datetime.date) -> str:
    monday = day - timedelta(days=day.weekday())
    return f"{monday}/{monday + timedelta(days=6)}"
