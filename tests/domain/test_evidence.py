"""What the room said becomes starting points for actions, with its released figures and nothing else."""

import pytest

from facilitator.domain.evidence import describe, list_starting_points
from facilitator.domain.framework import Item
from facilitator.domain.publishing import publish
from facilitator.domain.release import Release

NAMES = {"council": "Council", "vcs": "VCS", "other": "Other partners"}


def release(framework, step, answers, items):
    """Return a release in which ``answers`` maps item to (council's answer, VCS's answer), ten people each."""
    asked = framework.get_step(step)
    ballots = {
        item: [("council", one) for _ in range(10)] + [("vcs", other) for _ in range(10)]
        for item, (one, other) in answers.items()
    }
    known = [Item(key, name) for key, name in items.items() if key in answers]
    return publish(framework, asked, 1, known, ballots, k=5, breakdown="side")


@pytest.fixture
def principles(framework) -> Release:
    both = {"importance": "essential"}
    answers = {
        "time": ({"now": "fully", **both}, {"now": "not_in_place", **both}),
        "capacity": ({"now": "a_little", **both}, {"now": "a_little", **both}),
        "structures": ({"now": "fully", **both}, {"now": "fully", **both}),
    }
    return release(
        framework, "principles", answers, {"time": "Time", "capacity": "Capacity", "structures": "Structures"}
    )


def points(framework, releases, missing=()):
    found = list_starting_points(framework, releases, ("council", "vcs"), NAMES, missing)
    return [(p.kind, p.link) for p in found]


def test_gaps_and_what_to_work_on_first(framework, principles):
    found = points(framework, {"principles": principles})
    assert found == [("gap", "elements:time"), ("first", "elements:capacity"), ("first", "elements:time")]


def test_barriers_scales_without_anything_and_who_is_missing(framework):
    dots = {"barrier_dots": 1}
    barriers = release(
        framework,
        "barriers",
        {
            "a": (dots, dots),
            "b": ({"barrier_dots": 0}, dots),
            "c": ({"barrier_dots": 0}, {"barrier_dots": 0}),
        },
        {"a": "A", "b": "B", "c": "C"},
    )
    region, place = {"spatial_scale": "region"}, {"spatial_scale": "whole_place"}
    spatial = release(
        framework, "spatial", {"r": (region, region), "s": (place, place)}, {"r": "R", "s": "S"}
    )
    found = points(framework, {"barriers": barriers, "spatial": spatial}, [("1", "Youth groups")])
    assert found == [
        ("barrier", "barriers:a"),
        ("barrier", "barriers:b"),
        ("scale", "spatial_scale:neighbourhood"),
        ("missing", "words:1"),
    ]


def test_nothing_withheld_is_a_starting_point(framework):
    asked = framework.get_step("principles")
    few = [("council", {"now": "fully"})] * 2 + [("vcs", {"now": "not_in_place"})] * 2
    small = publish(framework, asked, 1, [Item("time", "Time")], {"time": few}, k=5, breakdown="side")
    assert points(framework, {"principles": small}) == []
    assert (
        describe(framework, {"principles": small}, "elements:time", "Time", ("council", "vcs"), NAMES).figures
        == ()
    )


def test_an_action_carries_the_figures_of_what_it_answers(framework, principles):
    found = describe(
        framework, {"principles": principles}, "elements:time", "Time", ("council", "vcs"), NAMES
    )
    assert str(found) == (
        "Time (Now 3.0 of 5, Council 5.0, VCS 1.0; Importance 5.0 of 5, Council 5.0, VCS 5.0)"
    )
