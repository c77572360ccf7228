"""The workbook is what a committee can take as it is, and nobody's text becomes a formula."""

import datetime
import zipfile
from io import BytesIO

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from facilitator.domain.ballot import clean_text
from facilitator.domain.plan import ActionStatus
from facilitator.services import export, lists, planning, results
from facilitator.workbook.charts import add_bars
from facilitator.workbook.figures import long_form

HOSTILE = [
    '=HYPERLINK("http://evil.example")',
    "+1",
    "-1",
    "@x",
    "\tx",
    "{=1}",
    "<script>",
    "\u202eabc",
    "😀",
    "x" * 9_000,
]


@pytest.fixture
def finished(make_room, installation):
    """A workshop with ratings of relationships and principles, words, dots and a plan."""
    room = make_room("Forum\tCouncil and VCS\tHealth\n=1+1\nHub")
    voters = room.join(officer=12, vcs=11)
    answers = {
        "evaluate": {
            "types": ["shaping"],
            "main_type": "shaping",
            "strategic": "strategic",
            "why": "=SUM(A1)",
        },
        "map": {"strategic_transactional": "strategic", "proactive_reactive": "between"},
        "principles": {"now": "partly", "importance": "essential"},
    }
    for step, given in answers.items():
        room.start(step)
        for voter in voters:
            for item in room.round.items:
                room.cast(voter, **{item: given})
        room.close()
        room.reveal()
    lists.show_waiting(installation, room.id, "evaluate")
    room.start("barriers")
    for voter in voters:
        room.cast(
            voter, **{i: {"barrier_dots": "1" if n < 3 else "0"} for n, i in enumerate(room.round.items)}
        )
    room.close()
    room.reveal()
    action = planning.add_action(installation, room.id, "Publish decisions")
    planning.save_action(
        installation,
        room.id,
        action.id,
        1,
        {
            "action": "=cmd|'/c calc'!A1",
            "why": "+trust",
            "council_lead": "Ann",
            "vcs_lead": "@Bob",
            "links": ("elements:transparency",),
            "by_when": datetime.date(2027, 6, 30),
            "status": ActionStatus.AGREED,
        },
    )
    return room


@pytest.fixture
def book_bytes(finished, installation):
    return export.read_workbook(installation, finished.workshop)


def test_the_sheets_stand_in_their_order(book_bytes):
    book = load_workbook(BytesIO(book_bytes))
    assert book.sheetnames == [
        "Cover",
        "Joint action plan",
        "Relationships",
        "Map",
        "Principles",
        "Barriers",
        "Comments",
        "Notes and definitions",
        "Data",
    ]
    assert book.properties.title.startswith("How we work together")


def test_every_table_is_ready_to_print_and_to_filter(book_bytes):
    book = load_workbook(BytesIO(book_bytes))
    for sheet in book.worksheets[1:]:
        (table,) = sheet.tables.values()
        heads = [cell.value for cell in sheet[4] if cell.value]
        assert len(set(heads)) == len(heads)
        assert table.ref.startswith("A4:")
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_area
        assert sheet["A1"].value
        assert sheet["A2"].value


def test_the_plan_has_dates_drop_downs_and_colours(book_bytes, finished):
    sheet = load_workbook(BytesIO(book_bytes))["Joint action plan"]
    row = {head.value: cell for head, cell in zip(sheet[4], sheet[5], strict=True)}
    assert row["By when"].value == datetime.datetime(2027, 6, 30)
    assert row["By when"].is_date
    assert (row["Lead side"].value, row["Status"].value) == ("Both", "Agreed")
    assert row["What it answers"].value.startswith("Transparency (Now 3.0 of 5")
    rules = {next(iter(r.sqref.ranges)).coord.split("5")[0]: r for r in sheet.data_validations.dataValidation}
    assert "Under way" in rules["L"].formula1
    assert rules["H"].type == "date"
    assert len(sheet.conditional_formatting) == 2
    assert row["Plan version"].value == 2


def test_nobodys_text_is_a_formula_a_link_or_markup(finished, installation):
    room = finished
    for text in HOSTILE:
        planning.add_action(installation, room.id, text[:300])
    data = export.read_workbook(installation, room.workshop)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        assert not [n for n in archive.namelist() if "externalLink" in n or "vba" in n.lower()]
        assert all("<f>" not in sheet and "<f " not in sheet for sheet in sheets)
        assert not [
            n for n in archive.namelist() if n.endswith(".rels") and b"evil.example" in archive.read(n)
        ]
    book = load_workbook(BytesIO(data))
    plan = book["Joint action plan"]
    texts = [plan.cell(r, 2) for r in range(5, plan.max_row + 1)]
    assert texts[0].value == "=cmd|'/c calc'!A1"
    assert all(cell.data_type == "s" for cell in texts if cell.value)
    assert all(cell.quotePrefix for cell in texts if cell.value and cell.value.lstrip()[0] in "=+-@")
    assert "=1+1" in [c.value for c in book["Relationships"]["A"]]


def test_links_stay_inside_the_book(book_bytes):
    cover = load_workbook(BytesIO(book_bytes))["Cover"]
    links = [cell.hyperlink for row in cover.iter_rows() for cell in row if cell.hyperlink]
    assert len(links) == 8
    assert all(link.location and not link.target for link in links)


