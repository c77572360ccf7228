"""What the gallery shows can be drawn: every picture, from ordinary and extreme rooms."""

from xml.etree import ElementTree

from facilitator.charts.pictures import draw_picture
from facilitator.charts.svg import to_slide, to_svg
from scripts.gallery_pictures import scenes, views


def test_every_picture_of_the_gallery_is_drawn():
    drawn = 0
    for case, workshop, releases in scenes():
        for step in workshop.framework.steps:
            for label, view in views(workshop, step, releases):
                picture = draw_picture(workshop, step, releases, view)
                assert picture.title, (case, step.key, label)
                for drawing in (picture.wide, picture.narrow):
                    ElementTree.fromstring(to_svg(drawing, picture.about, "p"))
                ElementTree.fromstring(to_slide(picture.wide, picture.title, workshop.title))
                drawn += 1
    assert drawn > 150
