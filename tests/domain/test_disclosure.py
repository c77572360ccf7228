"""Nobody can be worked out from what is shown, by adding and subtracting published figures."""

from itertools import combinations, product

import pytest

from facilitator.domain.disclosure import decide

GROUPS = ("officer", "councillor", "vcs", "other")


@pytest.mark.parametrize(
    ("n", "room", "shown"),
    [
        ((8, 3, 10, 0), True, {"vcs"}),
        ((9, 4, 12, 3), True, {"officer", "vcs"}),
        ((7, 5, 9, 4), True, {"officer", "vcs"}),
        ((6, 6, 6, 6), True, set(GROUPS)),
        ((12, 2, 0, 2), True, set()),
        ((5, 4, 0, 0), True, set()),
        ((4, 0, 0, 0), False, set()),
    ],
)
def test_worked_examples(n, room, shown):
    decision = decide(dict(zip(GROUPS, n, strict=True)), 5)
    assert decision.room is room
    assert decision.groups == shown


@pytest.mark.parametrize(
    ("pair", "hidden"), [(("council", "vcs"), "council"), (("officer", "vcs"), "officer")]
)
def test_ties_hide_the_earlier_in_the_order(pair, hidden):
    decision = decide({pair[0]: 7, pair[1]: 7, "other": 2}, 5)
    assert decision.groups == set(pair) - {hidden}


def derivable_parts(published: list[frozenset[str]]) -> set[frozenset[str]]:
    """Return every set of groups whose figures follow from the published ones by adding and subtracting."""
    parts = set()
    for signs in product((-1, 0, 1), repeat=len(published)):
        weight = dict.fromkeys(GROUPS, 0)
        for sign, part in zip(signs, published, strict=True):
            for group in part:
                weight[group] += sign
        if set(weight.values()) <= {0, 1} and any(weight.values()):
            parts.add(frozenset(g for g, w in weight.items() if w))
    return parts


PATTERNS = {
    frozenset(shown): derivable_parts([frozenset(GROUPS), *(frozenset({g}) for g in shown)])
    for size in range(5)
    for shown in combinations(GROUPS, size)
}


@pytest.mark.parametrize("k", [3, 5, 10])
def test_audit_of_all_group_counts_from_0_to_11(k):
    for n in product(range(12), repeat=4):
        counts = dict(zip(GROUPS, n, strict=True))
        decision = decide(counts, k)
        if not decision.room:
            assert not decision.groups
            assert sum(n) < k
            continue
        for level, floor in ((decision.groups, k), (decision.distributions, max(10, k))):
            for part in PATTERNS[frozenset(level)]:
                if part == set(GROUPS):
                    continue
                people = sum(counts[group] for group in part)
                # Exact answers of fewer than ten: only of groups that are not shown at all, together at least k.
                least = floor if part & decision.groups else k
                assert people == 0 or people >= least, (n, level, part)


def test_one_extra_hide_is_enough_and_no_more_is_hidden_than_needed():
    for n in product(range(12), repeat=4):
        counts = dict(zip(GROUPS, n, strict=True))
        large = {g for g, number in counts.items() if number >= 5}
        shown = decide(counts, 5).groups
        if sum(n) >= 5:
            rest = sum(n) - sum(counts[g] for g in large)
            assert len(large) - len(shown) == (1 if 0 < rest < 5 and large else 0)


def test_a_hidden_group_looks_the_same_with_none_and_with_one_too_few():
    assert decide({"officer": 9, "vcs": 12, "other": 0, "councillor": 6}, 5).groups >= {"officer", "vcs"}
    for other in range(1, 5):
        assert "other" not in decide({"officer": 9, "vcs": 12, "other": other}, 5).groups


@pytest.mark.parametrize(
    ("counts", "k", "words"),
    [
        ({"a": -1}, 5, "'a'"),
        ({"a": 1.5}, 5, "'a'"),
        ({"a": True}, 5, "'a'"),
        ({"a": 3}, 0, "k"),
        ({"a": 3}, "5", "k"),
    ],
)
def test_wrong_counts_are_named(counts, k, words):
    with pytest.raises(ValueError, match=words):
        decide(counts, k)
