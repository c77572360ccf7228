"""The facilitator decides what the board shows; moving on lets it follow again."""

import pytest

from facilitator.domain.direction import Direction, Sort, View, direction_from_data, direction_to_data
from facilitator.services import directing, workshops


def test_a_view_stays_until_the_workshop_moves_on(installation, make_room):
    room = make_room()
    view = View("bars", "importance", "", Sort.GAP, "time")
    directing.show_view(installation, room.workshop, view, "principles")
    assert room.workshop.board == Direction(False, "principles", view)
    workshops.go_to(installation, room.id, "map")
    assert room.workshop.board == Direction()


def test_blank_comes_back_to_what_was_shown(installation, make_room):
    room = make_room()
    directing.show_view(installation, room.workshop, View("talk"), "principles")
    before = room.workshop.board
    directing.set_blank(installation, room.id, True)
    assert room.workshop.blank
    directing.set_blank(installation, room.id, False)
    assert room.workshop.board == before


def test_following_forgets_every_choice(installation, make_room):
    room = make_room()
    directing.show_view(installation, room.workshop, View("talk"), "principles")
    directing.follow(installation, room.id)
    assert room.workshop.board == Direction()


def test_an_unknown_step_changes_nothing(installation, make_room):
    room = make_room()
    before = room.workshop.revision
    with pytest.raises(KeyError):
        directing.show_view(installation, room.workshop, View(), "nowhere")
    assert room.workshop.revision == before


def test_every_direction_survives_the_store():
    direction = Direction(True, "map", View("positions", "a", "b", Sort.WORK_FIRST, "r1"))
    assert direction_from_data(direction_to_data(direction)) == direction


def test_nonsense_counts_as_nothing():
    assert direction_from_data({"view": {"sort": "?", "part": "x" * 99, "new": 1}}).view == View("x" * 40)
    assert direction_from_data({}) == Direction()
