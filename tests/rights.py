"""A folder that cannot be written, for the tests of what happens then."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def without_rights_to_write(folder: Path) -> Iterator[None]:
    """Root may write everywhere: become nobody, for whom the way to the folder is opened."""
    root = os.geteuid() == 0
    way = [parent for parent in folder.parents if root and parent.owner() == "root"]
    modes = {place: place.stat().st_mode for place in (folder, *way)}
    for place in way:
        if not place.stat().st_mode & 0o001:
            place.chmod(0o711)
    folder.chmod(0o555)
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for place, mode in modes.items():
            if place.stat().st_mode != mode:
                place.chmod(mode)
