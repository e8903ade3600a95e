"""The read tables: what the folds say now, in an SQLite file beside the ledger, for SQL and search.

The file is nobody's truth: anyone may delete it. It carries its own position. `current` brings it
to where the ledger is, in one transaction, before anything is read from it: deals with new events
are folded anew and their rows replaced, and so are deals whose answers change by time alone. Of
another ledger, of another program or damaged, it is made anew and that is said. Where it cannot be
written, the tables are made for this one question and thrown away.

Made through sqlite-utils, which is loaded for that alone; brought up to date and read without it.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from domain import dates, history
from domain.errors import DealtrailError, NewerVersion

if TYPE_CHECKING:
    from projections.clocks import Clocks

APPLICATION_ID = 0x44547274  # "DTrt": tells our files from other SQLite files

T = TypeVar("T")


class Position:
    """How far tables have come, and of which ledger and which program they are."""

    __slots__ = ("first", "fold", "last", "recorded_at", "rows")

    def __init__(self, rows: int, recorded_at: str, first: str, last: str, fold: str) -> None:
        self.rows = rows
        self.recorded_at = recorded_at
        self.first = first
        self.last = last
        self.fold = fold

    @classmethod
    def of_ledger(cls, ledger: "history.Connection") -> Self:
        """The position of tables that hold all of a ledger."""
        rows = history.last_row(ledger)
        last = history.row(ledger, rows)
        return cls(
            rows=rows,
            recorded_at=last[0] if last else "",
            first=_digest_of(ledger, 1),
            last=_digest_of(ledger, rows),
            fold=fold_version(),
        )

    @classmethod
    def of_tables(cls, tables: sqlite3.Connection) -> Self:
        """The position that tables carry."""
        found = tables.execute("SELECT rows, recorded_at, first, last, fold FROM position")
        row = found.fetchone()
        if row is None:
            raise sqlite3.DatabaseError("no position")
        return cls(*row)

    def lost(self, ledger: "history.Connection") -> str:
        """Why tables at this position cannot be continued from this ledger; '' where they can."""
        if self.fold != fold_version():
            return "made by another version of dealtrail"
        if self.rows and self.first != _digest_of(ledger, 1):
            return "of another ledger"
        if self.rows > history.last_row(ledger):
            return "ahead of the ledger, which may be a backup"
        if self.last != _digest_of(ledger, self.rows):
            return "of another course of this ledger"
        return ""


class Tables:
    """Tables that hold what the ledger holds; `path` is None where they are thrown away."""

    def __init__(self, connection: sqlite3.Connection, path: str | None) -> None:
        self.connection = connection
        self.path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.connection.close()


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, and nobody else writing in between."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # what went wrong is on its way up
            connection.execute("ROLLBACK")
        raise


def unread(tables: sqlite3.Connection, deal: str | None = None) -> list[NewerVersion]:
    """Why some deals, or one, are not in tables: only a newer version can read these."""
    found = tables.execute(
        "SELECT deal, number, name, recorded_at FROM unread WHERE ?1 IS NULL OR deal = ?1", (deal,)
    )
    return [
        history.unknown_event(f"deal/{name}", number, kind, recorded_at)
        for name, number, kind, recorded_at in found
    ]


def path_of(ledger: str | os.PathLike[str]) -> str:
    """Where the tables of a ledger are: `events.tables.db` beside `events.db`.

    Those of a ledger in PostgreSQL are this user's own, in the state folder.
    """
    if history.is_address(ledger):
        from domain.heads import folder
        from domain.postgres import identity

        named = os.path.join(folder(), "tables", "postgresql", *identity(os.fsdecode(ledger)))
        return f"{named}.tables.db"
    place = os.path.realpath(os.fsdecode(ledger))
    return f"{place.removesuffix('.db')}.tables.db"


_fold: list[str] = []


def fold_version() -> str:
    """A digest of the program that makes the tables: of the sources of `domain` and `projections`.

    A number that somebody has to raise would be forgotten one day, and old rows shown as new.
    """
    if not _fold:
        from hashlib import sha256

        digest = sha256()
        root = os.path.dirname(os.path.dirname(__file__))
        for folder in ("domain", "projections"):
            for place, folders, names in os.walk(os.path.join(root, folder)):
                folders.sort()
                for name in sorted(name for name in names if name.endswith(".py")):
                    with open(os.path.join(place, name), "rb") as source:
                        digest.update(source.read())
        _fold.append(digest.hexdigest()[:32])
    return _fold[0]


def _digest_of(ledger: "history.Connection", row: int) -> str:
    from hashlib import sha256

    found = history.row(ledger, row)
    return sha256("\0".join(found).encode()).hexdigest()[:32] if found else ""


# -- to where the ledger is ----------------------------------------------------------------------


Tell = Callable[[str], None]


def current(
    ledger: str | os.PathLike[str],
    *,
    rebuild: bool = False,
    now: str | None = None,
    tell: Tell | None = None,
) -> Tables:
    """The tables of a ledger file, up to date; made where there are none, or with `rebuild`.

    `now` is the instant of their clocks. `tell` is told what a person should know: that a file is
    being made, or made anew and why, or cannot be. Raises what reading the ledger raises, and
    `DealtrailError` (E-TABLES) where a rebuild was asked for and the file cannot be written or is
    not ours.
    """
    now = now or dates.now()
    tell = tell or (lambda _: None)
    place = path_of(ledger)
    name = os.path.basename(place)
    with closing(history.open_ledger(ledger)) as source:
        try:
            lost = ""
            if _is_there(place) and not rebuild:
                found = _continued(place, source, now, tell)
                if isinstance(found, Tables):
                    return found
                lost = found
            tell(f"{name} is {lost}: making it anew" if lost else f"making {name}: {_ABOUT}")
            return _made(place, source, now)
        except _Unwritable as trouble:
            if rebuild:
                raise DealtrailError(
                    f"the read tables cannot be made: the file {trouble}",
                    code="E-TABLES",
                    place=place,
                    hint=trouble.hint or "make it and its folder writable, or copy the ledger",
                ) from trouble
            tell(f"{name} {trouble}: making read tables for this command only")
            try:
                return Tables(temporary(source, now), None)
            except sqlite3.Error as error:
                raise history.trouble(error, "read tables") from error


def kept(ledger: str | os.PathLike[str], now: str | None = None) -> Tables | None:
    """The tables of a ledger file, up to date, where somebody keeps them.

    Nothing is made: None where they would have to be made anew, or the file cannot be written.
    """
    place = path_of(ledger)
    with closing(history.open_ledger(ledger)) as source, suppress(_Unwritable):
        if _is_there(place):
            found = _continued(place, source, now or dates.now())
            return found if isinstance(found, Tables) else None
    return None


_ABOUT = "read tables for search and SQL, which you may delete"


def ask(
    ledger: str | os.PathLike[str], question: Callable[[Tables], T], tell: Tell | None = None
) -> T:
    """Put a question to the tables of a ledger; tables that prove damaged are made anew first."""
    with current(ledger, tell=tell) as tables:
        try:
            return question(tables)
        except sqlite3.DatabaseError as error:
            if tables.path is None or _number(error) not in _DAMAGE:
                raise history.trouble(error, tables.path or "") from error
            if tell:
                tell(f"{os.path.basename(tables.path)} is damaged ({error}): making it anew")
    with current(ledger, rebuild=True) as tables:
        return question(tables)


class _Unwritable(Exception):
    """The file of the tables cannot be written, and why."""

    def __init__(self, why: str, hint: str = "") -> None:
        super().__init__(why)
        self.hint = hint


_DAMAGE = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))
_NO_WAY = frozenset(
    (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
    )
)


def _number(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _is_there(place: str) -> bool:
    """Whether there is a file of read tables, whole or not; what is none of ours is left alone."""
    if not os.path.lexists(place) or (os.path.isfile(place) and not os.path.getsize(place)):
        return False
    foreign = _Unwritable(
        "is no file of read tables and was not touched", "move it away, or delete it"
    )
    if not os.path.isfile(place):
        raise foreign
    try:
        with closing(history.connect(place, "mode=ro&immutable=1")) as connection:
            connection.execute("PRAGMA writable_schema=ON")  # or a file cut short tells nothing
            (found,) = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error as error:
        raise foreign from error
    if found != APPLICATION_ID:
        raise foreign
    return True


def _continued(
    place: str, source: "history.Connection", now: str, tell: Tell | None = None
) -> Tables | str:
    """The tables in a file, up to date; or why they have to be made anew."""
    try:
        connection = history.connect(place, "mode=rw")
        try:
            lost = catch_up(connection, source, now, tell)
        except BaseException:
            connection.close()
            raise
        if not lost:
            return Tables(connection, place)
        connection.close()
    except sqlite3.Error as error:
        if _number(error) in _NO_WAY:
            raise _Unwritable(f"cannot be brought up to date ({error})") from error
        lost = f"damaged ({error})"
    return lost


_MANY = 100  # deals, which take about a second


def catch_up(
    tables: sqlite3.Connection, source: "history.Connection", now: str, tell: Tell | None = None
) -> str:
    """Bring tables to where the ledger is, in one transaction; why not, where it cannot be."""
    at = Position.of_tables(tables)
    if lost := at.lost(source):
        return lost
    if at.rows == history.last_row(source) and not _changed_by_time(tables, now):
        return ""
    with transaction(tables):
        at = Position.of_tables(tables)  # somebody may have come first
        if lost := at.lost(source):
            return lost
        to = Position.of_ledger(source)
        streams = history.streams_after(source, at.rows, to.rows)
        deals = {name[len("deal/") :] for name in streams if name.startswith("deal/")}
        deals.update(_changed_by_time(tables, now))
        graded = set()
        if any(name.startswith("source/") for name in streams):
            graded = {
                item.data["source"].casefold()
                for item in history.grades(source, ("source-graded",))
                if at.recorded_at < item.recorded_at <= to.recorded_at
            }
            deals.update(_deals_of(tables, graded))
        if tell and len(deals) > _MANY:
            tell(f"bringing the read tables up to date: {len(deals)} deals")
        from projections.filling import fill

        fill(tables, source, sorted(deals), to, now, graded)
    return ""


def _changed_by_time(tables: sqlite3.Connection, now: str) -> list[str]:
    """The deals whose answers are others at this instant, though nothing was recorded."""
    found = tables.execute(
        "SELECT deal FROM deals WHERE holds_until <= ?1 OR holds_from > ?1", (now,)
    )
    return [deal for (deal,) in found]


def _deals_of(tables: sqlite3.Connection, sources: Iterable[str]) -> list[str]:
    query = "SELECT deal FROM source_deals WHERE source_id = ?"
    return [deal for source in sources for (deal,) in tables.execute(query, (source,))]


# -- made anew -----------------------------------------------------------------------------------


def _made(place: str, source: "history.Connection", now: str) -> Tables:
    """Tables made whole in a file of their own, then put in place at once."""
    import secrets

    from projections.filling import make

    draft = os.path.join(os.path.dirname(place), f".dealtrail-{secrets.token_hex(6)}.new")
    try:
        # As open to others as the ledger is, and no more.
        mode = 0o600
        if history.in_file(source):
            mode = os.stat(history.file_of(source)).st_mode & 0o666
        else:
            os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
        try:
            with closing(history.connect(draft, "mode=rw")) as connection:
                make(connection, source, Position.of_ledger(source), now)
            _sync(draft)
            for leftover in ("-journal", "-wal", "-shm"):  # of the file that goes
                with suppress(FileNotFoundError):
                    os.unlink(place + leftover)
            os.replace(draft, place)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(draft)
        return Tables(history.connect(place, "mode=rw"), place)
    except OSError as error:
        raise _Unwritable(f"cannot be written ({error.strerror})") from error
    except sqlite3.Error as error:
        if _number(error) not in _NO_WAY:
            raise
        raise _Unwritable(f"cannot be written ({error})") from error


def _sync(path: str) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def temporary(source: "history.Connection", now: str) -> sqlite3.Connection:
    """Tables of a ledger for one question, in a file of SQLite's own that nobody else sees."""
    from projections.filling import make

    with _unkept() as connection:
        make(connection, source, Position.of_ledger(source), now)
    return connection


def said_then(
    source: "history.Connection", clocks: "Clocks", deals: Iterable[str] | None = None
) -> sqlite3.Connection:
    """Such tables with what was said of all or some deals by their record at the record clock.

    They hold what search reads and nothing else: reports and claims, under the names that the
    elements had by the publication clock.
    """
    from projections.filling import make_said

    with _unkept() as connection:
        make_said(connection, source, history.deals(source) if deals is None else deals, clocks)
    return connection


@contextmanager
def _unkept() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect("", isolation_level=None)
    try:
        yield connection
    except BaseException:
        connection.close()
        raise
