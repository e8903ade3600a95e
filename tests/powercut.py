"""Power cuts, played after a trace of what a program wrote to the disk.

A program that stores and acknowledges is run under strace, which writes down every write, flush and
change of a folder. What a disk holds after a cut at some point of that is made up from it: all that
was flushed, and of what was written since, nothing, everything, or any sectors of 512 bytes. The
ledger in such an image is then opened as ever.

That is the contract of a disk that honours a flush. One that does not is beyond any program.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from domain import connections, heads, history, seal
from domain.entries import Write
from domain.store import Store
from tests import trials

ROOT = Path(__file__).parents[1]
SECTOR = 512
CALLS = (
    "openat,pwrite64,write,pwritev,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,renameat,"
    "renameat2,link,linkat,mkdir,fallocate,sync_file_range"
)
_AS_HEX = re.compile(r"(?:\\x[0-9a-f]{2})+")
_LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)(?:<([^>]*)>)?(?: .*)?$")


def write(path: str, commits: int, synchronous: str) -> None:
    """The program that is traced: it stores, acknowledges on stdout, and is closed now and then."""
    connections.SETTINGS = (f"synchronous={synchronous}", *connections.SETTINGS[1:])
    events = [trials.Said(report="r", note="n" * 300)] * trials.BATCH
    after = trials.BATCH
    for part in range(3):
        with Store.open(path, trials.REGISTRY) as ledger:
            for turn in range(commits // 3):
                command = f"c{part}-{turn}"
                ledger.append(Write("deal/acme", after, events), logged_by="a", command_id=command)
                after += trials.BATCH
                os.write(1, f"{command}\n".encode())


# -- the trace -------------------------------------------------------------------------------------


@dataclass
class Inode:
    """A file: what is on the disk of it, and what was done to it since the last flush."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)  # None: cut off there

    def flush(self) -> None:
        """All that was written is on the disk."""
        for at, data in self.pending:
            _apply(self.durable, at, data)
        self.pending.clear()


def _apply(content: bytearray, at: int, data: bytes | None) -> None:
    if data is None:
        del content[at:]
        return
    content.extend(bytes(max(0, at + len(data) - len(content))))
    content[at : at + len(data)] = data


