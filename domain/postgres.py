"""A team's ledger in PostgreSQL: its address, its set-up with roles, and how it is read.

Reading goes through plain psycopg with the very queries that a ledger file is asked
(`domain/history.py`), which loads this only for an address. Writing is in
`domain/postgres_store.py`, what the database itself does in `domain/postgres_schema.py`.
"""

import atexit
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from domain.errors import DealtrailError, NotALedger, Refused
from domain.history import LOCK_TIMEOUT, is_address, newer

try:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo
except ImportError as error:
    raise Refused(
        "a ledger in PostgreSQL needs psycopg, which is not installed",
        code="E-EXTRA",
        hint="pip install 'dealtrail[postgres]'",
    ) from error

if TYPE_CHECKING:
    from psycopg import Connection

CONNECT_TIMEOUT = 10  # seconds
FORMAT = 1  # of the tables; a newer one is read and not written
_SECRETS = (
    (re.compile(r"(?<=://)([^/?#@:]*):[^/?#@]*@"), r"\1@"),
    (re.compile(r"(?<=[?&])password=[^&]*&?"), ""),
)


def shown(address: str) -> str:
    """An address as people may see it: without its password."""
    for secret, instead in _SECRETS:
        address = secret.sub(instead, address)
    return address.rstrip("?&")


def checked(address: str) -> str:
    """An address that can be one. Raises `Refused` (E-ADDRESS)."""
    _parts(address)
    return address


def password(address: str) -> str:
    """The password that an address holds; '' for none."""
    return str(_parts(address).get("password", ""))


def identity(address: str) -> tuple[str, ...]:
    """What tells a ledger from others: host, port and database, as libpq takes them."""
    given = _parts(address)
    defaults = {
        each.keyword.decode(): (each.val or b"").decode()
        for each in psycopg.pq.Conninfo.get_defaults()
    }
    words = {name: str(given.get(name) or defaults.get(name, "")) for name in _NAMED}
    database = words["dbname"] or words["user"]
    return tuple(
        word.strip("/") for word in (words["service"], words["host"], words["port"], database)
    )


_NAMED = ("service", "host", "port", "dbname", "user")


def connect(address: str, **settings: str) -> "Connection[Any]":
    """A connection that commits each statement by itself. Raises `DealtrailError`."""
    try:
        return connected(address, **settings)
    except psycopg.Error as error:
        raise trouble(error, shown(address)) from error


def connected(address: str, **settings: str) -> "Connection[Any]":
    """The same for whoever looks into errors himself. Raises `psycopg.Error`."""
    parts = _parts(address)
    settings = {"search_path": "dealtrail", "client_encoding": "UTF8", **settings}
    options = [str(parts.get("options", "")), *(f"-c {name}={settings[name]}" for name in settings)]
    parts = {"connect_timeout": CONNECT_TIMEOUT, "application_name": "dealtrail", **parts}
    parts["options"] = " ".join(filter(None, options))
    return psycopg.connect(make_conninfo("", **parts), autocommit=True)


def _parts(address: str) -> dict[str, Any]:
    try:
        if not is_address(address):  # libpq would read it as something else
            raise psycopg.ProgrammingError("two slashes are missing")
        return dict(conninfo_to_dict(address))
    except psycopg.Error as error:
        raise Refused(
            f"this is not an address of PostgreSQL ({_said(error)})",
            code="E-ADDRESS",
            place="--db",
            seen=shown(address),
            hint="postgresql://USER@HOST/DATABASE",
        ) from error


def _said(error: psycopg.Error) -> str:
    """What the server or its library said, in one line."""
    told = error.diag.message_primary or str(error).partition("\n")[0]
    return " ".join(told.split())


# -- trouble ---------------------------------------------------------------------------------------


