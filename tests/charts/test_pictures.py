"""Every picture of every room shows released figures and nothing else, legibly and within its frame."""

import json
import re
from dataclasses import replace
from itertools import product

import pytest
from lxml import etree

from facilitator.charts.drawing import Box, Line, Sign, Text
from facilitator.charts.layout import WIDE, text_width
from facilitator.charts.pictures import BARS, MAP, TALK, draw_picture, list_pictures
from facilitator.charts.scene import types_of
from facilitator.charts.svg import to_slide, to_svg
from facilitator.domain.direction import Sort, View
from facilitator.domain.publishing import publish
from facilitator.domain.release import Shown, Withheld
from facilitator.domain.release_data import release_from_data, release_to_data
from facilitator.domain.rounding import percent, show_points, show_signed_points, show_whole
from tests.charts.conftest import workshop_of

NUMBER = re.compile(r"[+−]?\d+(?:\.\d+)?")


def pictures(workshop, releases):
    for step in workshop.framework.steps:
        for part in list_pictures(workshop, step, releases):
            for sort in Sort if part == BARS else (Sort.AGENDA,):
                yield step, draw_picture(workshop, step, releases, View(part, sort=sort))


def figures_in(result):
    found = [result.figures.room, *result.figures.groups.values()]
    if result.outside:
        found += [result.outside.room]
    return [figures for figures in found if isinstance(figures, Shown)]


def published(releases, k):
    """Return every number that the releases hold, as it is shown."""
    shown = {str(k), "10", *map(str, range(1, 26))}  # k, the words "fewer than 10", and ranks
    for release in releases:
        for result in release.results:
            for f in figures_in(result):
                shown |= {str(v) for v in (f.n, f.dots, f.people) if v is not None}
                if f.mean is not None:
                    shown |= {show_points(f.mean), show_signed_points(f.mean)}
                if f.agreement is not None:
                    shown.add(show_whole(f.agreement))
                if f.counts and f.n:
                    shown |= {str(percent(number, f.n)) for number in f.counts.values()}
    return shown


def test_every_step_with_figures_has_pictures(scene):
    workshop, releases = scene
    assert {step.key for step, _ in pictures(workshop, releases)} == {r.step for r in releases}


def test_numbers_on_pictures_are_those_that_are_released(scene):
    workshop, releases = scene
    known = published(releases, workshop.k)
    names = {item.name for release in releases for item in release.items()}
    for step, picture in pictures(workshop, releases):
        if picture.part == TALK:
            continue  # sentences also hold differences; tested below
        for drawing in (picture.wide, picture.narrow):
            for mark in drawing.marks:
                if not isinstance(mark, Text) or mark.full in names or _is_part_of_a_name(mark.words, names):
                    continue
                for number in NUMBER.findall(mark.words):
                    assert number in known, (step.key, picture.part, mark.words)


def _is_part_of_a_name(words, names):
    start = words.rstrip("…").split(": ")[-1]
    return (
        any(start and (start in name or name in words) for name in names)
        or "Not on the map" in words
        or "No lane" in words
    )


def test_pictures_are_the_same_after_the_release_went_through_json(scene):
    workshop, releases = scene
    again = [release_from_data(r.step, r.round, json.loads(json.dumps(release_to_data(r)))) for r in releases]
    for (_s, one), (_t, other) in zip(pictures(workshop, releases), pictures(workshop, again), strict=True):
        assert (one.title, one.wide, one.narrow) == (other.title, other.wide, other.narrow)


def test_what_is_withheld_leaves_no_mark(scene):
    """With every figure taken out of a release, pictures hold only names, words and hatching."""
    workshop, releases = scene
    empty = [
        replace(
            release,
            results=tuple(
                replace(
                    result,
                    movement=None,
                    outside=result.outside
                    and replace(
                        result.outside,
                        room=Withheld(),
                        groups=dict.fromkeys(result.outside.groups, Withheld()),
                    ),
                    figures=replace(
                        result.figures,
                        room=Withheld(),
                        groups=dict.fromkeys(result.figures.groups, Withheld()),
                    ),
                )
                for result in release.results
            ),
        )
        for release in releases
    ]
    for _step, picture in pictures(workshop, empty):
        assert "Too few answers" in picture.title or picture.part == "movement"
        for drawing in (picture.wide, picture.narrow):
            for mark in drawing.marks:
                assert not isinstance(mark, Sign) or not mark.key
                assert not isinstance(mark, Box) or not mark.key, mark
                assert not isinstance(mark, Line) or not mark.key


