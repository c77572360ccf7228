"""A whole workshop through the services: what is counted, shown, kept and destroyed."""

import threading

import pytest

from facilitator.domain.agenda import NotNow, RoundStatus
from facilitator.domain.ballot import BallotError
from facilitator.domain.release import Shown, Withheld
from facilitator.domain.workshop import ContributionState
from facilitator.services import joining, lists, plan_ideas, planning, results, rounds, voting, workshops
from facilitator.services.rounds import NothingToRate
from facilitator.services.voting import RoundNotOpen, UnknownItem

PARTLY = {"now": "partly", "importance": "very"}


def rated_room(make_room, **people):
    room = make_room()
    room.join(**people)
    room.start("principles")
    for voter in room.voters:
        room.cast(voter, time=PARTLY)
    return room


def test_a_ballot_is_counted_once_and_the_last_one_counts(installation, make_room):
    room = rated_room(make_room, officer=6, vcs=6)
    room.cast(room.voters[0], time={"now": "fully"})
    room.close()
    room.reveal()
    release = results.find_release(installation, room.workshop, "principles")
    now = release.find_result("time", "now").figures.room
    assert isinstance(now, Shown)
    assert (now.n, now.counts["fully"], now.counts["partly"]) == (12, 1, 11)
    assert release.find_result("time", "importance").figures.room.n == 11


def test_the_phone_finds_its_own_answers_and_nobody_elses(installation, make_room):
    room = rated_room(make_room, officer=2)
    room.cast(room.voters[1], time={"now": "fully"})
    one, other = (voting.own_answers(installation, room.workshop, room.round, v) for v in room.voters)
    assert one == {"time": PARTLY}
    assert other == {"time": {"now": "fully"}}


def test_nothing_is_shown_before_the_reveal(installation, make_room):
    room = rated_room(make_room, officer=12)
    assert results.list_releases(installation, room.workshop) == []
    room.close()
    assert results.list_releases(installation, room.workshop) == []
    room.reveal()
    assert len(results.list_releases(installation, room.workshop)) == 1


@pytest.mark.parametrize("paused", [True, False])
def test_no_vote_counts_after_the_close_or_in_a_pause(installation, make_room, paused):
    room = rated_room(make_room, officer=6)
    current = room.round
    if paused:
        rounds.set_paused(installation, room.id, True)
    else:
        room.close()
    with pytest.raises(RoundNotOpen):
        voting.cast(installation, room.workshop, current, room.voters[0], {"time": {"now": "fully"}})
    if paused:
        rounds.set_paused(installation, room.id, False)
        room.cast(room.voters[0], time={"now": "fully"})
        room.close()
    room.reveal()
    counts = (
        results.find_release(installation, room.workshop, "principles")
        .find_result("time", "now")
        .figures.room.counts
    )
    assert counts["fully"] == (1 if paused else 0)


def test_a_vote_on_something_else_changes_nothing(installation, make_room):
    room = rated_room(make_room, officer=6)
    with pytest.raises(UnknownItem):
        room.cast(room.voters[0], elephants=PARTLY)
    with pytest.raises(BallotError):
        room.cast(room.voters[0], time={"now": "eleven"})
    assert voting.own_answers(installation, room.workshop, room.round, room.voters[0]) == {"time": PARTLY}


def test_fifty_votes_at_once_and_a_close_in_between_are_counted_exactly_when_acknowledged(
    installation, make_room
):
    room = make_room()
    room.join(officer=50)
    room.start("principles")
    current, acknowledged = room.round, []
    start = threading.Barrier(51)

    def vote(voter):
        start.wait()
        try:
            voting.cast(installation, room.workshop, current, voter, {"time": PARTLY})
            acknowledged.append(voter)
        except RoundNotOpen:
            pass

    threads = [threading.Thread(target=vote, args=(voter,)) for voter in room.voters]
    for thread in threads:
        thread.start()
    start.wait()
    room.close()
    for thread in threads:
        thread.join()
    room.reveal()
    shown = (
        results.find_release(installation, room.workshop, "principles")
        .find_result("time", "now")
        .figures.room
    )
    counted = shown.n if isinstance(shown, Shown) else 0
    assert counted == len(acknowledged) or (isinstance(shown, Withheld) and len(acknowledged) < 5)


