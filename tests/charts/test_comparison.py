"""A comparison stays in its frame, fits a projector, and draws nothing that is withheld."""

import datetime
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask_babel import Babel

from facilitator.charts.comparison import ComparisonTask, lay_out_comparison, shown_rows
from facilitator.charts.drawing import Box, Sign, Text
from facilitator.charts.layout import LAYOUTS, WIDE, text_width
from facilitator.charts.svg import to_svg
from facilitator.domain.comparison import Sitting, compare, newest_results
from facilitator.domain.workshop import Breakdown
from facilitator.frameworks import get_built_in
from facilitator.web.topics import list_topics
from tests.charts.conftest import LONG, releases_of, room, workshop_of

ROOMS = {"large": room(12, 4, 18, 6), "small": room(6, 0, 7, 2), "nobody": room(1, 0, 2, 0)}


def task_of(rooms, step, criterion):
    framework = get_built_in("council-vcs")
    workshop = workshop_of(framework, Breakdown.SIDE)
    sittings = [
        Sitting(
            f"W{number}",
            f"Workshop {number}",
            datetime.date(2026, 1 + number, 1),
            "joint",
            framework.for_mode("joint"),
            "side",
            5,
            newest_results(releases_of(workshop, people, [LONG.format(n) for n in range(25)], seed=number)),
        )
        for number, people in enumerate(rooms)
    ]
    comparison = compare(sittings)
    rows = [row for row in comparison.rows if (row.step, row.criterion.key) == (step, criterion)]
    names = [f"Together, {sitting.held_on:%d %b %y}" for sitting in comparison.sittings]
    return ComparisonTask(comparison, rows, names, {"council": "Council", "vcs": "VCS"}, 5)


@pytest.mark.parametrize(
    ("step", "criterion"),
    [("principles", "now"), ("map", "proactive_reactive"), ("barriers", "barrier_dots")],
)
def test_the_title_speaks_of_an_item_that_is_drawn(step, criterion):
    plain = task_of([ROOMS["large"]] * 6, step, criterion)
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        topic = next(t for t in list_topics(plain.comparison) if t.key == f"{step}.{criterion}")
    assert topic.headline.item.name in topic.title
    assert len(shown_rows(plain, WIDE)) < len(plain.rows)
    for headline in (topic.headline, *plain.rows):
        task = replace(plain, headline=headline)
        drawn = [mark.full for mark in lay_out_comparison(task, WIDE).marks if isinstance(mark, Text)]
        assert all(shown_rows(task, layout)[0] is headline for layout in LAYOUTS)
        assert headline.item.name in drawn


@pytest.mark.parametrize(
    ("step", "criterion"),
    [("map", "proactive_reactive"), ("principles", "now"), ("barriers", "barrier_dots")],
)
@pytest.mark.parametrize("names", [("large", "large"), ("large", "small", "nobody"), ("large",) * 6])
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_everything_stays_inside_and_can_be_read(names, step, criterion, layout):
    task = task_of([ROOMS[name] for name in names], step, criterion)
    drawing = lay_out_comparison(task, layout)
    for mark in drawing.marks:
        if isinstance(mark, Text):
            width = text_width(mark.words, mark.size, bold=mark.bold)
            left = mark.x - {"start": 0, "middle": width / 2, "end": width}[mark.anchor]
            assert left >= -8, mark
            assert left + width <= drawing.width + 8, mark
            assert 0 < mark.y <= drawing.height + 2, mark
            assert mark.size >= (21 if layout.is_wide else 13), mark
        elif isinstance(mark, Box):
            assert mark.x >= -1
            assert mark.x + mark.width <= drawing.width + 2
        elif isinstance(mark, Sign):
            assert 0 <= mark.x <= drawing.width
    if layout is WIDE:
        assert drawing.height <= WIDE.height * 1.35
        assert len(shown_rows(task, layout)) >= 3
    ElementTree.fromstring(str(to_svg(drawing, "about", "c")))


def test_a_room_that_shows_nothing_leaves_a_quiet_place_and_no_mark():
    task = task_of([ROOMS["large"], ROOMS["nobody"]], "principles", "now")
    drawing = lay_out_comparison(task, WIDE)
    shown = len(shown_rows(task, WIDE))
    hatched = [mark for mark in drawing.marks if isinstance(mark, Box) and mark.look == "hatch"]
    assert len(hatched) == shown
    rooms = [mark for mark in drawing.marks if isinstance(mark, Sign) and mark.look == "room"]
    assert len(rooms) == shown + 1  # one per item, and the key
