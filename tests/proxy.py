"""What stands between a program and a PostgreSQL server, and loses a question or an answer."""

import os
import shutil
import socket
from collections.abc import Callable
from contextlib import suppress
from tempfile import mkdtemp
from threading import Thread
from typing import Self

_NAME = ".s.PGSQL.5432"


class Proxy:
    """A socket in a folder of its own, in front of the server whose socket is in another."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.folder = mkdtemp(prefix="dealtrail-px-", dir="/tmp")
        self.lost = 0
        self._mark: bytes | None = None
        self._answer = False
        self._deaf: socket.socket | None = None  # whom no answer reaches any more
        self._then: Callable[[], object] = bool
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(os.path.join(self.folder, _NAME))
        self._listening.listen()

    def __enter__(self) -> Self:
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def lose_the_question(self, mark: bytes, then: Callable[[], object] = bool) -> None:
        """Cut the connection at the next question with these words, before the server has it."""
        self._mark, self._answer, self._then = mark, False, then

    def lose_the_answer(self, mark: bytes) -> None:
        """Let the server have the next question with these words, and cut before it answers."""
        self._mark, self._answer, self._then = mark, True, bool

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(os.path.join(self.server, _NAME))
                Thread(target=self._ask, args=(client, server), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        answering = Thread(target=self._pass_on, args=(server, client), daemon=True)
        answering.start()
        with client, server, suppress(OSError):
            while asked := client.recv(1 << 20):
                if self._mark is None or self._mark not in asked:
                    server.sendall(asked)
                    continue
                self._mark = None
                self.lost += 1
                if not self._answer:
                    self._then()
                    break
                self._deaf = client
                server.sendall(asked)
                answering.join()
                break
            for end in (client, server):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _pass_on(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while said := server.recv(1 << 20):
                if self._deaf is client:
                    return
                client.sendall(said)
