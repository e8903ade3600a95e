"""The tree against the published vectors, and against the definition of RFC 6962 word for word."""

import json
import os
import random
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import tree

VECTORS = json.loads((Path(__file__).parent / "rfc6962.json").read_text(encoding="utf-8"))
LEAVES = [tree.leaf_hash(bytes.fromhex(leaf)) for leaf in VECTORS["leaves"]]
ROOTS = [bytes.fromhex(root) for root in (VECTORS["empty"], *VECTORS["roots"])]
MUTATIONS = int(os.environ.get("DEALTRAIL_MUTATIONS", "1000"))  # benchmarks/integrity.py: 10,000


def unhex(proof: list[str]) -> list[bytes]:
    return [bytes.fromhex(part) for part in proof]


def defined_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, on hashes of leaves."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return sha256(b"\1" + defined_root(leaves[:middle]) + defined_root(leaves[middle:])).digest()


def nodes_of(leaves: Sequence[bytes]) -> tree.Node:
    return lambda level, index: defined_root(leaves[index << level : (index + 1) << level])


def made_up(count: int) -> list[bytes]:
    return [tree.leaf_hash(str(number).encode()) for number in range(count)]


# The published vectors


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots_come_out_at_every_size(size: int) -> None:
    frontier = tree.Frontier()
    for leaf in LEAVES[:size]:
        frontier.add(leaf)
    assert frontier.root == tree.root(size, nodes_of(LEAVES)) == ROOTS[size]


@pytest.mark.parametrize("vector", VECTORS["inclusion"])
def test_the_published_inclusion_proofs_come_out_and_verify(vector: dict[str, object]) -> None:
    position, size, proof = vector["position"], vector["size"], vector["proof"]
    assert isinstance(position, int)
    assert isinstance(size, int)
    assert isinstance(proof, list)
    assert tree.inclusion(position, size, nodes_of(LEAVES)) == unhex(proof)
    assert tree.verify_inclusion(LEAVES[position], position, size, unhex(proof), ROOTS[size])


@pytest.mark.parametrize("vector", VECTORS["consistency"])
def test_the_published_consistency_proofs_come_out_and_verify(vector: dict[str, object]) -> None:
    old, size, proof = vector["old"], vector["size"], vector["proof"]
    assert isinstance(old, int)
    assert isinstance(size, int)
    assert isinstance(proof, list)
    assert tree.consistency(old, size, nodes_of(LEAVES)) == unhex(proof)
    assert tree.verify_consistency(old, size, unhex(proof), ROOTS[old], ROOTS[size])


@pytest.mark.parametrize(
    ("old", "size", "proof", "old_root", "new_root"),
    [
        (0, 0, [], ROOTS[1], ROOTS[2]),
        (1, 1, [], ROOTS[1], ROOTS[2]),
        (1, 0, [], ROOTS[1], ROOTS[0]),
        (2, 1, [], ROOTS[2], ROOTS[1]),
        (1, 2, [], ROOTS[1], ROOTS[2]),
        (0, 0, [ROOTS[0]], ROOTS[0], ROOTS[0]),
        (0, 1, [ROOTS[0]], ROOTS[0], ROOTS[1]),
        (1, 1, [ROOTS[0]], ROOTS[1], ROOTS[1]),
        (0, 1, [], ROOTS[1], ROOTS[1]),  # the empty tree has one root
        (1, 1, [], b"", b""),
        (-1, 1, [], ROOTS[0], ROOTS[1]),
    ],
)
def test_what_proves_no_consistency_is_not_taken_for_a_proof(
    old: int, size: int, proof: list[bytes], old_root: bytes, new_root: bytes
) -> None:
    assert not tree.verify_consistency(old, size, proof, old_root, new_root)


@pytest.mark.parametrize(
    ("leaf", "position", "size", "root"),
    [
        (LEAVES[0], 0, 0, ROOTS[0]),
        (LEAVES[0], 1, 0, ROOTS[0]),
        (LEAVES[0], 2, 1, ROOTS[1]),
        (LEAVES[0], -1, 1, ROOTS[1]),
        (LEAVES[0], 0, 1, b""),
        (b"", 0, 1, ROOTS[1]),
        (b"", 0, 1, b""),
    ],
)
def test_what_proves_no_inclusion_is_not_taken_for_a_proof(
    leaf: bytes, position: int, size: int, root: bytes
) -> None:
    assert not tree.verify_inclusion(leaf, position, size, [], root)