def test_nothing_leaves_its_frame_and_words_can_be_read_from_the_back(scene):
    workshop, releases = scene
    for step, picture in pictures(workshop, releases):
        for drawing in (picture.wide, picture.narrow):
            where = (step.key, picture.part, drawing.name)
            for mark in drawing.marks:
                if isinstance(mark, Text):
                    width = text_width(mark.words, mark.size, bold=mark.bold)
                    left = mark.x - {"start": 0, "middle": width / 2, "end": width}[mark.anchor]
                    assert left >= -8, (*where, mark)
                    assert left + width <= drawing.width + 8, (*where, mark)
                    assert 0 < mark.y <= drawing.height + 2, (*where, mark)
                    assert mark.size >= (22 if drawing.name == "wide" else 13), (*where, mark)
                elif isinstance(mark, Box):
                    assert mark.x >= -1, (*where, mark)
                    assert mark.x + mark.width <= drawing.width + 2, (*where, mark)
                    assert mark.y + mark.height <= drawing.height + 2, (*where, mark)
                elif isinstance(mark, Sign):
                    assert 0 <= mark.x <= drawing.width, (*where, mark)


def test_pictures_of_25_fit_a_projector(scene):
    workshop, releases = scene
    for step, picture in pictures(workshop, releases):
        assert picture.wide.height <= WIDE.height * 1.35, (step.key, picture.part, picture.wide.height)


def test_drawings_are_well_formed_with_ids_of_their_own(scene):
    workshop, releases = scene
    for _step, picture in pictures(workshop, releases):
        page = (
            "<div>"
            + str(to_svg(picture.wide, picture.about, "a"))
            + str(to_svg(picture.narrow, picture.about, "a"))
            + "</div>"
        )
        ids = etree.fromstring(page.encode()).xpath("//@id")
        assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1][:3]
        assert "style=" not in page
        etree.fromstring(to_slide(picture.wide, picture.title, "foot").encode())


def test_a_second_round_shows_movement_first(scene):
    workshop, releases = scene
    step = workshop.framework.get_step(releases[-1].step)
    twice = [r for r in releases if r.step == "map"]
    if twice:
        step = workshop.framework.get_step("map")
        assert next(iter(list_pictures(workshop, step, twice))) == "movement"
        assert next(iter(list_pictures(workshop, step, twice[:1]))) == MAP
    assert list_pictures(workshop, step, []) == {}


def test_before_and_after_is_drawn_and_told_for_the_room_and_for_each_side_that_is_shown(framework):
    """Both rounds' published means, and nothing of a side that one of them withholds."""
    workshop = workshop_of(framework)
    step = framework.get_step("principles")
    item = framework.get_item_set(step.items).items[0]

    def release(number, council, vcs, people):
        given = {"importance": "essential"}
        cast = [("council", given | {"now": council})] * 12 + [("vcs", given | {"now": vcs})] * people
        return publish(framework, step, number, (item,), {item.key: cast}, k=5, breakdown=workshop.breakdown)

    wide_apart, together = release(1, "not_in_place", "fully", 11), release(2, "a_little", "partly", 11)
    picture = draw_picture(workshop, step, [wide_apart, together], View("movement"))
    assert picture.title == f"After talking, Council and VCS are closer together on {item.name} (Now)"
    assert picture.sentences[0] == (
        f"{item.name} (Now): Council and VCS are closer together, 4.0 points apart before and 1.0 after"
    )
    assert picture.earlier == wide_apart
    for drawing in (picture.wide, picture.narrow):
        said = [mark.words for mark in drawing.marks if isinstance(mark, Text)]
        assert {"1.0 → 2.0", "5.0 → 3.0", "2.9 → 2.5"} <= set(said)
    back = draw_picture(workshop, step, [together, wide_apart], View("movement"))
    assert back.title == f"After talking, Council and VCS are further apart on {item.name} (Now)"
    alone = draw_picture(workshop, step, [wide_apart, release(2, "a_little", "partly", 4)], View("movement"))
    assert "VCS" not in alone.title
    assert not alone.sentences
    signs = {mark.look for mark in alone.wide.marks if isinstance(mark, Sign)}
    assert signs == {"before", "room"}


@pytest.mark.parametrize(("x", "y"), list(product(["time_investment", "nonsense", ""], repeat=2)))
def test_any_two_scales_can_be_the_axes(scene, x, y):
    workshop, releases = scene
    if all(r.step != "map" for r in releases):
        return
    picture = draw_picture(workshop, workshop.framework.get_step("map"), releases, View(MAP, x, y))
    assert picture.view.x != picture.view.y
    assert x != "time_investment" or picture.view.x == x


def test_user_text_is_never_markup():
    from facilitator.charts.drawing import Drawing

    evil = '"><script>alert(1)</script>&'
    svg = str(to_svg(Drawing("wide", 10, 10, (Text(0, 0, evil, 22, key='k"', full=evil + "x"),)), evil, "a"))
    assert "<script" not in svg
    assert 'id="a-wide-k&quot;"' in svg


def test_typologies_are_found_by_their_answers(framework):
    several, main, verdict = types_of(framework.criteria_of(framework.get_step("evaluate")))
    assert (several.key, main.key, verdict.key) == ("types", "main_type", "strategic")
    assert types_of(framework.criteria_of(framework.get_step("principles"))) == (None, None, None)