_SET_UP = "'dealtrail setup' makes one, by whoever owns the database"
_TROUBLE = {
    "55P03": (
        "E-LOCKED",
        f"another program has kept the ledger locked for {LOCK_TIMEOUT:.0f} seconds",
        "nothing was stored; try again when it has finished",
    ),
    "53100": ("E-DISKFULL", "the disk of the server is full", "nothing was stored; make room"),
    "25006": (
        "E-READONLY",
        "this server is a replica, or may only be read",
        "nothing was stored; name the primary server",
    ),
    "42501": (
        "E-ACCESS",
        "your role may not do that",
        "nothing was stored; the owner of the ledger grants roles: see docs/teams.md",
    ),
    "XX001": ("E-CORRUPT", "the database is damaged", "restore a backup of it"),
    "3F000": ("E-NOLEDGER", "there is no ledger in this database", _SET_UP),
    "42P01": ("E-NOLEDGER", "there is no ledger in this database", _SET_UP),
    "DT003": (
        "E-LENGTH",
        "the name of who logs, or the id of the command, is longer than 65,535 bytes",
        "",
    ),
}
_KINDS: dict[str, type[DealtrailError]] = {
    "E-NOLEDGER": NotALedger,
    "E-CORRUPT": NotALedger,
    "E-LENGTH": Refused,
}


def trouble(error: psycopg.Error, place: str) -> DealtrailError:
    """What PostgreSQL ran into, in plain words."""
    if (known := _TROUBLE.get(error.sqlstate or "")) is not None:
        code, message, hint = known
        said = f" ({_said(error)})" if code == "E-ACCESS" else ""
        kind = _KINDS.get(code, DealtrailError)
        return kind(f"{message}{said}", code=code, place=place, hint=hint)
    if is_lost(error):
        return DealtrailError(
            f"the server cannot be reached: {_said(error)}",
            code="E-SERVER",
            place=place,
            hint="is the address right, is the server up, and may your role connect?",
        )
    return DealtrailError(f"PostgreSQL says: {_said(error)}", code="E-SERVER", place=place)


def is_lost(error: psycopg.Error) -> bool:
    """Whether the connection is gone, or was never made: what it was asked may be done or not."""
    state = error.sqlstate
    if state is None:
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return state.startswith(("08", "57P"))


# -- reading ---------------------------------------------------------------------------------------


