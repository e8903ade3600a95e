"""The command run at a pseudo-terminal, where somebody answers, for the tests of what it asks.

seen = at_terminal(tmp_path, "log", "acme", answers=(("Open it again?", "n\\n"),))
assert seen.code == 2
"""

import os
import pty
import re
import select
import subprocess
import sys
import termios
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

WAIT = 60.0


class Seen(NamedTuple):
    """What a person saw of a command, without colours, and its exit code."""

    code: int
    text: str


def at_terminal(
    folder: Path, *args: str, answers: Sequence[tuple[str, str]] = (), **env: str
) -> Seen:
    """Run the command in a folder; each answer is typed once its question stands there."""
    ours, theirs = pty.openpty()
    state = termios.tcgetattr(theirs)
    state[3] &= ~termios.ECHO
    termios.tcsetattr(theirs, termios.TCSANOW, state)
    running = subprocess.Popen(
        [sys.executable, "-m", "cli", *args],
        cwd=folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env={
            **{name: said for name, said in os.environ.items() if name != "VISUAL"},
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "DEALTRAIL_DB": str(folder / "events.db"),
            "TERM": "xterm",
            "COLUMNS": "100",
            "NO_COLOR": "1",
            **env,
        },
    )
    os.close(theirs)
    text, told, left = "", 0, list(answers)
    while True:
        ready, _, _ = select.select([ours], [], [], WAIT)
        if not ready:
            running.kill()
            raise AssertionError(f"nothing more came; so far:\n{text}")
        try:
            piece = os.read(ours, 4096)
        except OSError:  # Linux tells so that the other end is closed
            break
        if not piece:
            break
        text += piece.decode("utf-8")
        while left and left[0][0] in text[told:]:
            told = text.index(left[0][0], told) + len(left[0][0])
            os.write(ours, left.pop(0)[1].encode())
    os.close(ours)
    code = running.wait(WAIT)
    assert not left, f"never asked: {left[0][0]}\n{text}"
    return Seen(code, re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r\n", "\n"))
