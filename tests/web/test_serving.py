"""The verb `serve`, run as people run it."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.cli.desk import Desk

PROGRAM = (sys.executable, "-m", "cli")
ROOT = Path(__file__).parents[2]


@contextmanager
def serving(desk: Desk, *options: str) -> Iterator[tuple[int, str, "subprocess.Popen[str]"]]:
    """A page of a ledger: its port, the path of the printed link, and the process."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [*PROGRAM, "serve", "--port", "0", "--db", desk.place, *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    ) as running:
        try:
            assert running.stdout is not None
            line = running.stdout.readline()
            match = re.fullmatch(r"http://127\.0\.0\.1:(\d+)(/enter\?token=[\w-]{43})\n", line)
            assert match, line
            yield int(match[1]), match[2], running
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(timeout=20)


def test_the_page_is_served_and_ends_with_ctrl_c(desk: Desk) -> None:
    with serving(desk) as (port, link, running):
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", link)
        entered = connection.getresponse()
        entered.read()
        cookie = (entered.getheader("set-cookie") or "").partition(";")[0]
        assert (entered.status, entered.getheader("location")) == (303, "/")
        connection.request("GET", "/", headers={"cookie": cookie})
        page = connection.getresponse()
        assert (page.status, page.getheader("server")) == (200, None)
        assert b"Acme series B" in page.read()
        connection.close()
    assert running.returncode == 0
    assert running.stderr is not None


def test_a_raw_request_in_another_name_is_misdirected(desk: Desk) -> None:
    def status(request: str) -> bytes:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
            wire.sendall(request.encode())
            return wire.recv(4096).partition(b"\r\n")[0]

    with serving(desk) as (port, _, _running):
        us = f"Host: 127.0.0.1:{port}\r\n"
        end = "Connection: close\r\n\r\n"
        assert b" 200 " in status(f"GET / HTTP/1.1\r\n{us}{end}")
        assert b" 421 " in status(f"GET http://evil.test/ HTTP/1.1\r\nHost: evil.test\r\n{end}")
        assert b" 421 " in status(f"GET http://evil.test/ HTTP/1.1\r\n{us}{end}")
        assert b" 421 " in status(f"GET / HTTP/1.0\r\n{end}")
        assert b" 4" in status(f"GET / HTTP/1.1\r\n{us}Host: evil.test\r\n{end}")


def test_only_this_computer_is_served(desk: Desk) -> None:
    done = desk.run("serve", "--host", "0.0.0.0")  # noqa: S104 -- to see it refused
    assert done.exit_code == 2
    assert "E-HOST" in done.stderr
    assert "ssh -L" in done.stderr


def test_a_port_in_use_is_told(desk: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = desk.run("serve", "--port", str(taken.getsockname()[1]))
    assert done.exit_code == 2
    assert "E-PORT" in done.stderr
    assert "--port 0" in done.stderr


def test_a_file_that_is_no_ledger_is_told_before_anything_is_served(tmp_path: Path) -> None:
    done = Desk(tmp_path, empty=True).run("serve")
    assert done.exit_code == 1
    assert done.stdout == ""


def test_a_missing_library_is_told_with_the_command_that_installs_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "uvicorn" else "")
    done = desk.run("serve")
    assert done.exit_code == 2
    assert "E-EXTRA" in done.stderr
    assert "pip install 'dealtrail[web]'" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="the rights of a file")
def test_a_ledger_closed_to_other_users_is_read_with_the_token_alone(desk: Desk) -> None:
    for mode, status in ((0o600, 401), (0o644, 200)):
        desk.ledger.chmod(mode)
        with serving(desk) as (port, _, _running):
            connection = HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", "/")
            assert connection.getresponse().status == status
            connection.close()


def test_no_other_verb_loads_what_the_page_is_made_with(desk: Desk) -> None:
    code = (
        "import sys; sys.argv = ['dealtrail', 'state', 'acme', '--json', '--db', %r]\n"
        "from cli.main import dealtrail\n"
        "try:\n    dealtrail.main(prog_name='dealtrail')\nexcept SystemExit: pass\n"
        "loaded = {'starlette', 'jinja2', 'uvicorn', 'cli.web'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code % desk.place],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
