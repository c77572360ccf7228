"""An edited copy is merged with the plan from what both began with, cell by cell."""

import itertools

import pytest

from facilitator.domain.plan import Action
from facilitator.domain.plan_merge import PlanRow, Snapshot, compare_plan, merge


def action(text="a", **more):
    return Action("id", 1, text, **more)


@pytest.mark.parametrize(("base", "theirs", "mine"), list(itertools.product("abc", repeat=3)))
def test_every_way_three_versions_of_a_field_can_differ(base, theirs, mine):
    found = merge(action(base), action(theirs), {"action": mine})
    saved = found.edit().get("action", theirs)
    if mine in (theirs, base):
        assert (saved, found.conflicts) == (theirs, ())  # nothing of theirs is lost
    elif theirs == base:
        assert (saved, found.conflicts) == (mine, ())
    else:
        assert saved == theirs
        assert [(c.theirs, c.mine) for c in found.conflicts] == [(theirs, mine)]
        assert found.edit(["action"])["action"] == mine


def test_without_a_base_every_difference_is_a_conflict():
    found = merge(None, action("a", measure="ten"), {"action": "b", "measure": "ten"})
    assert [c.field for c in found.conflicts] == ["action"]


def row(number=5, key="id", exported=1, **fields):
    return PlanRow(number, key, exported, fields)


def test_an_untouched_copy_says_nothing_though_the_plan_moved_on():
    history = [Snapshot(1, action("a")), Snapshot(2, action("b", version=2))]
    assert compare_plan([row(action="a")], [action("b", version=2)], history).is_empty


def test_actions_made_after_the_export_are_not_taken_for_removed():
    first, second, late = (Action(key, 1, key) for key in ("one", "two", "late"))
    history = [Snapshot(1, first), Snapshot(2, second), Snapshot(3, late)]
    found = compare_plan([row(key="one", exported=2, action="one")], [first, second, late], history)
    assert [a.id for a in found.removed] == ["two"]
    assert (found.merges, found.new) == ((), ())


def test_a_copy_that_does_not_say_when_it_was_made_removes_nothing():
    first, second = (Action(key, 1, key) for key in ("one", "two"))
    found = compare_plan([row(key="one", exported=None, action="one")], [first, second], [])
    assert found.is_empty


def test_rows_without_an_id_are_new_and_unknown_ids_are_refused():
    found = compare_plan([row(key="", action="new")], [], [])
    assert [r.fields["action"] for r in found.new] == ["new"]
    with pytest.raises(KeyError):
        compare_plan([row(key="strange", action="x")], [action()], [])


def test_two_copies_one_after_the_other_keep_both_peoples_words():
    base = action("a")
    after_first = action("a", first_step="Draft", version=2)
    history = [Snapshot(1, base), Snapshot(2, after_first)]
    second = compare_plan([row(action="a", first_step="", vcs_lead="Bob")], [after_first], history)
    assert second.merges[0].edit() == {"vcs_lead": "Bob"}
    clash = compare_plan([row(action="a", first_step="Write")], [after_first], history)
    assert [(c.base, c.theirs, c.mine) for c in clash.merges[0].conflicts] == [("", "Draft", "Write")]