def test_the_same_ballot_fifty_times_at_once_is_one_ballot(installation, make_room):
    room = rated_room(make_room, officer=5)
    threads = [
        threading.Thread(target=room.cast, args=(room.voters[0],), kwargs={"time": PARTLY}) for _ in range(50)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    room.close()
    room.reveal()
    assert (
        results.find_release(installation, room.workshop, "principles")
        .find_result("time", "now")
        .figures.room.n
        == 5
    )


def test_going_on_seals_and_nothing_can_be_read_afterwards(installation, make_room):
    room = rated_room(make_room, officer=6)
    current = room.round
    assert installation.vault.has_key(current.id)
    room.close()
    room.reveal()
    workshops.go_to(installation, room.id)
    assert not installation.vault.has_key(current.id)
    assert voting.own_answers(installation, room.workshop, current, room.voters[0]) == {}
    assert next(r for r in workshops.list_rounds(installation, room.workshop) if r.id == current.id).sealed


def test_a_second_round_starts_blank_and_the_first_stays_as_it_was(installation, make_room):
    room = rated_room(make_room, officer=6)
    room.close()
    room.reveal()
    rounds.open_round(installation, room.id)
    assert room.round.number == 2
    assert voting.own_answers(installation, room.workshop, room.round, room.voters[0]) == {}
    first = results.find_release(installation, room.workshop, "principles")
    assert (first.round, first.find_result("time", "now").figures.room.n) == (1, 6)


def test_proposals_reach_the_list_through_the_moderator(installation, make_room):
    room = make_room("Forum")
    voters = room.join(vcs=3)
    room.start("relationships")
    for number, voter in enumerate(voters):
        room.cast(voter, **{"proposal-1": {"relationship": f"Network {number}", "between": "us"}})
    room.close()
    waiting = lists.list_contributions(installation, room.workshop)
    assert sorted(c.text for c in waiting) == ["Network 0", "Network 1", "Network 2"]
    lists.moderate(installation, room.id, waiting[0].id, ContributionState.SHOWN)
    lists.moderate(installation, room.id, waiting[1].id, ContributionState.HIDDEN)
    names = [e.name for e in lists.list_entries(installation, room.workshop)]
    assert names == ["Forum", waiting[0].text]
    workshops.lock_list(installation, room.id)
    with pytest.raises(NotNow):
        lists.moderate(installation, room.id, waiting[2].id, ContributionState.SHOWN)


def test_texts_wait_for_the_moderator_and_need_k_writers(installation, make_room):
    room = make_room()
    voters = room.join(officer=5)
    room.start("strengths")
    for voter in voters:
        room.cast(
            voter,
            strengths={"strengths": "We know each other", "weaknesses": "x" if voter is voters[0] else ""},
        )
    room.close()
    room.reveal()
    words = lists.list_contributions(installation, room.workshop)
    assert [c.criterion for c in words] == ["strengths"] * 5
    assert results.shown_words(installation, room.workshop) == []
    lists.show_waiting(installation, room.id, "strengths")
    assert len(results.shown_words(installation, room.workshop)) == 5


def test_merging_keeps_the_words_and_can_be_undone(installation, make_room):
    room = make_room("Forum\nLeaders' forum\nHub")
    forum, leaders, hub = lists.list_entries(installation, room.workshop)
    lists.merge_entry(installation, room.id, leaders.id, forum.id)
    with pytest.raises(NotNow):
        lists.merge_entry(installation, room.id, forum.id, hub.id)  # another is merged into it
    with pytest.raises(KeyError):
        lists.merge_entry(installation, room.id, hub.id, leaders.id)  # is merged itself
    merged = [e.name for e in lists.list_entries(installation, room.workshop) if e.merged_into]
    assert merged == ["Leaders' forum"]
    lists.merge_entry(installation, room.id, leaders.id, None)
    room.start("evaluate")
    assert len(room.round.items) == 3


def test_the_same_words_from_two_people_are_one_line(installation, make_room):
    room = make_room("Forum")
    voters = room.join(officer=3)
    room.start("actions")
    for voter, text in zip(voters, ("Publish decisions", "publish  Decisions", "Meet in wards"), strict=True):
        slot = room.round.items[0]
        room.cast(voter, **{slot: {"action": text}})
    room.close()
    lists.show_waiting(installation, room.id, "actions")
    ideas = [e for e in lists.list_entries(installation, room.workshop) if e.list == "actions"]
    assert len(ideas) == 3
    alone = [e for e in ideas if not e.merged_into]
    assert sorted(e.name.casefold().split()[0] for e in alone) == ["meet", "publish"]
    # Hidden again, the line that the other stands in lets it go.
    kept = next(e for e in alone if e.name.casefold().startswith("publish"))
    lists.moderate(installation, room.id, kept.id, ContributionState.HIDDEN)
    left = [e for e in lists.list_entries(installation, room.workshop) if e.list == "actions"]
    assert len([e for e in left if not e.merged_into]) == 2


def test_a_row_of_heads_is_no_relationship():
    read = lists.read_lines("relationships", "Name\tWho between\nForum\tCouncil and VCS")
    assert [e.name for e in read] == ["Forum"]
    assert [e.name for e in lists.read_lines("relationships", "Name")] == ["Name"]


def test_pasting_from_a_spreadsheet_fills_the_columns():
    found = lists.read_lines("relationships", 'Forum\tCouncil and VCS\tHealth\tMonthly\n\nforum\n"Hub"\n')
    assert [(e.name, dict(e.details)) for e in found] == [
        ("Forum", {"between": "Council and VCS", "service_area": "Health", "note": "Monthly"}),
        ("Hub", {}),
    ]
    with pytest.raises(lists.ListError) as refused:
        lists.read_lines("relationships", "ok\n" + "x" * 10_000)
    assert (refused.value.code, refused.value.line) == ("too_long", 2)


def test_an_empty_list_cannot_be_rated(installation, make_room):
    room = make_room("")
    workshops.go_to(installation, room.id, "evaluate")
    with pytest.raises(NothingToRate):
        rounds.open_round(installation, room.id)
    assert installation.vault.list_keys() == []


def test_the_room_can_be_locked_and_an_unopened_workshop_lets_nobody_in(installation, make_room):
    room = make_room(opened=False)
    with pytest.raises(joining.NotOpen):
        room.join(vcs=1)
    room.open()
    workshops.set_room_locked(installation, room.id, True)
    with pytest.raises(joining.RoomLocked):
        room.join(vcs=1)
    workshops.set_room_locked(installation, room.id, False)
    room.join(vcs=1)
    with pytest.raises(KeyError):
        joining.join(installation, room.workshop, "admiral")
    assert joining.count_heads(installation, room.workshop) == {
        "officer": 0,
        "councillor": 0,
        "vcs": 1,
        "other": 0,
    }


def test_the_end_seals_everything_and_deleting_leaves_nothing(installation, make_room, account):
    room = rated_room(make_room, officer=6)
    room.close()
    workshops.end_workshop(installation, room.id)
    assert installation.vault.list_keys() == []
    with pytest.raises(joining.NotOpen):
        room.join(vcs=1)
    installation.settings.exports.mkdir()
    book = installation.settings.exports / f"Ambermouth-{room.workshop.code}.xlsx"
    book.write_bytes(b"")
    title = room.workshop.title.encode()
    workshops.delete_workshop(installation, room.id)
    assert workshops.list_workshops(installation, account.id) == []
    assert not book.exists()
    assert not [p for p in installation.settings.data.rglob("*") if p.is_file() and title in p.read_bytes()]


def test_ideas_join_the_plan_once(installation, make_room):
    room = make_room()
    lists.add_entries(installation, room.id, lists.read_lines("actions", "Meet monthly\nPay VCS time"))
    ids = [e.id for e in lists.list_entries(installation, room.workshop) if e.list == "actions"]
    assert plan_ideas.add_ideas(installation, room.id, [*ids, "unknown", ids[0]]).new == 2
    assert plan_ideas.add_ideas(installation, room.id, ids).new == 0
    assert [a.action for a in planning.list_actions(installation, room.workshop)] == [
        "Meet monthly",
        "Pay VCS time",
    ]


def test_dots_are_limited_over_all_items(installation, make_room):
    room = make_room()
    (voter,) = room.join(vcs=1)
    room.start("barriers")
    items = room.round.items
    spread = {item: {"barrier_dots": "0"} for item in items}
    with pytest.raises(BallotError):
        room.cast(voter, **spread | {i: {"barrier_dots": "2"} for i in items[:2]})
    with pytest.raises(UnknownItem):
        room.cast(voter, **{items[0]: {"barrier_dots": "2"}})
    room.cast(voter, **spread | {items[0]: {"barrier_dots": "2"}, items[1]: {"barrier_dots": "1"}})
    assert rounds.count_answered(installation, room.round) == 1


def test_a_closed_round_is_not_closed_twice(installation, make_room):
    room = rated_room(make_room, officer=1)
    room.close()
    with pytest.raises(NotNow):
        room.close()
    assert room.round.status is RoundStatus.CLOSED


def second_round(installation, room, items=()):
    room.close()
    room.reveal()
    rounds.open_round(installation, room.id, items)


def test_a_second_round_asks_about_chosen_items_and_shows_the_movement(installation, make_room):
    room = make_room()
    room.join(officer=6, vcs=6)
    room.start("principles")
    for voter in room.voters:
        room.cast(voter, time={"now": "partly"}, capacity={"now": "mostly"})
    second_round(installation, room, ["time"])
    assert room.round.items == ("time",)
    for voter in room.voters:
        room.cast(voter, time={"now": "fully" if voter.sector == "vcs" else "partly"})
    room.close()
    room.reveal()
    latest = results.step_releases(installation, room.workshop, "principles")[-1]
    moved = latest.find_result("time", "now").movement
    assert (moved.up, moved.stayed, moved.down, moved.pairs) == (6, 6, 0, 12)
    combined = results.find_release(installation, room.workshop, "principles")
    assert combined.find_result("time", "now").figures.room.mean == 4
    assert combined.find_result("capacity", "now").figures.room.mean == 4
    assert combined.find_result("capacity", "now").movement is None


def test_one_voter_who_leaves_between_the_rounds_stays_hidden(installation, make_room):
    room = make_room()
    room.join(officer=12)
    room.start("principles")
    for voter in room.voters:
        room.cast(voter, time={"now": "partly"})
    second_round(installation, room)
    for voter in room.voters[1:]:
        room.cast(voter, time={"now": "partly"})
    room.close()
    room.reveal()
    moved = (
        results.step_releases(installation, room.workshop, "principles")[-1]
        .find_result("time", "now")
        .movement
    )
    assert moved.coarse
    assert (moved.pairs, moved.before, moved.after) == (None, None, None)
    assert moved.stayed == 0.75


def test_after_sealing_a_new_round_has_nothing_to_compare_with(installation, make_room):
    room = rated_room(make_room, officer=12)
    room.close()
    room.reveal()
    workshops.go_to(installation, room.id, "barriers")
    workshops.go_to(installation, room.id, "principles")
    rounds.open_round(installation, room.id)
    for voter in room.voters:
        room.cast(voter, time=PARTLY)
    room.close()
    room.reveal()
    latest = results.step_releases(installation, room.workshop, "principles")[-1]
    assert (latest.round, latest.find_result("time", "now").movement) == (2, None)