@dataclass
class Disk:
    """A folder as the disk has it, with what is still on its way there."""

    folder: str
    names: dict[str, Inode] = field(default_factory=dict)  # as programs see them
    durable: dict[str, Inode] = field(default_factory=dict)
    changes: list[tuple[str, Inode | None]] = field(default_factory=list)
    offsets: dict[str, int] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> "Disk":
        """The disk before the trace, everything on it."""
        disk = cls(str(folder))
        for each in folder.rglob("*"):
            if each.is_file():
                disk.names[str(each)] = Inode(bytearray(each.read_bytes()))
        disk.durable = dict(disk.names)
        return disk

    def bind(self, path: str, inode: Inode | None) -> None:
        """A name is given, or taken away: a change of the folder, which is flushed by itself."""
        if inode is None:
            self.names.pop(path, None)
        else:
            self.names[path] = inode
        self.changes.append((path, inode))

    def flush_folder(self) -> None:
        """All names are on the disk."""
        for path, inode in self.changes:
            _rename(self.durable, path, inode)
        self.changes.clear()

    def cut(self, fate: Random, image: Path) -> str:
        """Write down what the disk may hold if the power goes now; what of the rest survived."""
        mode = fate.choice(("nothing", "everything", "any sectors"))
        names = dict(self.durable)
        kept = {"nothing": 0, "everything": len(self.changes)}.get(
            mode, fate.randint(0, len(self.changes))
        )
        for path, inode in self.changes[:kept]:  # folders are journaled: in order
            _rename(names, path, inode)
        shutil.rmtree(image, ignore_errors=True)
        for path, inode in names.items():
            if path.endswith("-shm"):  # shared memory: gone with the power
                continue
            content = bytearray(inode.durable)
            for at, data in inode.pending:
                for place, sector in _sectors(at, data):
                    if mode == "everything" or (mode == "any sectors" and fate.random() < 0.5):
                        _apply(content, place, sector)
            target = image / os.path.relpath(path, self.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return mode


def _rename(names: dict[str, Inode], path: str, inode: Inode | None) -> None:
    if inode is None:
        names.pop(path, None)
    else:
        names[path] = inode


def _sectors(at: int, data: bytes | None) -> Iterator[tuple[int, bytes | None]]:
    if data is None:
        yield at, None
        return
    begin = 0
    while begin < len(data):
        end = min(len(data), begin + SECTOR - (at + begin) % SECTOR)
        yield at + begin, data[begin:end]
        begin = end


def _play(disk: Disk, line: str) -> None:
    """One call of the trace. Raises `LookupError` for one that changes files in an unknown way."""
    found = _LINE.match(line)
    if not found or int(found[3]) < 0:
        return
    call, given, result, opened = found.groups()
    words = [_raw(word) for word in given.split(", ")]
    if call == "openat":
        path = os.fsdecode(_raw(opened or ""))
        disk.offsets[result] = 0
        if path.startswith(disk.folder) and path not in disk.names and b"O_CREAT" in words[2]:
            disk.bind(path, Inode())
        return
    number, _, rest = os.fsdecode(words[0]).partition("<")
    path = rest.removesuffix(">")
    if call == "write" and number == "1":
        disk.acknowledged += words[1].strip(b'"').decode().split()
    elif call == "unlink":
        name = os.fsdecode(words[0]).strip('"')
        if name.startswith(disk.folder):
            disk.bind(name, None)
    elif not path.startswith(disk.folder):
        return
    elif call in ("pwrite64", "write"):
        data = words[1].removeprefix(b'"').removesuffix(b'"')
        at = int(words[3]) if call == "pwrite64" else disk.offsets[number]
        disk.offsets[number] = at + len(data)
        if len(data) != int(result):
            raise LookupError(f"not all of it was traced: {line[:80]}")
        if not path.endswith("-shm"):
            disk.names[path].pending.append((at, data))
    elif call == "ftruncate":
        if not path.endswith("-shm"):
            _truncate(disk.names[path], int(words[1]))
    elif call in ("fsync", "fdatasync"):
        if path in disk.names:
            disk.names[path].flush()
        else:
            disk.flush_folder()
    else:
        raise LookupError(f"{call} is not played: {line[:80]}")


def _truncate(inode: Inode, size: int) -> None:
    """A file is cut off, or made longer by zeros."""
    content = bytearray(inode.durable)
    for at, data in inode.pending:
        _apply(content, at, data)
    if size < len(content):
        inode.pending.append((size, None))
    elif size > len(content):
        inode.pending.append((len(content), bytes(size - len(content))))


def _raw(word: str) -> bytes:
    """A word of the trace with what is written in hexadecimal as it was."""
    parts = []
    end = 0
    for found in _AS_HEX.finditer(word):
        parts += [word[end : found.start()].encode(), bytes.fromhex(found[0].replace("\\x", ""))]
        end = found.end()
    return b"".join([*parts, word[end:].encode()])


# -- the trial -------------------------------------------------------------------------------------


def can_trace() -> bool:
    """Whether programs can be traced here."""
    strace = shutil.which("strace")
    if not strace:
        return False
    done = subprocess.run([strace, "-o", os.devnull, "true"], capture_output=True, check=False)
    return done.returncode == 0


def cuts(
    folder: Path, count: int, *, commits: int = 300, synchronous: str = "FULL", seed: int = 12
) -> Mapping[str, int]:
    """Cut the power so many times, half of them right after something was acknowledged.

    Returns how many images lost something acknowledged and the most that one lost, and raises
    where one is damaged, torn, or behind the head that was kept of it.
    """
    work, image = folder / "work", folder / "image"
    work.mkdir()
    path = work / "events.db"
    os.environ["DEALTRAIL_STATE"] = str(work / "state")
    with Store.create(path, trials.REGISTRY) as ledger:
        first = [trials.Said(report="first")] * trials.BATCH
        ledger.append(Write("deal/acme", 0, first), logged_by="a", command_id="first")
    disk, lines = Disk.of(work), _trace(folder, path, commits, synchronous)
    fate = trials.chance(seed)
    answered = [at for at, line in enumerate(lines) if " write(1<" in line]
    assert len(answered) == commits, "not all was acknowledged"
    begun = next(at for at, line in enumerate(lines) if str(work).encode().hex() in _hex(line))
    points = sorted(
        fate.choices(answered, k=count // 2)
        + [fate.randrange(begun, len(lines)) for _ in range(count - count // 2)]
    )
    losing = most = 0
    survived = {"nothing": 0, "everything": 0, "any sectors": 0}
    place = Path(os.path.relpath(heads.place_of(str(path)), work))
    for at, line in enumerate(lines):
        _play(disk, line)
        while points and points[0] == at:
            points.pop(0)
            survived[disk.cut(fate, image)] += 1
            lost = _check(image / "events.db", image / place, disk.acknowledged)
            losing += lost > 0
            most = max(most, lost)
    assert disk.acknowledged == [
        f"c{part}-{turn}" for part in range(3) for turn in range(commits // 3)
    ]
    return {"cuts": count, **survived, "losing": losing, "most lost": most, "damaged": 0}


def _hex(line: str) -> str:
    return line.replace("\\x", "")


def _trace(folder: Path, path: Path, commits: int, synchronous: str) -> Sequence[str]:
    trace = folder / "trace"
    program = (
        f"from tests import powercut; powercut.write({str(path)!r}, {commits}, {synchronous!r})"
    )
    strace = ["strace", "-f", "-y", "-xx", "-s", "200000", "-e", f"trace={CALLS}", "-o", str(trace)]
    subprocess.run(
        [*strace, sys.executable, "-c", program],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return trace.read_text(encoding="ascii").splitlines()


def _check(path: Path, head: Path, acknowledged: Sequence[str]) -> int:
    """How many acknowledged transactions an image has lost, which is sound otherwise."""
    size = trials.sound(path)
    stored = trials.commands(path)
    assert set(stored.values()) == {trials.BATCH}, "torn"
    try:
        known = heads._read(str(head))
    except ValueError:  # half written, which it says itself
        known = None
    lost = len(set(acknowledged) - set(stored))
    if known and not lost:
        assert known.size <= size, "the head that was kept is ahead of the ledger"
        with closing(history.open_ledger(path)) as connection:
            assert seal.root_at(connection, known.size) == known.root
    return lost
