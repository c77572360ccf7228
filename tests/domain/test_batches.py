"""Whoever watches a result grow can work out nobody's answer from two states of it."""

import random
from itertools import product

import pytest

from facilitator.domain.batches import Seen, close, count_changes, extend_columns, include, is_safe_batch
from facilitator.domain.disclosure import decide

GROUPS = ("officer", "councillor", "vcs", "other")


@pytest.mark.parametrize(
    ("changes", "publish"),
    [((1, 0, 0, 0), False), ((0, 0, 6, 0), True), ((2, 2, 3, 0), False), ((5, 0, 5, 0), True)],
)
def test_worked_examples_from_a_room_of_8_5_10_0(changes, publish):
    shown = decide(dict(zip(GROUPS, (8, 5, 10, 0), strict=True)), 5).groups
    assert shown == {"officer", "councillor", "vcs"}
    assert is_safe_batch(dict(zip(GROUPS, changes, strict=True)), shown, 5) is publish


def test_an_answer_added_changed_or_withdrawn_is_one_change():
    before = {"a": ("vcs", "yes"), "b": ("vcs", "no"), "c": ("vcs", "yes")}
    now = {"a": ("vcs", "yes"), "b": ("vcs", "yes"), "d": ("officer", "no")}
    assert count_changes(before, now) == {"vcs": 2, "officer": 1}


def test_the_small_groups_of_a_room_share_a_column():
    heads = {"officer": 14, "councillor": 4, "vcs": 15, "other": 3}
    assert extend_columns((), heads, 5) == ({"officer"}, {"vcs"}, {"councillor", "other"})


def people(**numbers):
    return {f"{group}{n}": (group, "yes") for group, number in numbers.items() for n in range(number)}


def test_answers_join_column_by_column():
    columns = extend_columns((), {"officer": 14, "vcs": 15, "other": 7}, 5)
    now = people(officer=5, vcs=4, other=1)
    seen = include(Seen(), now, columns, {"officer": 9, "vcs": 11, "other": 6}, 5)
    assert seen.votes == people(officer=5)
    assert seen.ever == people(officer=5).keys()


def test_a_column_waits_where_a_few_would_be_left_over():
    columns = extend_columns((), {"officer": 14, "vcs": 15}, 5)
    few_left, none_left = {"officer": 4, "vcs": 15}, {"officer": 0, "vcs": 15}
    assert include(Seen(), people(officer=10), columns, few_left, 5) == Seen()
    assert include(Seen(), people(officer=14), columns, none_left, 5).votes == people(officer=14)


def test_changed_answers_wait_for_new_people():
    columns, left = extend_columns((), {"officer": 20}, 5), {"officer": 10}
    seen = include(Seen(), people(officer=5), columns, left, 5)
    changed = dict.fromkeys(seen.votes, ("officer", "no"))
    assert include(seen, changed, columns, left, 5) == seen
    now = changed | {f"new{n}": ("officer", "yes") for n in range(5)}
    assert include(seen, now, columns, left, 5).votes == now


def test_everybody_counts_at_the_close_and_a_group_with_few_late_answers_is_hidden():
    columns = extend_columns((), {"officer": 14, "vcs": 15}, 5)
    before, now = people(officer=5, vcs=5), people(officer=7, vcs=15)
    seen = Seen(before, frozenset(before))
    closing = close(seen, now, columns, 5)
    assert closing.votes == now
    assert closing.may_show == set()  # the two officers hide among the ten of the VCS
    assert close(seen, people(officer=14, vcs=15), columns, 5).may_show == {"officer", "vcs"}


def test_fewer_than_k_late_answers_are_left_out():
    columns = extend_columns((), {"officer": 14, "vcs": 15}, 5)
    before = people(officer=10, vcs=15)
    seen = Seen(before, frozenset(before))
    closing = close(seen, people(officer=12, vcs=15), columns, 5)
    assert (closing.votes, closing.held) == (before, True)
    assert not close(seen, dict(before), columns, 5).held


