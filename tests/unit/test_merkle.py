"""The tree against the words of RFC 6962, written down once more in the plainest way."""

import hashlib
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plainview.audit import merkle
from plainview.audit.merkle import Frontier, Node
from plainview.policy import clauses

MOST = 70


# What section 2.1 says, word by word, over lists of entries.
def split(count: int) -> int:
    """The largest power of two smaller than `count`."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def mth(entries: list[bytes]) -> bytes:
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    middle = split(len(entries))
    return hashlib.sha256(b"\x01" + mth(entries[:middle]) + mth(entries[middle:])).digest()


def path(index: int, entries: list[bytes]) -> list[bytes]:
    if len(entries) == 1:
        return []
    middle = split(len(entries))
    if index < middle:
        return [*path(index, entries[:middle]), mth(entries[middle:])]
    return [*path(index - middle, entries[middle:]), mth(entries[:middle])]


def subproof(old: int, entries: list[bytes], *, whole: bool) -> list[bytes]:
    if old == len(entries):
        return [] if whole else [mth(entries)]
    middle = split(len(entries))
    if old <= middle:
        return [*subproof(old, entries[:middle], whole=whole), mth(entries[middle:])]
    return [*subproof(old - middle, entries[middle:], whole=False), mth(entries[:middle])]


class Kept:
    """Entries with the nodes that appending them completed."""

    def __init__(self, count: int) -> None:
        self.entries = [f"entry {number}".encode() for number in range(count)]
        self.nodes: dict[Node, bytes] = {}
        self.frontier = Frontier()
        for index, entry in enumerate(self.entries):
            self.frontier, completed = self.frontier.appended(merkle.leaf_hash(entry))
            self.nodes |= {Node(level, index >> level): each for level, each in enumerate(completed)}
        self.looks = 0

    def fetch(self, wanted: Collection[Node]) -> dict[Node, bytes]:
        self.looks += 1
        return {node: self.nodes[node] for node in wanted}


KEPT = Kept(MOST)
sizes = st.integers(1, MOST)


@st.composite
def leaves(draw: st.DrawFn) -> tuple[int, int]:
    size = draw(sizes)
    return draw(st.integers(0, size - 1)), size


@st.composite
def growths(draw: st.DrawFn) -> tuple[int, int]:
    new = draw(sizes)
    return draw(st.integers(1, new)), new


def test_the_empty_tree_and_the_tree_of_one_leaf_are_as_the_rfc_defines_them() -> None:
    assert merkle.EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert Frontier().root() == merkle.EMPTY == merkle.root_of(0, KEPT.fetch)
    # SHA-256 of one zero byte: the leaf of an empty entry, and the root over it alone.
    alone = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert merkle.leaf_hash(b"").hex() == alone
    assert Frontier().appended(merkle.leaf_hash(b""))[0].root().hex() == alone


def test_a_leaf_is_not_mistaken_for_a_node() -> None:
    left, right = merkle.leaf_hash(b"a"), merkle.leaf_hash(b"b")
    assert merkle.node_hash(left, right) == hashlib.sha256(b"\x01" + left + right).digest()
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right) != merkle.node_hash(right, left)


@given(st.integers(0, MOST))
def test_appending_one_by_one_gives_the_root_of_the_definition(count: int) -> None:
    kept = Kept(count)
    assert kept.frontier.size == count
    assert kept.frontier.root() == mth(kept.entries)
    assert len(kept.frontier.peaks) == count.bit_count()


def test_every_complete_subtree_is_kept_once_with_the_leaf_at_which_it_ends() -> None:
    for (level, place), found in KEPT.nodes.items():
        assert found == mth(KEPT.entries[place << level : (place + 1) << level])
    wanted = {Node(level, place) for level in range(7) for place in range(MOST >> level)}
    assert set(KEPT.nodes) == wanted
    assert Node(3, 2).end == 24


@given(sizes)
def test_the_root_of_any_size_comes_from_kept_nodes(size: int) -> None:
    assert merkle.root_of(size, KEPT.fetch) == mth(KEPT.entries[:size])
    assert len(merkle.subtrees(0, size)) == size.bit_count()


@pytest.mark.proves(clauses.J_1)
@given(leaves())
def test_an_inclusion_proof_is_that_of_the_rfc_and_holds(leaf: tuple[int, int]) -> None:
    index, size = leaf
    proof = merkle.inclusion_proof(index, size, KEPT.fetch)
    assert proof == path(index, KEPT.entries[:size])
    assert len(proof) <= (size - 1).bit_length()
    root = mth(KEPT.entries[:size])
    assert merkle.verify_inclusion(merkle.leaf_hash(KEPT.entries[index]), index, size, proof, root)


@pytest.mark.proves(clauses.J_1)
@given(leaves(), st.data())
def test_an_inclusion_proof_of_anything_else_does_not_hold(leaf: tuple[int, int], data: st.DataObject) -> None:
    index, size = leaf
    proof, root = path(index, KEPT.entries[:size]), mth(KEPT.entries[:size])
    own = merkle.leaf_hash(KEPT.entries[index])
    assert not merkle.verify_inclusion(merkle.leaf_hash(b"another"), index, size, proof, root)
    assert not merkle.verify_inclusion(own, index, size, proof, merkle.EMPTY)
    assert not merkle.verify_inclusion(own, index, size, [*proof, root], root)
    other = data.draw(st.integers(-2, MOST).filter(lambda each: each != index))
    assert not merkle.verify_inclusion(own, other, size, proof, root)
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        assert not merkle.verify_inclusion(own, index, size, proof[:place] + proof[place + 1 :], root)
        bent = [*proof[:place], merkle.EMPTY, *proof[place + 1 :]]
        assert not merkle.verify_inclusion(own, index, size, bent, root)


@pytest.mark.proves(clauses.J_1)
@given(growths())
def test_a_consistency_proof_is_that_of_the_rfc_and_holds(growth: tuple[int, int]) -> None:
    old, new = growth
    proof = merkle.consistency_proof(old, new, KEPT.fetch)
    assert proof == subproof(old, KEPT.entries[:new], whole=True)
    assert merkle.verify_consistency(old, new, mth(KEPT.entries[:old]), mth(KEPT.entries[:new]), proof)


@pytest.mark.proves(clauses.J_1)
@given(growths(), st.data())
def test_a_consistency_proof_of_another_beginning_does_not_hold(growth: tuple[int, int], data: st.DataObject) -> None:
    old, new = growth
    before, after = mth(KEPT.entries[:old]), mth(KEPT.entries[:new])
    proof = subproof(old, KEPT.entries[:new], whole=True)
    changed = [*KEPT.entries[: old - 1], b"changed"]
    assert not merkle.verify_consistency(old, new, mth(changed), after, proof)
    assert not merkle.verify_consistency(old, new, before, mth([*changed, *KEPT.entries[old:new]]), proof)
    assert not merkle.verify_consistency(old, new, before, after, [*proof, before])
    assert not merkle.verify_consistency(new + 1, new, before, after, proof)
    assert not merkle.verify_consistency(0, new, merkle.EMPTY, after, proof)
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        assert not merkle.verify_consistency(old, new, before, after, proof[:place] + proof[place + 1 :])
        bent = [*proof[:place], merkle.EMPTY, *proof[place + 1 :]]
        assert not merkle.verify_consistency(old, new, before, after, bent)


def test_a_tree_is_consistent_with_itself_without_any_hash() -> None:
    root = mth(KEPT.entries[:6])
    assert merkle.consistency_proof(6, 6, KEPT.fetch) == []
    assert merkle.verify_consistency(6, 6, root, root, [])
    assert not merkle.verify_consistency(6, 6, root, merkle.EMPTY, [])
    assert not merkle.verify_consistency(6, 6, root, root, [root])
    assert not merkle.verify_consistency(3, 6, mth(KEPT.entries[:3]), root, [])


def test_what_is_not_in_the_tree_has_no_proof() -> None:
    for index, size in ((-1, 3), (3, 3), (0, 0)):
        with pytest.raises(ValueError, match=f"a tree of {size} leaves has no leaf {index}"):
            merkle.inclusion_proof(index, size, KEPT.fetch)
    for old, new in ((0, 3), (4, 3)):
        with pytest.raises(ValueError, match=f"no proof from {old} to {new}"):
            merkle.consistency_proof(old, new, KEPT.fetch)
    assert merkle.consistency_proof(1, 1, KEPT.fetch) == []


def test_a_proof_asks_for_all_its_nodes_at_once() -> None:
    KEPT.looks = 0
    merkle.inclusion_proof(5, MOST, KEPT.fetch)
    assert KEPT.looks == 1
    merkle.consistency_proof(5, MOST, KEPT.fetch)
    assert KEPT.looks == 2


def test_every_proof_of_every_small_tree_holds() -> None:
    roots = [mth(KEPT.entries[:size]) for size in range(34)]
    for size in range(1, 34):
        for index in range(size):
            own = merkle.leaf_hash(KEPT.entries[index])
            proof = path(index, KEPT.entries[:size])
            assert merkle.verify_inclusion(own, index, size, proof, roots[size]), (index, size)
            growth = subproof(index + 1, KEPT.entries[:size], whole=True)
            assert merkle.verify_consistency(index + 1, size, roots[index + 1], roots[size], growth), (index + 1, size)
