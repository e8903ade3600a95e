"""The verb `serve`: the page of a ledger, on this computer alone."""

import os
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from cli.options import ledger_path
from cli.output import say, write
from domain.errors import Refused

if TYPE_CHECKING:
    import socket

    import uvicorn

    from cli.web.safety import Door

PORT = 8321
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Where; 0 takes any that is free.",
)
@click.option("--host", default=LOOPBACK[0], show_default=True, help="127.0.0.1, ::1 or localhost.")
@click.option("--open/--no-open", "open_", default=False, help="Open it in the browser.")
@click.option("--read-only", is_flag=True, help="Nothing can be changed on it.")
@click.option("--fetch", is_flag=True, help="Articles may be loaded from their address.")
def serve(port: int, host: str, *, open_: bool, read_only: bool, fetch: bool) -> None:
    """The page: look at deals instead of reading them, on this computer alone.

    Prints its address, with a token in it that is good until it stops: open that one, so that you
    may change something. Other users of this computer can read the page where they can read the
    ledger's file. Ctrl-C stops it. Needs the extra [web].

    \b
      dealtrail serve --open
      http://127.0.0.1:8321/enter?token=…
    """
    if host not in LOOPBACK:
        raise Refused(
            "the page is for this computer alone",
            code="E-HOST",
            place="--host",
            seen=host,
            hint=f"from another computer, go through SSH: ssh -L {port}:127.0.0.1:{port} HOST",
        )
    _check_installed()
    where = ledger_path()
    _check_ledger(where)
    listening = _listening(host, port)
    door = _door(where, listening.getsockname()[1], read_only=read_only)
    address = f"http://{f'[{host}]' if ':' in host else host}:{door.port}"
    server = _server(where, door, fetch=fetch)
    write(f"{address}/enter?token={door.token}\n")
    if open_:
        click.launch(f"{address}/enter?token={door.token}")
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    say("stopped")


def _check_installed() -> None:
    from importlib.util import find_spec

    missing = [name for name in ("starlette", "jinja2", "uvicorn") if find_spec(name) is None]
    if missing:
        raise Refused(
            f"the page needs {', '.join(missing)}: not installed here",
            code="E-EXTRA",
            place="serve",
            hint="pip install 'dealtrail[web]'; with pipx: pipx inject dealtrail"
            " starlette jinja2 uvicorn",
        )


def _check_ledger(where: str) -> None:
    """Raises `NotALedger` before anything is opened."""
    from contextlib import closing

    from domain.history import open_ledger

    with closing(open_ledger(where)):
        pass


def _listening(host: str, port: int) -> "socket.socket":
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen()  # who asks before all is loaded waits, and is not turned away
    except OSError as error:
        made.close()
        raise Refused(
            f"the port cannot be had ({error.strerror})",
            code="E-PORT",
            place="--port",
            seen=port,
            hint="is a page open already? another port: --port 0 takes any that is free",
        ) from error
    return made


def _door(where: str, port: int, *, read_only: bool) -> "Door":
    from secrets import token_urlsafe

    from cli.web.safety import Door

    return Door(port=port, token=token_urlsafe(32), closed=_is_closed(where), read_only=read_only)


def _is_closed(where: str) -> bool:
    """Whether other users of this computer may not read the ledger: then neither the page."""
    from domain.history import is_address

    return is_address(where) or not os.stat(where).st_mode & 0o004


def _server(where: str, door: "Door", *, fetch: bool) -> "uvicorn.Server":
    import uvicorn

    from cli.web.app import make_app

    config = uvicorn.Config(
        make_app(where, door, fetches=fetch),
        http="h11",
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)
