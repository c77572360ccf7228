"""Both sides agree to an action or do not: rounds over the plan, released by side."""

import pytest

from facilitator.domain.framework import StepKind
from facilitator.domain.plan import ActionStatus, OpenAnswer
from facilitator.domain.plan_agreement import BY_SIDE, Agreed, AskOpenly, NotAsked, NotYet
from facilitator.domain.release import Shown, Withheld
from facilitator.services import agreeing, lists, planning, results, rounds, workshops
from facilitator.services.plan_saves import BeingAsked
from facilitator.services.rounds import NothingToRate


def ask(installation, room, actions, answers):
    """Ask about actions; ``answers`` maps side to the answer its people give (None: nobody)."""
    if room.workshop.step != "plan":
        workshops.go_to(installation, room.id, "plan")
    rounds.open_round(installation, room.id, [a.id for a in actions])
    for voter in room.voters:
        side = room.workshop.framework.get_sector(voter.sector).side
        given = answers[side]
        if given:
            room.cast(voter, **{a.id: {"fist_to_five": given} for a in actions})
    room.close()
    room.reveal()


def verdict(installation, room, action):
    return agreeing.list_verdicts(installation, room.workshop)[action.id]


@pytest.fixture
def room(make_room):
    return make_room()  # broken down by sector


def test_both_sides_agree_and_the_status_follows(installation, room):
    room.join(officer=4, councillor=3, vcs=6, other=2)
    action = planning.add_action(installation, room.id, "Publish decisions")
    assert verdict(installation, room, action) == NotAsked()
    ask(installation, room, [action], {"council": "three", "vcs": "five", "other": "zero"})
    assert verdict(installation, room, action) == Agreed(1)
    assert planning.get_action(installation, room.workshop, action.id).status is ActionStatus.AGREED
    release = agreeing.list_agreement_releases(installation, room.workshop)[0]
    (result,) = release.results
    assert result.figures.room == Withheld(BY_SIDE)
    assert set(result.figures.groups) == {"council", "vcs", "other"}
    council = result.figures.groups["council"]
    assert isinstance(council, Shown)
    assert (council.n, council.median, council.behind, council.counts) == (7, None, True, None)
    assert isinstance(result.figures.groups["other"], Withheld)


def test_asking_again_keeps_the_first_round_and_asks_only_what_is_not_agreed(installation, room):
    room.join(officer=6, vcs=6)
    one, two = (planning.add_action(installation, room.id, text) for text in ("One", "Two"))
    ask(installation, room, [one, two], {"council": "five", "vcs": "one"})
    assert verdict(installation, room, one) == NotYet(1, ("vcs",))
    planning.save_action(installation, room.id, one.id, 1, {"action": "One, with a budget"})
    assert verdict(installation, room, one) == NotAsked(reworded=True)
    assert agreeing.not_agreed(agreeing.list_verdicts(installation, room.workshop)) == [one.id, two.id]
    ask(installation, room, [one], {"council": "five", "vcs": "four"})
    assert verdict(installation, room, one) == Agreed(2)
    assert verdict(installation, room, two) == NotYet(1, ("vcs",))
    first, second = agreeing.list_agreement_releases(installation, room.workshop)
    assert [i.name for i in first.items()] == ["One", "Two"]
    assert [i.name for i in second.items()] == ["One, with a budget"]


def test_a_side_too_small_is_asked_in_the_open(installation, room):
    room.join(officer=6, vcs=2)
    action = planning.add_action(installation, room.id, "One")
    ask(installation, room, [action], {"council": "five", "vcs": "five"})
    assert verdict(installation, room, action) == AskOpenly(1, ("vcs",))
    agreeing.answer_openly(installation, room.workshop, action.id, OpenAnswer.YES)
    assert verdict(installation, room, action) == Agreed(openly=True)
    assert planning.get_action(installation, room.workshop, action.id).status is ActionStatus.AGREED
    agreeing.answer_openly(installation, room.workshop, action.id, OpenAnswer.NO)
    assert planning.get_action(installation, room.workshop, action.id).status is ActionStatus.PROPOSED


def test_a_seen_refusal_counts_though_the_other_side_is_hidden(installation, room):
    room.join(officer=6, vcs=2)
    action = planning.add_action(installation, room.id, "One")
    ask(installation, room, [action], {"council": "zero", "vcs": "five"})
    agreeing.answer_openly(installation, room.workshop, action.id, OpenAnswer.YES)
    assert verdict(installation, room, action) == NotYet(1, ("council",))


def test_while_people_answer_the_words_stand_still(installation, room):
    room.join(officer=6)
    action = planning.add_action(installation, room.id, "One")
    workshops.go_to(installation, room.id, "plan")
    rounds.open_round(installation, room.id)
    with pytest.raises(BeingAsked):
        planning.save_action(installation, room.id, action.id, 1, {"action": "Other"})
    with pytest.raises(BeingAsked):
        planning.remove_action(installation, room.id, action.id)
    assert planning.save_action(installation, room.id, action.id, 1, {"vcs_lead": "Bob"}).vcs_lead == "Bob"


def test_an_empty_plan_cannot_be_asked_about(installation, room):
    workshops.go_to(installation, room.id, "plan")
    with pytest.raises(NothingToRate):
        rounds.open_round(installation, room.id)


def test_reasons_wait_for_moderation_without_a_side(installation, room):
    room.join(officer=6, vcs=6)
    action = planning.add_action(installation, room.id, "One")
    workshops.go_to(installation, room.id, "plan")
    rounds.open_round(installation, room.id)
    for number, voter in enumerate(room.voters):
        given = {"fist_to_five": "two"} | ({"what_to_change": f"Reason {number}"} if number < 5 else {})
        room.cast(voter, **{action.id: given})
    room.close()
    room.reveal()
    written = lists.list_contributions(installation, room.workshop)
    assert len(written) == 5
    assert results.shown_words(installation, room.workshop) == []


def test_no_figure_of_the_plan_counts_sectors_or_the_whole_room(installation, room):
    """With figures of sides alone, there is nothing to subtract one from another."""
    room.join(officer=12, councillor=12, vcs=12, other=12)
    action = planning.add_action(installation, room.id, "One")
    ask(installation, room, [action], {"council": "five", "vcs": "four", "other": "zero"})
    rows = [
        r for r in results.results_document(installation, room.workshop)["results"] if r["step"] == "plan"
    ]
    assert rows
    for row in rows:
        assert row["room"] == {"withheld": BY_SIDE}
        assert set(row["groups"]) == {"council", "vcs", "other"}
        assert "movement" not in row
        assert row["outside"]["room"] == {"withheld": BY_SIDE}
    kinds = {s.key: s.kind for s in room.workshop.framework.steps}
    assert kinds["plan"] is StepKind.PLAN


def test_the_plan_s_round_is_sealed_like_any_other(installation, room):
    room.join(officer=6)
    action = planning.add_action(installation, room.id, "One")
    ask(installation, room, [action], {"council": "five"})
    workshops.go_to(installation, room.id)
    (plan_round,) = [r for r in workshops.list_rounds(installation, room.workshop) if r.step == "plan"]
    assert plan_round.sealed
    assert not installation.vault.has_key(plan_round.id)
