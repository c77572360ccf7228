"""A title speaks of what is looked at, and claims no clearness, gap or emptiness that the picture does not show."""

from dataclasses import replace

import pytest

from facilitator.charts.drawing import Text
from facilitator.charts.layout import NARROW, text_width
from facilitator.charts.pictures import MOVEMENT, TALK, draw_picture, list_pictures
from facilitator.charts.sentences import brief
from facilitator.domain.direction import Sort, View
from facilitator.domain.framework import Item
from facilitator.domain.publishing import publish
from facilitator.domain.release import Shown
from facilitator.domain.rounding import percent
from scripts.gallery_pictures import scenes
from tests.charts.conftest import workshop_of


@pytest.fixture(scope="module")
def rooms():
    return {case: (workshop, releases) for case, workshop, releases in scenes()}


def draw(room, step, part, **view):
    workshop, releases = room
    return draw_picture(workshop, workshop.framework.get_step(step), releases, View(part, **view))


def asked(room, step, answers):
    """Return a room that answered one step: item to answers per person."""
    workshop, _releases = room
    found = workshop.framework.get_step(step)
    items = tuple(Item(key, key) for key in answers)
    ballots = {
        key: [("council", given) for given in cast if given is not None] for key, cast in answers.items()
    }
    release = publish(workshop.framework, found, 1, items, ballots, k=5, breakdown="side")
    return workshop_of(workshop.framework), [release]


@pytest.mark.parametrize("case", ["ordinary", "small-room", "25-long-names", "statements", "split"])
def test_a_picture_with_one_item_to_look_at_speaks_of_it_and_draws_it(rooms, case):
    workshop, releases = rooms[case]
    looked_at = 0
    for step in workshop.framework.steps:
        for part in list_pictures(workshop, step, releases):
            if part == TALK:
                continue
            whole = draw_picture(workshop, step, releases, View(part))
            for item in (whole.items[0], whole.items[-1]):
                picture = draw_picture(workshop, step, releases, View(part, item=item.key))
                assert brief(item) in picture.title, (step.key, part, picture.title)
                drawn = [mark for mark in picture.wide.marks if getattr(mark, "key", "").startswith(item.key)]
                assert any(not mark.faint for mark in drawn), (step.key, part, item.name)
                looked_at += 1
    assert looked_at


def test_an_item_of_another_step_is_not_looked_at(rooms):
    plain = draw(rooms["ordinary"], "map", "bars")
    other = draw(rooms["ordinary"], "map", "bars", item="not-here")
    assert (other.title, other.wide) == (plain.title, plain.wide)


def test_what_was_not_asked_again_cannot_be_pointed_out_in_a_movement(rooms):
    room = rooms["ordinary"]
    plain = draw(room, "principles", MOVEMENT)
    assert len(plain.items) == 3
    others = [item for item in draw(room, "principles", "bars").items if item not in plain.items]
    assert len(others) == 10
    faded = draw(room, "principles", MOVEMENT, item=others[0].key)
    assert (faded.title, faded.wide, faded.view.item) == (plain.title, plain.wide, "")


def test_an_item_that_did_not_move_is_said_to_agree_as_before_itself(rooms):
    room = rooms["split"]
    item = draw(room, "principles", MOVEMENT).items[0]
    said = draw(room, "principles", MOVEMENT, item=item.key).title
    assert said.startswith(f"After talking, the room agrees as much as before on {item.name}")


def test_a_room_split_in_two_is_clear_on_nothing(rooms):
    room = rooms["split"]
    assert draw(room, "evaluate", "strategic").title == "Clear on none: at most 50% give the same answer"
    assert draw(room, "evaluate", "types").title == "Clear on none: at most 50% give the same main answer"


def test_a_tie_is_not_worded_as_one_share_for_both(rooms):
    room = rooms["split"]
    item = room[1][0].items()[0]
    said = draw(room, "evaluate", "strategic", item=item.key).title
    assert said == f"{item.name}: as many say No as Yes, 50% each"


