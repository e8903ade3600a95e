"""A text that a person fills in or changes in an editor, opened again until it is taken.

What was typed is never lost: it lies in a file of its own until it is taken, and where that does
not come about the person is told where it is.
"""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable

import click

from cli.faults import Fault, faults, marked, unmarked
from cli.output import say
from cli.writing import asks
from domain.errors import DealtrailError, Refused

NOT_TAKEN = 3


def edit_until_taken(
    text: str,
    take: Callable[[str], None],
    *,
    later: str,
    blank: str = "",
    line: int = 1,
    keep: bool = False,
) -> None:
    """Open a text in the editor and hand what was saved to `take`, until that takes it.

    What `take` refuses (any `DealtrailError`, or `click.Abort` for a question answered with no) is
    told, and on a terminal the editor opens again if the person likes, at the line of the first
    fault, each fault in a comment above its line. `line` is where the cursor is at first, `later`
    the command that takes the kept file, `dealtrail log acme`. With `keep` the file stays though it
    was taken: nothing is stored by a dry run.

    Raises `Exit` where that is told already: with 3 where the text was not saved or comes back as
    `blank`, with the code of the trouble where a person gives up. Else what `take` raised, and
    `Refused` (E-EDITOR) where no editor can be run.
    """
    path = _file_of(text)
    try:
        back = _edited(path, line)
        if back is None or back.strip() == blank.strip():
            say(f"nothing was {'saved' if back is None else 'filled in'}, nothing was logged")
            raise click.exceptions.Exit(NOT_TAKEN)
        while back is not None:
            back = _offered(path, unmarked(back), take)
    except BaseException:
        _keep(path, blank, later)
        raise
    if keep:
        _keep(path, blank, later)
    else:
        os.unlink(path)


def _offered(path: str, text: str, take: Callable[[str], None]) -> str | None:
    """None where the text was taken, else what came back of it once more."""
    try:
        take(text)
    except DealtrailError as trouble:
        if not asks():
            raise
        say(str(trouble))
        again = _opened_again(path, text, faults(text, trouble))
        if again is None:
            raise click.exceptions.Exit(trouble.exit_code) from None  # it was told
        return again
    except click.Abort as answer:
        again = None if _stopped(answer) else _opened_again(path, text, [])
        if again is None:
            raise
        return again
    return None


def _stopped(abort: click.Abort) -> bool:
    return isinstance(abort.__cause__ or abort.__context__, KeyboardInterrupt)


def _opened_again(path: str, text: str, found: list[Fault]) -> str | None:
    """What comes back from the editor with the faults shown in it; None if the person gives up.

    Who closes it without a change gives up too.
    """
    if not click.confirm("Open it again?", default=True, err=True):
        return None
    shown, line = marked(text, found) if found else (text, 1)
    _write(path, shown)
    back = _edited(path, line)
    if back is None or unmarked(back) == text:
        say("nothing was changed")
        return None
    return back


def _keep(path: str, blank: str, later: str) -> None:
    """Leave what was typed in its file, and say how it is taken up again."""
    try:
        text = unmarked(_read(path))
    except (OSError, Refused):
        text = None
    if text is not None and text.strip() == blank.strip():
        os.unlink(path)
        return
    if text is not None:
        _write(path, text)
    say(f"your text is kept: {later} {shlex.quote(path)}")


def _file_of(text: str) -> str:
    from tempfile import mkstemp

    handle, path = mkstemp(prefix="dealtrail-", suffix=".yaml")
    os.close(handle)
    _write(path, text)
    return path


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8-sig") as file:
            return file.read()
    except UnicodeDecodeError as error:
        raise Refused(
            f"what the editor saved is not UTF-8 text: byte {error.start:,}",
            code="E-ENCODING",
            place=path,
            hint="set the editor to UTF-8; in vim ':set fileencoding=utf-8'",
        ) from None


# -- editors ---------------------------------------------------------------------------------------

# How editors are told at which line to open; any other opens at the first one.
_PLUS = frozenset(  # editor +12 file
    (
        *("vi", "vim", "nvim", "view", "gvim", "mvim", "ex", "kak"),
        *("nano", "pico", "micro", "joe", "jmacs", "ne", "mcedit", "gedit"),
        *("emacs", "emacsclient", "mg", "jed"),
        *("editor", "sensible-editor"),
    )
)
_COLON = frozenset(("hx", "helix", "subl", "zed"))  # editor file:12
_GOTO = frozenset(("code", "code-insiders", "codium"))  # editor --goto file:12


def command_of(editor: str, path: str, line: int) -> list[str]:
    """An editor with a file to open, at a line where it can be told one."""
    command = shlex.split(editor)
    name = os.path.basename(command[0]).removesuffix(".exe") if command else ""
    if line > 1 and name in _PLUS:
        return [*command, f"+{line}", path]
    if line > 1 and name in _COLON:
        return [*command, f"{path}:{line}"]
    if line > 1 and name in _GOTO:
        return [*command, "--goto", f"{path}:{line}"]
    return [*command, path]


def _editor() -> str:
    """The person's editor: `VISUAL`, else `EDITOR`, else what the system has."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if named and named.strip():
        return named
    if sys.platform == "win32":
        return "notepad"
    return next(filter(shutil.which, ("sensible-editor", "vim", "nano")), "vi")


def _edited(path: str, line: int) -> str | None:
    """What the person saved; None where the file was not saved. Raises `Refused` (E-EDITOR)."""
    before = _aged(path)
    editor = _editor()
    try:
        running = subprocess.Popen(command_of(editor, path, line))  # noqa: S603 - the person's own
        code = _waited(running)
    except (OSError, ValueError) as error:
        raise Refused(
            f"the editor could not be run ({error})",
            code="E-EDITOR",
            place="$VISUAL" if os.environ.get("VISUAL") else "$EDITOR",
            seen=editor,
            hint="set EDITOR to one that is installed: EDITOR=nano",
        ) from None
    if code:
        raise Refused(
            f"the editor ended with exit code {code}; nothing was logged",
            code="E-EDITOR",
            place="$VISUAL" if os.environ.get("VISUAL") else "$EDITOR",
            seen=editor,
        )
    return None if os.stat(path).st_mtime_ns == before else _read(path)


def _aged(path: str) -> int:
    """Make the file two seconds older, so that saving it at once shows on every file system."""
    state = os.stat(path)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns - 2_000_000_000))
    return os.stat(path).st_mtime_ns


def _waited(running: "subprocess.Popen[bytes]") -> int:
    """The exit code of an editor; Ctrl-C is for the editor alone."""
    while True:
        try:
            return running.wait()
        except KeyboardInterrupt:
            continue
