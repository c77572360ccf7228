"""Pictures for slides are the board's pictures."""

import pytest
import resvg_py

from facilitator.charts.pictures import draw_picture
from facilitator.charts.png import FONTS, WIDTH, draw_png
from facilitator.charts.svg import to_slide
from facilitator.domain.direction import View
from facilitator.services import results, slides

PNG = b"\x89PNG\r\n\x1a\n"


def rated(make_room, **people):
    room = make_room()
    room.join(**people)
    room.start("principles")
    for voter in room.voters:
        room.cast(voter, time={"now": "partly", "importance": "essential"})
    room.close()
    return room


def test_a_revealed_picture_becomes_a_png_1920_wide(installation, make_room):
    room = rated(make_room, officer=12, vcs=11)
    room.reveal()
    content = slides.draw_slide(installation, room.workshop, "principles", View("bars"))
    assert content.startswith(PNG)
    assert int.from_bytes(content[16:20]) == 1920


def test_before_the_reveal_there_is_nothing_to_draw(installation, make_room):
    room = rated(make_room, officer=12)
    with pytest.raises(slides.NothingToDraw):
        slides.draw_slide(installation, room.workshop, "principles", View())
    assert slides.list_slides(installation, room.workshop) == []


def test_an_unknown_step_is_refused(installation, make_room):
    with pytest.raises(KeyError):
        slides.draw_slide(installation, rated(make_room, officer=12).workshop, "nowhere", View())


def test_what_the_maker_says_is_told(installation, make_room, monkeypatch):
    room = rated(make_room, officer=12)
    room.reveal()
    monkeypatch.setattr(slides, "to_slide", lambda *_: "this is no picture")
    with pytest.raises(slides.SlideFailed):
        slides.draw_slide(installation, room.workshop, "principles", View())


def test_file_names_hold_nothing_a_folder_could_mistake(make_room):
    name = slides.slide_name(make_room().workshop, "principles", View("../../etc"))
    assert "/" not in name
    assert ".." not in name


def test_a_slide_looks_the_same_whatever_fonts_a_machine_has(installation, make_room):
    room = rated(make_room, officer=12, vcs=11)
    room.reveal()
    releases = results.list_releases(installation, room.workshop)
    step = room.workshop.framework.get_step("principles")
    picture = draw_picture(room.workshop, step, releases, View("bars"))
    svg = to_slide(picture.wide, "Llŷn a Gŵyr: 2.6 → 3.1, ≈ −0.5", "How we work together")
    bare = {"svg_string": svg, "width": WIDTH, "skip_system_fonts": True}
    ours = bytes(resvg_py.svg_to_bytes(**bare, font_dirs=[str(FONTS)]))
    assert draw_png(svg) == ours
    assert draw_png(svg.replace("Gŵyr", "威尔士")).startswith(PNG)  # the machine may help out
    assert ours != bytes(resvg_py.svg_to_bytes(**bare))  # without a font there are no words
