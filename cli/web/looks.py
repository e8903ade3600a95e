"""When the reader of a ledger last marked a deal as read.

Kept in the user's state folder, and in no cookie: the page has one reader, whoever started it, and
he reads on in another browser where he stopped in this one. Nothing of it is in the ledger.
"""

import json
import os
from tempfile import NamedTemporaryFile

from domain import heads


def _place(where: str) -> str:
    """The file beside the one that keeps the ledger's head."""
    folder = heads.folder()
    of_head = os.path.relpath(heads.place_of(where), os.path.join(folder, "heads"))
    return os.path.join(folder, "looks", of_head.removesuffix(".head") + ".json")


def _read(place: str) -> dict[str, str]:
    try:
        with open(place, encoding="utf-8") as file:
            found: dict[str, str] = json.load(file)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    return found


def last_look(where: str, deal: str) -> str | None:
    """The instant up to which a deal was read; None if it never was. Raises `OSError`."""
    return _read(_place(where)).get(deal)


def look(where: str, deal: str, until: str) -> None:
    """Note that a deal was read up to an instant. Raises `OSError`."""
    place = _place(where)
    folder = os.path.dirname(place)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    looks = {**_read(place), deal: until}
    with NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as file:
        json.dump(looks, file)
    os.replace(file.name, place)
