"""Where a ledger lies: on which kind of file system, and whether something copies it behind us.

SQLite's write-ahead log needs memory that all programs share, and locks that all of them see. What
comes over a network has neither, and a service that syncs a folder copies the file and its log
apart from each other.
"""

import os
import re
import sys

from domain.errors import Refused

MOUNTS = "/proc/self/mounts"
NETWORK = re.compile(
    "9p|afs|beegfs|ceph|cifs|davfs|glusterfs|gpfs|lustre|ncpfs|nfs4?|orangefs|prl_fs|smb3|smbfs"
    "|vboxsf|vmhgfs|fuse[.](ceph|davfs|gcsfuse|glusterfs|gvfsd-fuse|rclone|s3fs|sshfs|vmhgfs-fuse)"
)
MEMORY = frozenset(("ramfs", "tmpfs"))
SYNCED = (
    "Dropbox",
    "OneDrive",
    "Google Drive",
    "GoogleDrive",
    "Mobile Documents",  # iCloud
    "CloudStorage",  # what macOS makes of several
    "Nextcloud",
    "ownCloud",
    "pCloudDrive",
    "Box Sync",
    "MEGA",
)
JOURNAL = "DEALTRAIL_JOURNAL"
"""Set to `delete`, it has ledgers written without the write-ahead log, anywhere."""


def kind_of(path: str) -> str:
    """The kind of file system below a path, such as `ext4`; empty where that cannot be seen."""
    return _mount(path)[1]


def _mount(path: str) -> tuple[str, str]:
    """From where the file system below a path comes, and its kind; empty where that is not seen."""
    place = os.path.realpath(path)
    best, source, kind = "", "", ""
    try:
        with open(MOUNTS, encoding="utf-8", errors="surrogateescape") as file:
            lines = [line.split(" ") for line in file]
    except OSError:
        return "", ""
    for origin, mounted, how, *_ in lines:
        point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), mounted)
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):  # of two on one point, the later lies on top
            best, source, kind = point, origin, how
    return source, kind


def is_network(path: str) -> bool:
    """Whether a path is on a drive that comes over a network, as far as we can see."""
    if sys.platform == "win32":
        return os.path.realpath(path).startswith(("\\\\", "//"))
    source, kind = _mount(path)
    if (source, kind) == ("none", "9p"):  # what a sandbox (gVisor) has for a disk of its own
        return False
    return bool(NETWORK.fullmatch(kind))


_SYNCED = "|".join(map(re.escape, SYNCED))


def write_ahead(path: str) -> bool:
    """Whether a ledger is to be written with SQLite's write-ahead log, as everywhere but on wish.

    Raises `Refused` (E-PLACE) where that could lose what was stored.
    """
    if os.environ.get(JOURNAL, "").lower() == "delete":
        return False
    if why := unsafe(path):
        raise Refused(
            f"{why}; nothing was stored",
            code="E-PLACE",
            place=path,
            hint="keep the ledger on a disk of this computer, and give others a backup. One person"
            f" who writes on one computer alone may set {JOURNAL}=delete",
        )
    return True


def unsafe(path: str) -> str:
    """Why the write-ahead log must not be used at a path; empty where nothing speaks against it."""
    if is_network(path):
        kind = kind_of(path)
        return (
            f"this folder comes over a network{f' ({kind})' if kind else ''}, where SQLite cannot"
            " keep its programs apart"
        )
    if folder := synced_by(path):
        return f"{folder} is kept in sync by a service, which copies a ledger while it is written"
    return ""


def synced_by(path: str) -> str:
    """The folder above a path that some service keeps in sync; empty if there is none."""
    folder = os.path.dirname(os.path.realpath(path))
    while True:
        name = os.path.basename(folder)
        syncthing = os.path.join(folder, ".stfolder")
        if re.match(rf"({_SYNCED})( |-|\.|$)", name) or os.path.isdir(syncthing):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return ""
        folder = above