def test_people_who_left_do_not_bring_an_earlier_state_back():
    """Six are seen, then eleven; the five newest turn to "don't know" and one of the six changes."""
    columns = extend_columns((), {"vcs": 20}, 5)
    eleven = people(vcs=11)
    now = people(vcs=6) | {"vcs0": ("vcs", "no")}
    closing = close(Seen(eleven, frozenset(eleven)), now, columns, 5)
    assert (closing.votes, closing.held) == (eleven, True)


def test_a_group_that_comes_late_gets_a_column_of_its_own():
    columns = extend_columns((), {"vcs": 13, "council": 0}, 5)
    assert columns == ({"vcs"},)
    assert extend_columns(columns, {"vcs": 13, "council": 4}, 5) == columns
    grown = extend_columns(columns, {"vcs": 13, "council": 15}, 5)
    assert grown == ({"vcs"}, {"council"})
    before = people(vcs=13)
    closing = close(Seen(before, frozenset(before)), people(vcs=13, council=15), grown, 5)
    assert closing.may_show == {"vcs", "council"}


def leaks(published: list[dict[tuple, int]], k: int) -> list[set]:
    """Return every set of fewer than k people whose answers follow by adding and subtracting.

    Each published figure is the sum of some answers (a person and a version of their answer).
    """
    found = []
    for signs in product((-1, 0, 1), repeat=len(published)):
        weight: dict[tuple, int] = {}
        for sign, figure in zip(signs, published, strict=True):
            if sign:
                for answer in figure:
                    weight[answer] = weight.get(answer, 0) + sign
        somebody = {person for (person, _), value in weight.items() if value}
        if 0 < len(somebody) < k:
            found.append(somebody)
    return found


def figure(votes, groups=GROUPS) -> dict[tuple, int]:
    return {(voter, vote[1]): 1 for voter, vote in votes.items() if vote[0] in groups}


@pytest.mark.parametrize("room", [(6, 5, 5, 1), (9, 0, 9, 3), (8, 5, 10, 0), "random"])
@pytest.mark.parametrize("seed", range(60))
def test_audit_of_whole_rounds_that_are_watched_live(room, seed):
    """All states of a live result and the final one together tell nothing about fewer than k people."""
    dice = random.Random(f"{room}/{seed}")
    k, gone = dice.choice((3, 5)), dice.choice((0.1, 0.5))
    sizes = tuple(dice.randint(0, 11) for _ in GROUPS) if room == "random" else room
    everybody = [(f"{g}{n}", g) for g, size in zip(GROUPS, sizes, strict=True) for n in range(size)]
    heads = dict(zip(GROUPS, sizes, strict=True))
    dice.shuffle(everybody)
    columns, seen, now, published, answered = (), Seen(), {}, [], set()
    for voter, group in everybody * 3:
        if voter in answered and dice.random() < 0.5:
            continue
        if dice.random() < gone and voter in now:
            del now[voter]
        elif dice.random() < 0.95:
            now[voter] = (group, dice.randint(1, 2))  # so that people also change back
        answered.add(voter)
        columns = extend_columns(columns if seen.ever else (), heads, k)
        left = {g: n - sum(v.startswith(g) for v in answered) for g, n in heads.items()}
        after = include(seen, now, columns, left, k)
        if after != seen:
            single = [g for c in columns for g in c if len(c) == 1]
            assert is_safe_batch(count_changes(seen.votes, after.votes), single, k)
            seen = after
            published.append(figure(seen.votes))
    if not seen.ever:
        return
    closing = close(seen, now, columns, k)
    counts = {g: sum(v[0] == g for v in closing.votes.values()) for g in GROUPS}
    decision = decide(counts, k, closing.may_show)
    if decision.room:
        published.append(figure(closing.votes))
    published += [figure(closing.votes, {group}) for group in decision.groups]
    published = published[:4] + published[4:][-5:]
    assert leaks([p for p in published if p], k) == []
    assert closing.held or closing.votes == now


def test_the_audit_notices_a_leak():
    """Without the rule for columns the first officer among the VCS could be worked out."""
    seen, now = people(officer=1, vcs=15), people(officer=14, vcs=15)
    published = [figure(seen), figure(now), figure(now, {"vcs"}), figure(now, {"officer"})]
    assert {"officer0"} in leaks(published, 5)