def test_a_tree_continues_the_empty_one_and_itself() -> None:
    assert tree.verify_consistency(0, 8, [], ROOTS[0], ROOTS[8])
    assert tree.verify_consistency(8, 8, [], ROOTS[8], ROOTS[8])


# Against the definition


def test_every_proof_of_every_small_tree_verifies() -> None:
    leaves = made_up(40)
    roots = [defined_root(leaves[:size]) for size in range(41)]
    node = nodes_of(leaves)
    for size in range(41):
        for position in range(size):
            proof = tree.inclusion(position, size, node)
            assert tree.verify_inclusion(leaves[position], position, size, proof, roots[size])
        for old in range(size + 1):
            proof = tree.consistency(old, size, node)
            assert tree.verify_consistency(old, size, proof, roots[old], roots[size])


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_a_tree_that_grew_leaf_by_leaf_is_the_tree_of_the_definition(entries: list[bytes]) -> None:
    leaves = [tree.leaf_hash(entry) for entry in entries]
    frontier = tree.Frontier()
    nodes = {(0, index): leaf for index, leaf in enumerate(leaves)}
    for leaf in leaves:
        nodes.update({(level, index): found for level, index, found in frontier.add(leaf)})
    assert frontier.root == defined_root(leaves)
    for (level, index), found in nodes.items():
        assert found == defined_root(leaves[index << level : (index + 1) << level])
    size = len(leaves)
    again = tree.Frontier(size, [nodes[place] for place in tree.peaks(size)])
    assert again.root == frontier.root
    for old in range(size + 1):
        assert tree.root(old, lambda *place: nodes[place]) == defined_root(leaves[:old])


@pytest.mark.parametrize("position", [-1, 3, 4])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(position: int) -> None:
    with pytest.raises(IndexError):
        tree.inclusion(position, 3, nodes_of(made_up(3)))
    with pytest.raises(IndexError):
        tree.consistency(position if position < 0 else 4, 3, nodes_of(made_up(3)))


def test_a_proof_has_twenty_hashes_at_a_million_entries() -> None:
    proof = tree.inclusion(123_456, 1_000_000, lambda *_: bytes(32))
    assert len(proof) == 20
    assert len(tree.consistency(123_456, 1_000_000, lambda *_: bytes(32))) <= 21


# Forged proofs


def mutated(
    proof: list[bytes], spare: list[bytes], chance: random.Random
) -> Iterator[tuple[str, list[bytes]]]:
    """One proof, changed in one way."""
    at = chance.randrange(len(proof) + 1)
    yield "added", [*proof[:at], chance.choice(spare), *proof[at:]]
    if not proof:
        return
    at = chance.randrange(len(proof))
    bit = chance.randrange(256)
    flipped = bytearray(proof[at])
    flipped[bit // 8] ^= 1 << bit % 8
    yield "flipped", [*proof[:at], bytes(flipped), *proof[at + 1 :]]
    yield "removed", [*proof[:at], *proof[at + 1 :]]
    yield "cut", [*proof[:at], proof[at][:31], *proof[at + 1 :]]
    other = chance.choice(spare)
    if other != proof[at]:
        yield "replaced", [*proof[:at], other, *proof[at + 1 :]]
    if len(proof) > 1 and proof[at] != proof[at - 1]:
        swapped = list(proof)
        swapped[at], swapped[at - 1] = swapped[at - 1], swapped[at]
        yield "swapped", swapped


def test_no_mutated_proof_is_accepted() -> None:
    chance = random.Random(6962)  # noqa: S311 - the same proofs at every run
    leaves = made_up(130)
    node = nodes_of(leaves)
    roots = [defined_root(leaves[:size]) for size in range(131)]
    tried = 0
    while tried < MUTATIONS:
        size = chance.randint(2, 130)
        position, old = chance.randrange(size), chance.randint(1, size)
        proof = tree.inclusion(position, size, node)
        facts = (leaves[position], position, size)
        for kind, forged in mutated(proof, leaves + roots, chance):
            tried += 1
            assert not tree.verify_inclusion(*facts, forged, roots[size]), kind
        for wrong in {*range(size)} - {position}:
            assert not tree.verify_inclusion(leaves[position], wrong, size, proof, roots[size])
        proof = tree.consistency(old, size, node)
        for kind, forged in mutated(proof, leaves + roots, chance):
            tried += 1
            assert not tree.verify_consistency(old, size, forged, roots[old], roots[size]), kind
        for wrong in {*range(1, size + 1)} - {old}:
            assert not tree.verify_consistency(wrong, size, proof, roots[old], roots[size])
