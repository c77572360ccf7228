"""The same relationship carries one key through all workshops of a partnership."""

from itertools import count

from facilitator.domain.relationships import Relationship, current_keys, share_keys
from facilitator.domain.workshop import Entry


def entry(name: str, of: str = "relationships") -> Entry:
    return Entry(f"id-{name}", of, f"own-{name}", name, {})


def keys():
    numbers = count(1)
    return lambda: f"new-{next(numbers)}"


def test_names_are_recognised_and_new_ones_join():
    known = [Relationship("k1", "Leaders' forum", {})]
    shared = share_keys([entry("LEADERS'  forum"), entry("Hub"), entry("Idea", "actions")], known, [], keys())
    assert [e.key for e in shared.entries] == ["k1", "new-1", "own-Idea"]
    assert [(r.key, r.name) for r in shared.added] == [("new-1", "Hub")]


def test_a_key_is_given_once_within_a_workshop():
    known = [Relationship("k1", "Forum", {}), Relationship("k2", "The forum", {}, same_as="k1")]
    shared = share_keys([entry("Forum"), entry("The forum")], known, [], keys())
    assert [e.key for e in shared.entries] == ["k1", "new-1"]
    assert share_keys([entry("Forum")], known, ["k1"], keys()).entries[0].key == "new-1"
    assert shared.added == ()


def test_what_turned_out_to_be_another_is_followed_and_circles_end():
    chain = [Relationship("a", "A", {}, "b"), Relationship("b", "B", {}, "c"), Relationship("c", "C", {})]
    assert current_keys(chain) == {"a": "c", "b": "c", "c": "c"}
    circle = [Relationship("a", "A", {}, "b"), Relationship("b", "B", {}, "a")]
    assert set(current_keys(circle)) == {"a", "b"}
    gone = [Relationship("a", "A", {}, "nowhere")]
    assert current_keys(gone) == {"a": "a"}
