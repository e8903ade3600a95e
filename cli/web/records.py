"""The records that the pages show, read anew only where the ledger has changed.

A page asks for the same deal again and again, at other dates. Folding its events into the record
does not depend on the date, so that is kept, for as long as the ledger is the same file with the
same last row.
"""

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import closing
from threading import Lock
from typing import Any, TypeVar

from domain import heads, history
from domain.errors import NewerVersion
from domain.known import Known, known

T = TypeVar("T")
KEPT = 24  # records of deals, and courses of figures


class Records:
    """A ledger, a file or an address of PostgreSQL, and what was read of it.

    `fetches` says that an article may be loaded from its address.
    """

    def __init__(self, where: str, *, fetches: bool = False) -> None:
        self.where = where
        self.fetches = fetches
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def known(self, deal: str, known_at: str | None = None) -> Known:
        """The record of a deal. Raises `NotALedger`, `NewerVersion`, and `NotFound`."""
        with closing(history.open_ledger(self.where)) as ledger:
            return self._known(ledger, deal, known_at)

    def every(self, known_at: str | None, unread: list[NewerVersion]) -> Iterator[Known]:
        """The records of all deals; why one cannot be read is put into `unread`."""
        with closing(history.open_ledger(self.where)) as ledger:
            for deal in history.deals(ledger):
                try:
                    yield self._known(ledger, deal, known_at)
                except NewerVersion as error:
                    if not error.place.startswith(f"{deal}#"):
                        raise  # it is in what all deals share
                    unread.append(error)

    def deals(self) -> list[str]:
        """The ids of all deals."""
        with closing(history.open_ledger(self.where)) as ledger:
            return history.deals(ledger)

    def warning(self) -> str:
        """What is wrong with the ledger as a whole: it was cut, say; '' if nothing is."""
        with closing(history.open_ledger(self.where)) as ledger:
            return heads.doubt(self.where, ledger)

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """What `make` makes of the ledger as it is now, kept under a name until it changes."""
        with closing(history.open_ledger(self.where)) as ledger:
            state = self._state(ledger)
        return self._once((state, name), make)

    def _known(self, ledger: "history.Connection", deal: str, known_at: str | None) -> Known:
        def read() -> Known:
            rows = history.read_deal(ledger, deal, whole=False)
            return known(deal, rows, known_at, history.grades(ledger))

        return self._once((self._state(ledger), "known", deal, known_at), read)

    def _state(self, ledger: "history.Connection") -> Hashable:
        """What another state of the ledger differs in: another file, or another last row."""
        file: tuple[int, ...] = ()
        if not history.is_address(self.where):
            found = os.stat(self.where)
            file = (found.st_dev, found.st_ino)
        last = history.last_row(ledger)
        return file, last, history.row(ledger, last) if last else None

    def _once(self, key: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: T = self._kept[key]
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made
