"""The Merkle tree of RFC 6962 (also 9162), on SHA-256: roots, proofs, and their verification.

A leaf is the hash of an entry, a root the hash of all leaves in order. An inclusion proof shows
that a leaf is in the tree of a root, a consistency proof that one tree continues another; either
takes some twenty hashes at a million entries. Nothing here knows a ledger or a file.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

Node = Callable[[int, int], bytes]
"""The hash of the complete subtree at (level, index): leaves index << level and 2**level - 1 more.

Level 0 are the leaves.
"""


def leaf_hash(entry: bytes) -> bytes:
    """The leaf of an entry. The first byte keeps leaves and inner nodes apart."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The node above two others."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: the complete subtrees from left to right, and no more.

    That is all it takes to add leaves and to say the root.
    """

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)

    def add(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf; the inner nodes that it completes, each as level, index and hash."""
        completed = []
        level, index, top = 0, self.size, leaf
        while index & 1:
            level, index, top = level + 1, index >> 1, node_hash(self.peaks.pop(), top)
            completed.append((level, index, top))
        self.peaks.append(top)
        self.size += 1
        return completed

    @property
    def root(self) -> bytes:
        """The root of the tree as it stands."""
        return _joined(self.peaks)


def root(size: int, node: Node) -> bytes:
    """The root that the tree had at a size."""
    return _range(0, size, node) if size else EMPTY_ROOT


def peaks(size: int) -> list[tuple[int, int]]:
    """Level and index of the complete subtrees that make up a tree, from left to right."""
    return _subtrees(0, size)


def inclusion(position: int, size: int, node: Node) -> list[bytes]:
    """The proof that a leaf is in the tree of a size. Raises `IndexError` where it is not."""
    if not 0 <= position < size:
        raise IndexError(f"no leaf {position} in a tree of {size}")
    proof = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if position < middle:
            proof.append(_range(middle, high, node))
            high = middle
        else:
            proof.append(_range(low, middle, node))
            low = middle
    return proof[::-1]


def consistency(old: int, size: int, node: Node) -> list[bytes]:
    """The proof that the tree of a size continues that of an `old` size. Raises `IndexError`."""
    if not 0 <= old <= size:
        raise IndexError(f"a tree of {size} continues none of {old}")
    if not old:
        return []
    proof = []
    low, high = 0, size
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            proof.append(_range(middle, high, node))
            high = middle
        else:
            proof.append(_range(low, middle, node))
            low = middle
    if low:  # else the last piece is the old root, which whoever verifies has already
        proof.append(_range(low, high, node))
    return proof[::-1]


def verify_inclusion(
    leaf: bytes, position: int, size: int, proof: Sequence[bytes], expected: bytes
) -> bool:
    """Whether the proof leads from the leaf at that position to the expected root."""
    if not 0 <= position < size or not _all_hashes(leaf, expected, *proof):
        return False
    index, last, top = position, size - 1, leaf
    for sibling in proof:
        if not last:
            return False
        if index & 1 or index == last:
            top = node_hash(sibling, top)
            index, last = _up_to_a_right_child(index, last)
        else:
            top = node_hash(top, sibling)
        index, last = index >> 1, last >> 1
    return not last and top == expected


def verify_consistency(
    old: int, size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> bool:
    """Whether the proof shows that the tree of `new_root` begins with the tree of `old_root`."""
    if not 0 <= old <= size or not _all_hashes(old_root, new_root, *proof):
        return False
    if old == size:
        return not proof and old_root == new_root
    if not old:
        return not proof and old_root == EMPTY_ROOT
    whole = not old & (old - 1)  # the old tree is one complete subtree of the new one
    path = [old_root, *proof] if whole else list(proof)
    if len(path) < 2:
        return False
    index, last = old - 1, size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if not last:
            return False
        if index & 1 or index == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            index, last = _up_to_a_right_child(index, last)
        else:
            after = node_hash(after, sibling)
        index, last = index >> 1, last >> 1
    return not last and before == old_root and after == new_root


def _up_to_a_right_child(index: int, last: int) -> tuple[int, int]:
    """At the right edge, levels without a sibling are passed over."""
    while index and not index & 1:
        index, last = index >> 1, last >> 1
    return index, last


def _split(count: int) -> int:
    """The largest power of two below a count of at least two."""
    return 1 << ((count - 1).bit_length() - 1)


def _subtrees(low: int, high: int) -> list[tuple[int, int]]:
    """The complete subtrees of the leaves from `low`, where a larger one begins, to `high`."""
    found = []
    while low < high:
        level = (high - low).bit_length() - 1
        found.append((level, low >> level))
        low += 1 << level
    return found


def _range(low: int, high: int, node: Node) -> bytes:
    return _joined([node(level, index) for level, index in _subtrees(low, high)])


def _joined(hashes: Sequence[bytes]) -> bytes:
    """The root above complete subtrees from left to right."""
    if not hashes:
        return EMPTY_ROOT
    top = hashes[-1]
    for left in hashes[-2::-1]:
        top = node_hash(left, top)
    return top


def _all_hashes(*found: bytes) -> bool:
    return all(len(each) == HASH_SIZE for each in found)
