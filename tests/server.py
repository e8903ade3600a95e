"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket, gone at the end.

server = Server.start()
address = server.database()      # of a new, empty database
server.stop("immediate")         # as a crash would
server.go_on()
server.remove()
"""

import os
import pwd
import shutil
import subprocess
from contextlib import suppress
from glob import glob
from itertools import count
from tempfile import mkdtemp

import psycopg

from domain import heads
from projections import tables

OWNER = "owner"
_MANY = 8  # databases, more than any test has at once


class Missing(Exception):
    """No PostgreSQL is installed here."""


_DEBIAN = glob("/usr/lib/postgresql/*/bin")


def binaries() -> str:
    """The folder of PostgreSQL's programs. Raises `Missing`."""
    found = shutil.which("pg_ctl")
    folders = [os.path.dirname(os.path.realpath(found))] if found else _DEBIAN
    whole = [each for each in folders if os.path.exists(os.path.join(each, "initdb"))]
    if not whole:
        raise Missing("PostgreSQL is not installed: apt-get install postgresql")
    return max(whole)


class Server:
    """A server that runs, with the owner of its databases as who may do everything.

    It does not wait for the disk, unless it is to be `durable`: that takes most of the time, and
    tells only when the computer loses power.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self._durable = durable
        self._binaries = binaries()
        # Short, since the name of a socket may be of some hundred letters at most.
        self.folder = mkdtemp(prefix="dealtrail-pg-", dir="/tmp")
        self._numbers = count()
        if os.geteuid() == 0:  # PostgreSQL does not run as root
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        os.chmod(self.folder, 0o755)  # noqa: S103 - the socket is for every user of the tests

    @classmethod
    def start(cls, *, durable: bool = False) -> "Server":
        """A new server. Raises `Missing`."""
        server = cls(durable=durable)
        data = os.path.join(server.folder, "data")
        server._run("initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync")
        server.go_on()
        return server

    def go_on(self) -> None:
        """Start it, or start it again."""
        options = f"-k {self.folder} -c listen_addresses= -c max_connections=50"
        if not self._durable:
            options += " -c fsync=off -c full_page_writes=off"
        self._run(
            "pg_ctl",
            *("-D", os.path.join(self.folder, "data"), "-o", options, "-w", "start"),
            *("-l", os.path.join(self.folder, "log")),
        )

    def replica(self) -> "Server":
        """Another server that follows this one, and may only be read until it is promoted."""
        found = Server(durable=self._durable)
        data = os.path.join(found.folder, "data")
        origin = ("-h", self.folder, "-U", OWNER)
        found._run("pg_basebackup", *origin, "-D", data, "-R", "-X", "stream", "-c", "fast")
        found.go_on()
        return found

    def promote(self) -> None:
        """Let a replica take over."""
        self._run("pg_ctl", "-D", os.path.join(self.folder, "data"), "-w", "promote")

    def stop(self, how: str) -> None:
        """Stop it: `fast` lets it tidy up, `immediate` is a crash."""
        data = os.path.join(self.folder, "data")
        self._run("pg_ctl", "-D", data, "-m", how, "-w", "stop")

    def remove(self) -> None:
        """Stop it, if it runs, and leave nothing behind."""
        if os.path.exists(os.path.join(self.folder, "data", "postmaster.pid")):
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *args: str) -> None:
        words = [os.path.join(self._binaries, program), *args]
        if os.geteuid() == 0:
            words = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *words]
        done = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            check=False,
        )
        assert done.returncode == 0, f"{program}: {done.stderr}"

    def address(self, database: str, role: str = OWNER) -> str:
        """The address of a database, for a role."""
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def database(self) -> str:
        """The address of an empty database: one of a few, since to make one takes long."""
        number = next(self._numbers)
        name = f"deals{number % _MANY}"
        if number < _MANY:
            self.run(f"CREATE DATABASE {name}")
        else:
            self.run("DROP SCHEMA IF EXISTS dealtrail CASCADE", database=name)
            heads.forget(self.address(name))
            with suppress(FileNotFoundError):
                os.unlink(tables.path_of(self.address(name)))
        return self.address(name)

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Run statements as the owner."""
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())