def test_a_room_of_one_mind_is_as_clear_on_all(rooms):
    assert draw(rooms["unanimous"], "evaluate", "types").title == "On 8 of 8, 100% say it is mainly Delivery"


def test_a_typology_speaks_of_the_main_type(rooms):
    room = rooms["ordinary"]
    item = room[1][0].items()[0]
    assert "say it is mainly" in draw(room, "evaluate", "types", item=item.key).title


def test_the_clearest_is_not_told_by_a_margin_that_is_not_shown(rooms):
    keys = [o.key for o in rooms["ordinary"][0].framework.get_criterion("strategic").options]
    yes, no = {"strategic": keys[1]}, {"strategic": keys[0]}
    assert percent(11, 13) == percent(17, 20)
    cast = {"A": [yes] * 11 + [no] * 2, "B": [yes] * 17 + [no] * 3}
    assert (
        draw(asked(rooms["ordinary"], "evaluate", cast), "evaluate", "strategic").title
        == "On 2 of 2, 85% say Yes"
    )
    room = asked(rooms["ordinary"], "evaluate", cast | {"C": [yes] * 7 + [no] * 6})
    assert draw(room, "evaluate", "strategic").title == "Clearest, with 85% each: A, B"


def test_what_is_said_of_all_says_where_some_may_not_be_shown(rooms):
    keys = [o.key for o in rooms["ordinary"][0].framework.get_criterion("strategic").options]
    half = [{"strategic": key} for key in keys * 5]
    room = asked(rooms["ordinary"], "evaluate", {"A": half, "B": half[:3]})
    assert not isinstance(room[1][0].find_result("B", "strategic").figures.room, Shown)
    said = draw(room, "evaluate", "strategic").title
    assert said == "Clear on none: at most 50% give the same answer (of those that may be shown)"


def test_lanes_are_counted_as_they_are_drawn(rooms):
    one, two, three = rooms["ordinary"][0].framework.get_criterion("spatial_scale").option_keys
    cast = {
        "A": [one] * 6,
        "B": [one] * 5 + [two] * 5,
        "C": [two] * 6,
        "D": [three] * 6,
    }
    answers = {key: [{"spatial_scale": given} for given in each] for key, each in cast.items()}
    said = draw(asked(rooms["ordinary"], "spatial", answers), "spatial", "spatial_scale").title
    assert said == "More stand at Neighbourhood than anywhere else: 2 of 4"


def test_a_lane_that_as_many_chose_is_not_called_empty(rooms):
    picture = draw(rooms["split"], "spatial", "spatial_scale")
    assert picture.title == "Nothing works mainly at this scale: Whole place"
    drawn = " ".join(getattr(mark, "words", "") for mark in picture.wide.marks)
    assert "As many see 8 here as elsewhere" in drawn


def test_importance_that_lies_nowhere_above_is_said(rooms):
    said = draw(rooms["unanimous"], "principles", "bars", sort=Sort.WORK_FIRST).title
    assert said == "“Importance” lies above “Now” nowhere"


def test_means_that_are_rounded_to_halves_are_alike_only_about(rooms):
    room = rooms["small-room"]
    titles = [
        draw(room, "principles", "bars", item=item.key).title
        for item in draw(room, "principles", "bars").items
    ]
    alike = [said for said in titles if said.endswith("alike")]
    assert alike
    assert all(said.endswith("about alike") for said in alike)


def test_a_key_that_says_what_is_not_shown_stays_within_a_phone(rooms):
    workshop, releases = rooms["ordinary"]
    bare = [
        replace(r, results=tuple(replace(x, figures=replace(x.figures, groups={})) for x in r.results))
        for r in releases
    ]
    picture = draw((workshop, bare), "map", "positions")
    told = [m for m in picture.narrow.marks if isinstance(m, Text) and m.look in ("one", "two")]
    assert "not shown, to protect" in " ".join(mark.words for mark in told)
    assert all(mark.x + text_width(mark.words, mark.size) <= NARROW.width for mark in told)
