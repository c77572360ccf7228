"""Two people write one plan: nothing is overwritten unseen, and every save can be undone."""

import datetime

import pytest

from facilitator.domain.plan import ActionError, ActionStatus, OpenAnswer
from facilitator.services import evidence, following, lists, plan_ideas, planning
from facilitator.services.plan_saves import Editor
from facilitator.services.planning import SavedInBetween

ANN, BOB = Editor("Ann", "a"), Editor("Bob", "b")


@pytest.fixture
def room(make_room):
    return make_room()


@pytest.fixture
def action(installation, room):
    return planning.add_action(installation, room.id, "Publish decisions")


def save(installation, room, action, version, edit, **more):
    return planning.save_action(installation, room.id, action.id, version, edit, **more)


def test_two_writers_of_different_fields_both_keep_their_words(installation, room, action):
    save(installation, room, action, 1, {"action": action.action, "first_step": "Draft"}, editor=ANN)
    both = save(installation, room, action, 1, {"action": action.action, "vcs_lead": "Bob"}, editor=BOB)
    assert (both.first_step, both.vcs_lead, both.version) == ("Draft", "Bob", 3)


def test_two_writers_of_one_field_are_shown_both(installation, room, action):
    save(installation, room, action, 1, {"action": "Publish all decisions"}, editor=ANN)
    with pytest.raises(SavedInBetween) as refused:
        save(installation, room, action, 1, {"action": "Other", "measure": "Ten"}, editor=BOB)
    found = refused.value.merge
    assert [(c.field, c.base, c.theirs, c.mine) for c in found.conflicts] == [
        ("action", "Publish decisions", "Publish all decisions", "Other")
    ]
    assert planning.get_action(installation, room.workshop, action.id).measure == ""
    kept = save(
        installation, room, action, 2, {"action": "Other", "measure": "Ten"}, chosen={"action": "theirs"}
    )
    assert (kept.action, kept.measure) == ("Publish all decisions", "Ten")
    mine = save(installation, room, action, kept.version, {"action": "Other"}, chosen={"action": "mine"})
    assert mine.action == "Other"


def test_a_third_save_during_the_choice_asks_again(installation, room, action):
    save(installation, room, action, 1, {"action": "One"})
    save(installation, room, action, 2, {"action": "Two"})
    with pytest.raises(SavedInBetween):
        save(installation, room, action, 2, {"action": "Mine"}, chosen={"action": "mine"})


def test_saving_what_is_there_already_is_no_save(installation, room, action):
    assert save(installation, room, action, 1, {"action": "Publish decisions"}).version == 1


def test_undo_takes_back_a_whole_sitting_and_can_be_undone(installation, room, action):
    for number, text in enumerate(("D", "Dr", "Draft"), start=1):
        save(installation, room, action, number, {"first_step": text}, editor=ANN)
    undone = planning.undo_save(installation, room.id, action.id, 4, BOB)
    assert (undone.first_step, undone.version) == ("", 5)
    assert planning.undo_save(installation, room.id, action.id, 5, ANN).first_step == "Draft"


def test_an_undo_never_takes_away_what_its_reader_has_not_seen(installation, room, action):
    save(installation, room, action, 1, {"first_step": "Draft"}, editor=ANN)
    with pytest.raises(SavedInBetween):
        planning.undo_save(installation, room.id, action.id, 1, BOB)
    with pytest.raises(KeyError):
        planning.undo_save(installation, room.id, planning.add_action(installation, room.id, "x").id, 1)


def test_an_action_taken_out_can_be_put_back_where_it_was(installation, room, action):
    other = planning.add_action(installation, room.id, "Second")
    planning.remove_action(installation, room.id, action.id, ANN)
    assert [a.id for a in planning.list_actions(installation, room.workshop)] == [other.id]
    with pytest.raises(KeyError):
        save(installation, room, action, 2, {"action": "x"})
    planning.restore_action(installation, room.id, action.id, ANN)
    assert [a.id for a in planning.list_actions(installation, room.workshop)] == [action.id, other.id]


def test_an_acceptance_is_of_the_person_named(installation, room, action):
    named = save(installation, room, action, 1, {"council_lead": "Ann", "council_accepted": True})
    assert named.council_accepted
    other = save(installation, room, action, 2, {"council_lead": "Bea", "council_accepted": True})
    assert not other.council_accepted
    nobody = save(installation, room, action, 3, {"council_lead": "", "council_accepted": True})
    assert not nobody.council_accepted


