"""Every number of the board is the number in the JSON twin and in the workbook, to its last digit."""

import re
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO

import pytest
from lxml import html
from openpyxl import load_workbook

from facilitator.charts.pictures import list_pictures
from facilitator.domain.framework import CriterionKind
from facilitator.services import export, results
from tests.played import play_everything

NUMBER = re.compile(r"[+−]?\d+(?:\.\d+)?")


def rounded(value, step="0.1") -> str:
    """Round as a spreadsheet shows it: halves away from zero."""
    text = str(Decimal(repr(float(value))).quantize(Decimal(step), ROUND_HALF_UP))
    return ("0" + text[2:] if text.startswith("-0") and not float(text) else text).replace("-", "−")


@pytest.fixture
def played(make_room, installation):
    return play_everything(make_room, installation)


def shown_in(row) -> set[str]:
    """Return every number that a row of the JSON twin may show."""
    found = set()
    for figures in (row["room"], *row["groups"].values()):
        for name in ("n", "dots", "people"):
            if figures.get(name) is not None:
                found.add(str(figures[name]))
        if figures.get("mean") is not None:
            points = rounded(figures["mean"])
            found |= {points, f"+{points}"}
        if figures.get("agreement") is not None:
            found.add(rounded(figures["agreement"], "1"))
        for number in (figures.get("counts") or {}).values():
            found.add(rounded(100 * number / figures["n"], "1"))
    outside = (row.get("outside") or {}).get("room") or {}
    return found | {str(outside["n"])} if "n" in outside else found


def in_words(figures, criterion, k, *, group):
    """Return what a table's cell says of figures of the twin."""
    if "withheld" in figures:
        return f"not shown, to protect groups under {k}" if group else f"fewer than {k} answers"
    if "dots" in figures:
        return f"{figures['dots']} dots from {figures['people']} people"
    if figures.get("mean") is not None and figures.get("median") is not None:
        mean = ("≈ " if figures.get("coarse") else "") + rounded(figures["mean"])
        middle = rounded(figures["median"]).removesuffix(".0")
        return f"mean {mean}, middle {middle}, n {figures['n']}"
    if figures.get("counts"):
        each = ", ".join(f"{o.name} {figures['counts'][o.key]}" for o in criterion.options)
        return f"{each} (n {figures['n']})"
    if figures.get("mean") is not None:
        return ("≈ " if figures.get("coarse") else "") + rounded(figures["mean"])
    return f"n {figures['n']}"


def test_every_number_on_the_board_is_in_the_twin_and_in_the_workbook(visitor, played, installation):
    workshop, code = played.workshop, played.workshop.code
    twin = visitor.get(f"/b/{code}/results.json").json["results"]
    book = load_workbook(BytesIO(export.read_workbook(installation, workshop)))
    releases = results.list_releases(installation, workshop)
    framework, pictures, cells, told = workshop.framework, 0, 0, set()
    for step in framework.steps:
        own = [row for row in twin if row["step"] == step.key]
        newest = {(row["item"]["key"], row["criterion"]): row for row in own}  # later rounds come later
        for part in list_pictures(workshop, step, releases):
            page = html.fromstring(visitor.get(f"/b/{code}/panel?step={step.key}&part={part}").text)
            pictures += 1
            known = {str(workshop.k), "10"}.union(*(shown_in(row) for row in own))
            names = {row["item"]["name"] for row in own}
            if part in ("positions", "spatial_scale"):  # a map numbers names, lanes count them
                known |= {str(n) for n in range(1, len(names) + 1)}
            drawn = [text.text or "" for text in page.iterfind(".//svg//text")]
            numbers = {
                number
                for words in drawn
                if part != "talk"
                and not any(words.rstrip("…") and words.rstrip("…") in name for name in names)
                for number in NUMBER.findall(words)
            }
            assert numbers <= known, (step.key, part, numbers - known)
            told |= numbers
            for table in page.iterfind(".//details//table"):
                caption = table.findtext("caption")
                criterion = next((c for c in framework.criteria_of(step) if c.name == caption), None)
                if criterion is None:
                    continue
                for line in table.iterfind("tbody/tr"):
                    row = next(
                        r for (_, c), r in newest.items()
                        if c == criterion.key and r["item"]["name"] == line.findtext("th")
                    )  # fmt: skip
                    said = [" ".join(cell.text_content().split()) for cell in line.iterfind("td")]
                    groups = [row["groups"][key] for key in workshop.groups]
                    beside = "withheld" not in row["room"]
                    assert said[0] == in_words(row["room"], criterion, workshop.k, group=False)
                    assert said[1 : 1 + len(groups)] == [
                        in_words(figures, criterion, workshop.k, group=beside) for figures in groups
                    ]
                    cells += 1 + len(groups)
    assert pictures >= 12
    assert cells > 300
    assert len(told) > 40
    compare_sheets(book, framework, twin)


def compare_sheets(book, framework, twin):
    """Check every mean, agreement, share and number of dots of the step sheets against the twin."""
    compared = 0
    for name in ("Map", "Principles", "Barriers"):
        sheet = book[name]
        heads = [cell.value for cell in sheet[4]]
        for line in sheet.iter_rows(min_row=5):
            if line[0].value is None:
                break
            for head, cell in zip(heads, line, strict=True):
                row = twin_of(twin, framework, name, line[0].value, str(head))
                if row is None or not isinstance(cell.value, (int, float)):
                    continue
                figures, measure = row
                places = "0.1" if measure in ("mean", "median") else "1"
                assert rounded(cell.value, places) == rounded(figures[measure], places), (name, head)
                compared += 1
    assert compared > 100


def twin_of(twin, framework, sheet, item, head):
    """Return (figures, measure) that a column of a sheet shows of an item."""
    for criterion in framework.criteria:
        rows = [r for r in twin if r["item"]["name"] == item and r["criterion"] == criterion.key]
        if not rows:
            continue
        row = rows[-1]
        groups = {side.name: row["groups"].get(side.key) for side in framework.sides}
        measures = {"mean": "mean", "room": "mean", "middle": "median", "agreement 0–100": "agreement"}
        for word, measure in measures.items():
            if head == f"{criterion.name}: {word}":
                return row["room"], measure
        for word, figures in groups.items():
            if head == f"{criterion.name}: {word}" and figures and "mean" in figures:
                return figures, "mean"
        if criterion.kind is CriterionKind.DOTS and head in ("Dots", "People") and sheet == "Barriers":
            return row["room"], head.lower()
    return None