class Reading:
    """A connection that can only read, asked as one to a ledger file is: `?` stands for a value."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.place = shown(address)
        idle = _IDLE.get(address)
        try:
            self._connection = idle.pop() if idle else self._connected()
        except psycopg.Error as error:
            raise trouble(error, self.place) from error
        self._within = False  # a transaction
        found = _format(self)
        self.newer = found if found > FORMAT else None

    def _connected(self) -> "Connection[Any]":
        connection = connected(self.address)
        # Not a setting to connect with, since an address with target_session_attrs=read-write would
        # then find no server. What is asked between BEGIN and the end is asked of one moment.
        connection.execute(
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY, ISOLATION LEVEL REPEATABLE READ"
        )
        return connection

    def execute(self, query: str, values: Sequence[object] = ()) -> Any:
        """Ask; a cursor with the rows. Raises `DealtrailError`."""
        asked = query.replace("?", "%s").encode()
        try:
            if self._connection.closed and not self._within:
                self._connection = self._connected()
            try:
                found = self._connection.execute(asked, values or None)
            except psycopg.Error as error:
                if self._within or not (is_lost(error) and self._connection.closed):
                    raise
                self._connection = self._connected()  # the server was started anew, say
                found = self._connection.execute(asked, values or None)
        except psycopg.Error as error:
            raise trouble(error, self.place) from error
        self._within = self._within or query == "BEGIN"
        return found

    def stream(self, query: str) -> Iterator[Any]:
        """The rows of a long answer, some thousands at a time; only after `BEGIN`."""
        try:
            with self._connection.cursor(f"rows_{next(_numbers)}") as cursor:
                cursor.itersize = _AT_ONCE
                cursor.execute(query.encode())
                yield from cursor
        except psycopg.Error as error:
            raise trouble(error, self.place) from error

    def close(self) -> None:
        """Let go of the connection, for the next who asks."""
        idle = _IDLE.setdefault(self.address, [])
        if self._connection.closed or self._connection in idle:
            return
        if self._within:
            self._connection.rollback()
            self._within = False
        if len(idle) < _KEPT:
            idle.append(self._connection)
        else:
            self._connection.close()


# A verb asks several times, and over a network a connection takes longer to make than an answer.
_IDLE: "dict[str, list[Connection[Any]]]" = {}
_KEPT = 4  # of each address


@atexit.register
def close_idle() -> None:
    """Close the connections that nobody uses just now."""
    for idle in _IDLE.values():
        while idle:
            idle.pop().close()


_AT_ONCE = 2000
_numbers = iter(range(1, 1_000_000_000))


def open_reading(address: str) -> Reading:
    """A connection to a ledger that is there. Raises `NotALedger`, `DealtrailError`."""
    return Reading(address)


def _format(reading: Reading) -> int:
    try:
        found = reading.execute("SELECT format FROM dealtrail.log_meta").fetchone()
    except BaseException:
        reading.close()
        raise
    if not found:
        reading.close()
        raise NotALedger(
            "the ledger in this database has no log",
            code="E-NOLEDGER",
            place=reading.place,
            hint="it was not finished, or somebody emptied it: restore a backup",
        )
    number: int = found[0]
    return number


def _schema() -> Any:
    from domain import postgres_schema

    return postgres_schema


# -- whether it is ours ----------------------------------------------------------------------------


def check(reading: Reading) -> None:
    """Refuse to write to a ledger that a newer dealtrail, or somebody by hand, has made or changed.

    Raises `NewerVersion`, `NotALedger` (E-SCHEMA).
    """
    if reading.newer is not None:
        raise newer(reading.newer, reading.place, FORMAT)
    if wrong := differences(reading):
        raise NotALedger(
            f"somebody changed the tables of this ledger: {wrong[0]}",
            code="E-SCHEMA",
            place=reading.place,
            hint="nothing was stored; 'dealtrail verify' tells all of it",
        )


def differences(reading: Reading) -> list[str]:
    """In what the tables' guards and functions are not those that we made; empty where they are."""
    schema = _schema()
    guards = {
        (table, name, function, when.split(" ")[-1] == "ROW")
        for name, (table, when, function) in schema.TRIGGERS.items()
    }
    found = reading.execute(
        "SELECT c.relname, t.tgname, p.proname, (t.tgtype & 1) = 1, t.tgenabled::text"
        " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE c.relnamespace = 'dealtrail'::regnamespace AND NOT t.tgisinternal"
    ).fetchall()
    there = {tuple(each[:4]) for each in found}
    on = {tuple(each[:4]) for each in found if each[4] == "A"}
    wrong = [f"the trigger {name} on {table} is not ours" for table, name, *_ in there - guards]
    wrong += [f"the trigger {name} on {table} is missing or off" for table, name, *_ in guards - on]
    bodies = dict(
        reading.execute(
            "SELECT proname::text, prosrc FROM pg_proc"
            " WHERE pronamespace = 'dealtrail'::regnamespace"
        ).fetchall()
    )
    wrong += [
        f"the function {name} is not ours"
        for name in sorted(bodies.keys() | schema.BODIES.keys())
        if bodies.get(name) != schema.BODIES.get(name)
    ]
    others = reading.execute(
        "SELECT c.relname, r.rulename::text FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class"
        " WHERE c.relnamespace = 'dealtrail'::regnamespace AND c.relkind <> 'v'"
        " UNION ALL SELECT relname, 'of hidden rows' FROM pg_class"
        " WHERE relnamespace = 'dealtrail'::regnamespace AND relrowsecurity"
    ).fetchall()
    return wrong + [f"the rule {rule} on {table} is not ours" for table, rule in others]


# -- setting up ------------------------------------------------------------------------------------