def test_stopping_needs_a_reason(installation, room, action):
    with pytest.raises(ActionError) as refused:
        save(installation, room, action, 1, {"status": ActionStatus.STOPPED})
    assert set(refused.value.problems) == {"stopped_because"}
    edit = {"status": ActionStatus.STOPPED, "stopped_because": "No money"}
    save(installation, room, action, 1, edit, editor=ANN)
    plan = following.read_plan(installation, room.workshop)
    assert [(c.status.value, c.by, c.reason) for c in plan.history[action.id]] == [
        ("proposed", "The room", ""),
        ("stopped", "Ann", "No money"),
    ]


def test_an_idea_brings_its_dots_and_merged_words(installation, room):
    lists.add_entries(installation, room.id, lists.read_lines("actions", "Meet monthly\nPay VCS time"))
    ideas = [e for e in lists.list_entries(installation, room.workshop) if e.list == "actions"]
    plan_ideas.add_ideas(installation, room.id, [ideas[0].id])
    (made,) = planning.list_actions(installation, room.workshop)
    assert made.links == (f"actions:{ideas[0].key}",)
    assert evidence.list_evidence(installation, room.workshop)[made.links[0]] == "Idea: Meet monthly"


def test_ideas_in_the_same_words_become_one_action_that_keeps_both(installation, room):
    lines = "Meet monthly.\nmeet  MONTHLY!\nMeet weekly\n😀\n🎉"
    lists.add_entries(installation, room.id, lists.read_lines("actions", lines))
    ideas = [e for e in lists.list_entries(installation, room.workshop) if e.list == "actions"]
    taken = plan_ideas.add_ideas(installation, room.id, [idea.id for idea in ideas])
    assert (taken.new, taken.folded) == (4, 1)
    plan = planning.list_actions(installation, room.workshop)
    assert [a.action for a in plan] == ["Meet monthly.", "Meet weekly", "😀", "🎉"]
    assert plan[0].links == tuple(plan_ideas.link_of(idea) for idea in ideas[:2])
    told = evidence.list_evidence(installation, room.workshop)
    assert [told[link] for link in plan[0].links] == ["Idea: Meet monthly.", "Idea: meet  MONTHLY!"]
    # What is in the plan stays found when its words change, and is not taken in again.
    save(installation, room, plan[0], 1, {"action": "Meet every month"})
    left, there = plan_ideas.list_ideas(
        installation, room.workshop, planning.list_actions(installation, room.workshop)
    )
    assert (left, len(there)) == ([], 5)
    assert plan_ideas.add_ideas(installation, room.id, [idea.id for idea in ideas]).new == 0


def test_the_next_workshop_begins_with_what_became_of_the_plan(
    installation, make_room, action, room, account
):
    assert following.find_earlier_plan(installation, room.workshop) is None
    stranger = make_room()  # another partnership
    assert following.find_earlier_plan(installation, stranger.workshop) is None
    from facilitator.services import workshops
    from facilitator.services.workshops import NewWorkshop

    old = room.workshop
    new = NewWorkshop(
        old.partnership.id, "Next", datetime.date(2027, 5, 1), old.mode, old.framework, 5, old.breakdown
    )
    following_one = workshops.create_workshop(installation, account.id, new)
    found = following.find_earlier_plan(installation, following_one)
    assert [a.action for a in found.actions] == ["Publish decisions"]
    assert found.workshop.id == room.id


def test_a_link_shows_the_plan_until_it_is_taken_back(installation, room, action):
    first = following.make_link(installation, room.id)
    second = following.make_link(installation, room.id)
    assert following.find_by_link(installation, first) is None
    assert following.find_by_link(installation, second).workshop.id == room.id
    data = b"".join(p.read_bytes() for p in installation.settings.data.rglob("*") if p.is_file())
    assert second.encode() not in data
    following.revoke_link(installation, room.id)
    assert following.find_by_link(installation, second) is None


def test_what_the_room_said_openly_goes_when_the_words_change(installation, room, action):
    planning.answer_openly(installation, room.id, action.id, OpenAnswer.YES)
    assert save(installation, room, action, 2, {"action": "Other"}).agreed_openly is OpenAnswer.NOT_ASKED
