"""Before anybody has joined: which groups could be shown, and a warning where a small one hides others."""

import pytest

from facilitator.domain.disclosure import decide
from facilitator.domain.expectation import foresee
from facilitator.domain.workshop import Breakdown
from tests.web.conftest import words

FEW_OTHERS = {"officer": 8, "councillor": 6, "vcs": 16, "other": 3}


def path(room, rest: str = "") -> str:
    return f"/console/{room.workshop.code}/{rest}"


def test_few_other_partners_hide_a_side(framework):
    found = foresee(framework.for_mode("joint"), FEW_OTHERS, 5, Breakdown.SIDE)
    assert (found.too_few, found.hidden_with_them, found.shown) == (
        ("Other partners",),
        ("Council",),
        ("VCS",),
    )


@pytest.mark.parametrize("breakdown", list(Breakdown))
@pytest.mark.parametrize("others", range(8))
def test_what_is_foreseen_is_what_disclosure_control_decides(framework, breakdown, others):
    joint = framework.for_mode("joint")
    heads = FEW_OTHERS | {"other": others}
    counts: dict[str, int] = {}
    for sector, number in heads.items():
        group = joint.group_of(sector, breakdown)
        counts[group] = counts.get(group, 0) + number
    names = joint.group_names(breakdown)
    found = foresee(joint, heads, 5, breakdown)
    assert set(found.shown) == {names[key] for key in decide(counts, 5).groups}
    assert bool(found.too_few) == (0 < others < 5)


def test_the_page_says_who_could_be_shown_and_keeps_nothing(host, make_room):
    room = make_room(opened=False, breakdown=Breakdown.SIDE)
    before = room.workshop.revision
    page = words(host.get(path(room, "expected?officer=8&councillor=6&vcs=16&other=3")))
    assert "Results by side (as it is now) Fewer than 5 people: Other partners." in page
    assert "worked out from the rest: Council." in page
    assert "Results by sector" in page
    wrong = host.get(path(room, "expected?officer=-1"))
    assert (wrong.status_code, "Enter whole numbers" in words(wrong)) == (400, True)
    assert room.workshop.revision == before


def test_creating_a_workshop_warns_with_last_times_numbers(host, make_room):
    room = make_room(breakdown=Breakdown.SIDE)
    assert "fewer than 5 other partners" in words(host.get("/console/workshops/new"))
    room.join(**FEW_OTHERS)
    host.get(path(room))
    copy = host.post(path(room, "duplicate")).location.replace("settings", "")
    page = words(host.get(copy))
    assert "If as many people come as last time, some results are hidden" in page
    assert "worked out from the rest: Council." in page
    room.join(other=2)
    assert "as last time" not in words(host.get(copy))


def test_a_group_whose_bars_and_dots_stay_hidden_is_foretold(framework):
    joint = framework.for_mode("joint")
    heads = {"officer": 11, "councillor": 4, "vcs": 14, "other": 3}
    found = foresee(joint, heads, 3, Breakdown.SIDE)
    assert (found.too_few, found.hidden_with_them) == ((), ())
    assert set(found.means_only) == {"VCS", "Other partners"}
    assert foresee(joint, heads | {"other": 0}, 3, Breakdown.SIDE).means_only == ()