class SetUp(NamedTuple):
    """What setting up came to: the roles to grant, and whether the ledger was there before."""

    database: str
    writer: str
    reader: str
    made: bool


def setup(address: str, log: str, now: str) -> SetUp:
    """Make an empty ledger in a database, and the roles of those who write and read; once.

    Several may do it at the same time. Where it is there, the rights of the roles are given again.
    Raises `Refused` (E-ENCODING), `NotALedger` where a schema of that name is somebody else's, and
    `DealtrailError` (E-ACCESS) where the role may not.
    """
    with closing(connect(address)) as connection:
        try:
            with connection.transaction():
                return set_up_within(connection, shown(address), log, now)
        except psycopg.Error as error:
            raise trouble(error, shown(address)) from error


def take_back(address: str) -> str:
    """Let the writers of a ledger write no more, until it is set up again; their role.

    Raises `DealtrailError` (E-ACCESS) for whoever is not the owner.
    """
    from psycopg.sql import SQL, Identifier

    writer = f"{identity(address)[-1]}_writer"
    statement = SQL("REVOKE EXECUTE ON FUNCTION dealtrail.append, dealtrail.alone FROM {}")
    with closing(connect(address)) as connection:
        try:
            connection.execute(statement.format(Identifier(writer)))
        except psycopg.Error as error:
            raise trouble(error, shown(address)) from error
    return writer


def set_up_within(connection: "Connection[Any]", place: str, log: str, now: str) -> SetUp:
    """The same within a transaction of the caller's."""
    schema = _schema()
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
    row = connection.execute(
        "SELECT current_database(), getdatabaseencoding(),"
        " to_regnamespace('dealtrail') IS NOT NULL,"
        " to_regclass('dealtrail.log_meta') IS NOT NULL"
    ).fetchone()
    assert row is not None  # noqa: S101 - a question without a FROM has one row
    database, encoding, taken, there = row
    if encoding != "UTF8":
        raise Refused(
            "the database keeps its text in another encoding than UTF-8",
            code="E-ENCODING",
            place=place,
            seen=encoding,
            hint="createdb --encoding=UTF8 --template=template0 NAME",
        )
    if taken and not there:
        raise NotALedger(
            "the database has a schema 'dealtrail' that dealtrail did not make",
            code="E-NOTOURS",
            place=place,
            hint="it was not touched; use another database",
        )
    if not there:
        connection.execute(schema.SCHEMA.encode())
        connection.execute(
            "INSERT INTO dealtrail.log_meta VALUES (1, %s, %s, %s)", (FORMAT, log, now)
        )
    roles = f"{database}_writer", f"{database}_reader"
    _grant(connection, database, *roles)
    return SetUp(database, *roles, made=not there)


_LOCK = 0x4454726C  # "DTrl", as a ledger file is marked


def _grant(connection: "Connection[Any]", database: str, writer: str, reader: str) -> None:
    from psycopg.sql import SQL, Identifier

    for role in (writer, reader):
        found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
        if not found:
            connection.execute(SQL("CREATE ROLE {} NOLOGIN").format(Identifier(role)))
    query = "SELECT pg_has_role(%s, %s, 'MEMBER')"
    member = connection.execute(query, (writer, reader)).fetchone()
    if member == (False,):
        grant = SQL("GRANT {} TO {}").format(Identifier(reader), Identifier(writer))
        connection.execute(grant)
    names = {
        "database": Identifier(database),
        "writer": Identifier(writer),
        "reader": Identifier(reader),
    }
    for statement in (
        "REVOKE ALL ON SCHEMA dealtrail FROM PUBLIC",
        "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA dealtrail FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {reader}",
        "GRANT USAGE ON SCHEMA dealtrail TO {reader}",
        "GRANT SELECT ON ALL TABLES IN SCHEMA dealtrail TO {reader}",
        "GRANT EXECUTE ON FUNCTION dealtrail.append, dealtrail.alone TO {writer}",
    ):
        connection.execute(SQL(statement).format(**names))
