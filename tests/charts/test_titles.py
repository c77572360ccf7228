"""A title speaks of what is looked at, and claims no clearness or gap that is not there."""

import pytest

from facilitator.charts.pictures import TALK, draw_picture, list_pictures
from facilitator.charts.sentences import brief
from facilitator.domain.direction import Sort, View
from scripts.gallery_pictures import scenes


@pytest.fixture(scope="module")
def rooms():
    return {case: (workshop, releases) for case, workshop, releases in scenes()}


def title(room, step, part, **view):
    workshop, releases = room
    picture = draw_picture(workshop, workshop.framework.get_step(step), releases, View(part, **view))
    return picture.title


@pytest.mark.parametrize("case", ["ordinary", "small-room", "25-long-names", "statements", "unanimous"])
def test_a_picture_with_one_item_to_look_at_speaks_of_it_and_holds_it(rooms, case):
    workshop, releases = rooms[case]
    looked_at = 0
    for step in workshop.framework.steps:
        for part in list_pictures(workshop, step, releases):
            if part == TALK:
                continue
            items = [r for r in releases if r.step == step.key][-1].items()
            for item in (items[0], items[-1]):
                picture = draw_picture(workshop, step, releases, View(part, item=item.key))
                if case != "unanimous" or part != "movement":
                    assert brief(item) in picture.title, (step.key, part)
                full = [getattr(mark, "full", "") for mark in picture.wide.marks]
                words = " ".join(getattr(mark, "words", "") for mark in picture.wide.marks)
                assert item.name in full or item.name[:8] in words, (step.key, part, item.name)
                looked_at += 1
    assert looked_at


def test_an_item_of_another_step_is_not_looked_at(rooms):
    assert title(rooms["ordinary"], "map", "bars", item="not-here") == title(rooms["ordinary"], "map", "bars")


def test_a_room_split_in_two_is_clear_on_nothing(rooms):
    assert title(rooms["split"], "evaluate", "strategic") == "Clear on none: at most 50% give the same answer"


def test_a_room_of_one_mind_is_as_clear_on_all(rooms):
    assert title(rooms["unanimous"], "evaluate", "types").startswith("On 8 of 8, 100% say ")


def test_a_lane_that_as_many_chose_is_not_called_empty(rooms):
    assert (
        title(rooms["split"], "spatial", "spatial_scale") == "Nothing works mainly at this scale: Whole place"
    )


def test_importance_that_lies_nowhere_above_is_said(rooms):
    said = title(rooms["unanimous"], "principles", "bars", sort=Sort.WORK_FIRST)
    assert said == "“Importance” lies above “Now” nowhere"