def test_charts_carry_axes_and_titles(book_bytes):
    with zipfile.ZipFile(BytesIO(book_bytes)) as archive:
        charts = [archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/charts/chart")]
    assert len(charts) == 3
    for chart in charts:
        assert chart.count('<c:delete val="0"') + chart.count('<delete val="0"') >= 2
        assert "title>" in chart


def test_the_data_sheet_reads_back_unchanged(book_bytes, finished, installation):
    document = results.results_document(installation, finished.workshop)
    expected = long_form(document["results"])
    read = pd.read_excel(BytesIO(book_bytes), sheet_name="Data", header=3)
    pd.testing.assert_frame_equal(read, expected, check_dtype=False)


def test_the_data_sheet_is_not_printed_and_charts_stand_alone_on_their_page(book_bytes):
    book = load_workbook(BytesIO(book_bytes))
    assert book["Data"].print_area == "'Data'!$A$1:$H$2"
    for name in ("Map", "Principles", "Barriers"):
        (chart,) = book[name]._charts
        assert book[name].row_breaks.brk
        assert chart.anchor._from.row >= book[name].row_breaks.brk[0].id
        assert chart.x_axis.title is not None
        assert chart.y_axis.title is not None
        assert not book[name].print_title_rows


def test_figures_equal_the_json_twin_and_withheld_ones_are_words(book_bytes, finished, installation):
    sheet = load_workbook(BytesIO(book_bytes))["Principles"]
    rows = results.results_document(installation, finished.workshop)["results"]
    for row in sheet.iter_rows(min_row=5, max_row=17):
        by_head = {head.value: cell.value for head, cell in zip(sheet[4], row, strict=True)}
        twin = next(r for r in rows if r["item"]["name"] == by_head["Item"] and r["criterion"] == "now")
        assert by_head["Now: mean"] == pytest.approx(twin["room"]["mean"])
    room = finished
    assert "not shown" not in [c.value for c in sheet["C"]]
    assert room


def test_no_answer_of_a_small_group_is_anywhere_in_the_file(make_room, installation):
    room = make_room()
    voters = room.join(officer=12, vcs=3)
    room.start("strengths")
    for voter in voters:
        if voter.sector == "vcs":
            room.cast(voter, strengths={"strengths": "a very telling sentence"})
    room.close()
    room.reveal()
    data = export.read_workbook(installation, room.workshop)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not any(b"telling" in archive.read(name) for name in archive.namelist())


def test_an_empty_workshop_still_makes_a_workbook(make_room, installation):
    room = make_room("")
    book = load_workbook(BytesIO(export.read_workbook(installation, room.workshop)))
    assert "Joint action plan" in book.sheetnames
    assert "No actions yet" in book["Joint action plan"]["B5"].value
    assert book["Data"]["A5"].value == "Nothing has been released yet."


def test_the_command_writes_it_to_exports(finished, installation, tmp_path):
    from click.testing import CliRunner

    from facilitator.commands import command

    arguments = [
        "export",
        finished.workshop.code,
        "--data",
        str(installation.settings.data),
        "--exports",
        str(tmp_path / "out"),
    ]
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 0, done.output
    (path,) = (tmp_path / "out").glob("*.xlsx")
    assert str(path) in done.output
    missing = CliRunner().invoke(command, [*arguments[:1], "NOPE22", *arguments[2:]])
    assert missing.exit_code == 1
    assert "There is no workshop" in missing.output


@pytest.mark.parametrize("text", HOSTILE[:9])
def test_titles_are_words_on_every_sheet(make_room, installation, text):
    room = make_room(title=text)
    data = export.read_workbook(installation, room.workshop)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(n) for n in archive.namelist() if "worksheets/sheet" in n)
    cell = load_workbook(BytesIO(data))["Cover"]["A1"]
    assert (cell.value, cell.data_type) == (clean_text(text), "s")


def test_a_chart_of_many_rows_draws_as_many_as_are_legible_and_says_so():
    sheet = Workbook().active
    sheet["A4"], sheet["B4"] = "Item", "Dots"
    for row in range(1, 120):
        sheet.cell(row + 4, 1, f"Item {row}")
        sheet.cell(row + 4, 2, 120 - row)
    add_bars(sheet, "Priorities", [(2, "333333")], 100, axis="Dots")
    add_bars(sheet, "Barriers", [(2, "333333")], 14, axis="Dots")
    many, few = sheet._charts
    words = [run.t for chart in (many, few) for run in chart.title.tx.rich.p[0].r]
    assert words == ["Priorities: the first 25 of 100", "Barriers"]
    assert [chart.series[0].val.numRef.f.split(":")[1] for chart in (many, few)] == ["$B$29", "$B$18"]


def test_a_share_ends_in_the_same_digit_as_on_the_board(make_room, installation):
    room = make_room("Forum")
    room.join(officer=16)
    room.start("evaluate")
    for number, voter in enumerate(room.voters):
        for item in room.round.items:
            room.cast(voter, **{item: {"types": ["shaping" if number < 10 else "ongoing"]}})
    room.close()
    room.reveal()
    data = export.read_workbook(installation, room.workshop)
    cells = [c.value for row in load_workbook(BytesIO(data))["Relationships"].iter_rows() for c in row]
    assert "Shaping 63%\nOngoing 38%" in cells  # of 16 people 10 and 6: halves round up, as on the board
