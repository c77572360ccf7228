"""Pages can be read from right to left: styles name no left or right, and texts run in their own direction."""

import re
from pathlib import Path

import pytest

from tests.web.conftest import words

STYLES = sorted((Path(__file__).parents[2] / "styles").glob("*.scss"))
# Sides that stay what they are in every direction of reading, each with its reason; none so far.
ALLOWED: frozenset[str] = frozenset()
SIDED = re.compile(r"(?:(?:margin|padding|border)-)?(?:left|right)(?:-\w+)?|float|clear")
FOUR = ("margin", "padding", "inset", "border-width", "border-style", "border-color", "border-radius")
CORNERS = re.compile(r"border-(?:top|bottom)-(?:left|right)-radius")
VALUE = re.compile(r"(?:[\w-]+\((?:[^()]|\([^()]*\))*\)|\S)+")


def sided(style: str) -> list[str]:
    """Return the declarations of a style sheet that name a left or a right."""
    style = re.sub(r"//[^\n]*|/\*.*?\*/", "", style, flags=re.DOTALL)
    found = []
    for name, value in re.findall(r"([\w-]+)\s*:\s*([^;{}]+)(?=[;}])", style):
        values = VALUE.findall(value)
        uneven = name in FOUR and len(values) == 4 and values[1] != values[3]
        aligned = name in ("text-align", "justify-content", "caption-side") and {"left", "right"} & set(
            values
        )
        if SIDED.fullmatch(name) or CORNERS.fullmatch(name) or uneven or aligned:
            found.append(f"{name}: {value.strip()}")
    return found


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_name_no_left_and_no_right(path):
    assert [each for each in sided(path.read_text()) if each not in ALLOWED] == []


@pytest.mark.parametrize(
    "style",
    [
        "a { margin-left: 1px; }",
        "a { padding: 1px 2px 3px calc(4px + 1px); }",
        "a { border-right-color: red }",
        "a { text-align: right; }",
        "a { position: absolute; left: 0 }",
        "a { float: left; }",
        "a { border-top-left-radius: 4px; }",
    ],
)
def test_the_check_finds_sides(style):
    assert sided(style)


def test_the_check_lets_directions_pass():
    assert not sided("a { margin-inline-start: 1px; padding: 1px 2px 3px 2px; text-align: end; top: 0 }")


@pytest.mark.parametrize("address", ["/j/{}", "/b/{}/", "/b/{}/summary", "/promise", "/sign-in"])
def test_a_page_says_its_language_and_direction(visitor, make_room, address):
    room = make_room()
    page = visitor.get(address.format(room.workshop.code)).text
    assert re.search(r'<html lang="en-GB" dir="ltr"', page)
    visitor.client.set_cookie("language", "cy")
    page = visitor.get(address.format(room.workshop.code)).text
    language = "en-GB" if address == "/sign-in" else "cy"
    assert re.search(rf'<html lang="{language}" dir="ltr"', page)


def test_what_people_write_runs_in_its_own_direction(make_room, join, host):
    name = "منتدى الجمعيات"
    room = make_room(f"{name}\nHub")
    phone = join(room)
    room.start("relationships")
    page = phone.get(f"/w/{room.workshop.code}/", follow_redirects=True).text
    assert f'dir="auto">{name}<' in page
    fields = re.findall(r"<(?:input|textarea)[^>]*name=\"q_\w+\"[^>]*>", page)
    assert fields
    assert all('dir="auto"' in field for field in fields)
    room.close()
    room.start("evaluate")
    page = phone.get(f"/w/{room.workshop.code}/", follow_redirects=True).text
    assert re.search(rf'<h1[^>]* dir="auto">{name}<', page)
    console = host.get(f"/console/{room.workshop.code}/")
    assert re.search(r'class="masthead__place wrap" dir="auto"', console.text)
    assert name in words(console)
