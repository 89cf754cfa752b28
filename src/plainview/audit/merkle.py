"""The Merkle tree of RFC 6962, section 2.1, in pure functions. The proofs have the wording of RFC 9162, section 2.1.

Leaves are counted from 0. A node of level `l` and place `p` covers the 2^l leaves from p·2^l on; only nodes whose
leaves are all there are kept, and every hash that a proof needs is one of them or is folded from a few of them.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

EMPTY: Final = hashlib.sha256().digest()
"""The root of the tree without leaves: the hash of nothing."""
HASH_BYTES: Final = 32


class Node(NamedTuple):
    """A complete subtree's place."""

    level: int
    place: int

    @property
    def end(self) -> int:
        """One past its last leaf: the size of the tree that first has this node."""
        return (self.place + 1) << self.level


Fetch = Callable[[Collection[Node]], Mapping[Node, bytes]]
"""Reads the hashes (32 bytes each) of complete subtrees, all at once."""


class Frontier(NamedTuple):
    """What must be known of a tree to append to it: its size, and the roots of its complete subtrees, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def appended(self, leaf: bytes) -> tuple["Frontier", tuple[bytes, ...]]:
        """The frontier after one more leaf hash, and the nodes that this leaf completes, from level 0 up."""
        completed, peaks = [leaf], list(self.peaks)
        for _ in range(trailing_ones(self.size)):
            completed.append(node_hash(peaks.pop(), completed[-1]))
        return Frontier(self.size + 1, (*peaks, completed[-1])), tuple(completed)

    def root(self) -> bytes:
        """The tree's root (32 bytes)."""
        return fold(self.peaks)


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf: SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def trailing_ones(size: int) -> int:
    """How many subtrees the next leaf completes beside itself."""
    return ((size + 1) & -(size + 1)).bit_length() - 1


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over subtrees that follow one another, largest first; that of the empty tree if there are none."""
    if not hashes:
        return EMPTY
    *rest, folded = hashes
    for each in reversed(rest):
        folded = node_hash(each, folded)
    return folded


def subtrees(begin: int, end: int) -> list[Node]:
    """The complete subtrees, largest first, of the leaves from `begin` up to `end`.

    `begin` is a multiple of the largest one's size, as it is for every part of a tree that the RFC names.
    """
    found = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        found.append(Node(level, begin >> level))
        begin += 1 << level
    return found


def root_of(size: int, fetch: Fetch) -> bytes:
    """The root of the first `size` leaves, from kept nodes."""
    return _folded([(0, size)], fetch)[0]


def inclusion_proof(index: int, size: int, fetch: Fetch) -> list[bytes]:
    """PATH(index, D[size]): the hashes by which a leaf leads to the root, its sibling first.

    Raises:
        ValueError: a tree of this size has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    return _folded(list(_path(index, size)), fetch)


def consistency_proof(old: int, new: int, fetch: Fetch) -> list[bytes]:
    """PROOF(old, D[new]): the hashes by which the tree of `old` leaves is shown to be the new one's beginning.

    Raises:
        ValueError: the sizes are not 0 < old <= new.
    """
    if not 0 < old <= new:
        raise ValueError(f"there is no proof from {old} to {new} leaves")
    return _folded(list(_subproof(old, new)), fetch)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf's hash to the root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(each, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, each)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows the old tree to be the new one's beginning (RFC 9162, section 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_hash(each, first), node_hash(each, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, each)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def _path(index: int, size: int) -> Iterator[tuple[int, int]]:
    """The leaves that each hash of PATH covers, from the leaf up."""
    spans, begin, end = [], 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((begin, middle))
            begin = middle
    return reversed(spans)


def _subproof(old: int, new: int) -> Iterator[tuple[int, int]]:
    """The leaves that each hash of PROOF covers."""
    spans, begin, end = [], 0, new
    while end != old:
        middle = begin + _split(end - begin)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((begin, middle))
            begin = middle
    # Where the old tree is a whole subtree of the new one, whoever checks has its root already.
    if begin:
        spans.append((begin, end))
    return reversed(spans)


def _split(count: int) -> int:
    """The largest power of two smaller than `count`, which is 2 at least."""
    return 1 << ((count - 1).bit_length() - 1)


def _folded(spans: Sequence[tuple[int, int]], fetch: Fetch) -> list[bytes]:
    parts = [subtrees(begin, end) for begin, end in spans]
    found = fetch({node for nodes in parts for node in nodes})
    return [fold([found[node] for node in nodes]) for nodes in parts]
