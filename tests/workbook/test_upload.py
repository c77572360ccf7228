"""A plan comes back edited, and whatever else comes is refused with a reason and changes nothing."""

import datetime
import io
import json
import subprocess
import sys
import time
import zipfile

import pytest
from openpyxl import Workbook

from facilitator.domain.plan import ActionStatus
from facilitator.services import export, plan_upload, planning
from facilitator.services.plan_saves import Editor
from facilitator.services.plan_upload import UploadRefused
from facilitator.workbook.plan_reader import read_plan
from tests.workbook.uploads import SHEET, edited, part, plan_part, with_parts

ANN = Editor("Ann", "sitting")


@pytest.fixture
def room(make_room, installation):
    room = make_room()
    for number in range(12):
        action = planning.add_action(installation, room.id, f"Action {number}")
        edit = {
            "first_step": "Draft\nthen send",
            "by_when": datetime.date(2027, 6, 30),
            "council_lead": "Ann",
        }
        planning.save_action(installation, room.id, action.id, 1, edit)
    return room


@pytest.fixture
def book(room, installation):
    return export.read_workbook(installation, room.workshop)


def put(number, head, value):
    return lambda sheet, columns: setattr(sheet.cell(number, columns[head]), "value", value)


def read(data):
    answer = read_plan(data)
    assert "rows" in answer, answer
    return plan_upload.rows_from_data(answer["rows"])


def compare(installation, room, data):
    return plan_upload.compare(installation, room.workshop, read(data))


def test_an_untouched_copy_has_no_differences(installation, room, book):
    found, seen = compare(installation, room, book)
    assert found.is_empty
    assert seen == 24


def test_five_cells_and_a_row_are_exactly_six_differences_and_are_applied(installation, room, book):
    def change(sheet, columns):
        sheet.cell(5, columns["Action"]).value = "Action zero"
        sheet.cell(6, columns["VCS lead"]).value = "Bob"
        sheet.cell(7, columns["By when"]).value = datetime.date(2027, 1, 2)
        sheet.cell(8, columns["Status"]).value = "Under way"
        sheet.cell(9, columns["First step"]).value = None
        sheet.cell(17, columns["Action"]).value = "A new one"
        sheet.cell(17, columns["By when"]).value = "3 May 2027"

    data = edited(book, change)
    found, seen = compare(installation, room, data)
    assert found.count == 6
    rows = read(data)
    done = plan_upload.apply(installation, room.workshop, rows, seen, mine={}, new={17}, editor=ANN)
    assert done
    plan = planning.list_actions(installation, room.workshop)
    assert len(plan) == 13
    assert (plan[0].action, plan[1].vcs_lead, plan[2].by_when) == (
        "Action zero",
        "Bob",
        datetime.date(2027, 1, 2),
    )
    assert (plan[3].status, plan[4].first_step) == (ActionStatus.UNDER_WAY, "")
    assert (plan[12].action, plan[12].by_when) == ("A new one", datetime.date(2027, 5, 3))
    assert not plan_upload.apply(installation, room.workshop, rows, seen, mine={}, editor=ANN)


def test_what_is_left_out_is_not_saved(installation, room, book):
    data = edited(book, put(5, "VCS lead", "Bob"))
    found, seen = compare(installation, room, data)
    key = found.merges[0].theirs.id
    plan_upload.apply(
        installation, room.workshop, read(data), seen, mine={}, leave={f"{key}:vcs_lead"}, editor=ANN
    )
    assert planning.list_actions(installation, room.workshop)[0].vcs_lead == ""


def test_two_copies_one_after_the_other_and_a_clash(installation, room, book):
    first, second = edited(book, put(5, "VCS lead", "Bob")), edited(book, put(5, "VCS lead", "Bea"))
    other = edited(book, put(5, "Measure of success", "Ten"))
    for data in (first, other):
        _, seen = compare(installation, room, data)
        plan_upload.apply(installation, room.workshop, read(data), seen, mine={}, editor=ANN)
    action = planning.list_actions(installation, room.workshop)[0]
    assert (action.vcs_lead, action.measure) == ("Bob", "Ten")
    found, seen = compare(installation, room, second)
    ((conflict,),) = [m.conflicts for m in found.merges]
    assert (conflict.base, conflict.theirs, conflict.mine) == ("", "Bob", "Bea")
    plan_upload.apply(
        installation, room.workshop, read(second), seen, mine={action.id: ["vcs_lead"]}, editor=ANN
    )
    assert planning.list_actions(installation, room.workshop)[0].vcs_lead == "Bea"


def test_a_row_taken_out_is_removed_only_when_ticked(installation, room, book):
    data = edited(book, lambda sheet, columns: sheet.delete_rows(6))
    planning.add_action(installation, room.id, "Came after the export")
    found, seen = compare(installation, room, data)
    assert [a.action for a in found.removed] == ["Action 1"]
    plan_upload.apply(installation, room.workshop, read(data), seen, mine={}, editor=ANN)
    assert len(planning.list_actions(installation, room.workshop)) == 13
    _, seen = compare(installation, room, data)
    gone = {found.removed[0].id}
    plan_upload.apply(installation, room.workshop, read(data), seen, mine={}, remove=gone, editor=ANN)
    assert [a.action for a in planning.list_removed(installation, room.workshop)] == ["Action 1"]


def test_columns_and_rows_may_change_places_and_other_sheets_are_ignored(installation, room, book):
    def change(sheet, columns):
        sheet.move_range("B4:B16", cols=30)
        sheet.insert_rows(6)
        sheet.parent["Data"]["A5"] = "anything"
        sheet.parent.create_sheet("Mine")["A1"] = "=1+1"

    found, _ = compare(installation, room, edited(book, change))
    assert found.is_empty


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("30/06/2027", "2027-06-30"),
        ("2027-06-30", "2027-06-30"),
        ("30.6.2027", "2027-06-30"),
        ("30 June 2027", "2027-06-30"),
        ("1st Jul 2027", "2027-07-01"),
        (46568, "2027-06-30"),
        (datetime.datetime(2027, 6, 30, 12), "2027-06-30"),
        ("  ", None),
    ],
)
def test_dates_that_are_understood(book, typed, read_as):
    assert read_plan(edited(book, put(5, "By when", typed)))["rows"][0]["fields"]["by_when"] == read_as


@pytest.mark.parametrize(
    ("head", "typed", "told"),
    [
        ("By when", "06/30/2027", "H5: “06/30/2027” is not a date. Write it day first"),
        ("By when", "soon", "is not a date"),
        ("By when", 12, "is not a date"),
        ("Status", "Maybe", "L5: “Maybe” is not a status"),
        ("Action", '=HYPERLINK("http://x")', "B5 holds a formula"),
        ("Measure of success", "=1+1", "I5 holds a formula"),
    ],
)
def test_cells_that_cannot_be_read_are_named(book, head, typed, told):
    answer = read_plan(edited(book, put(5, head, typed)))
    assert answer["refused"] == "cells"
    assert told in answer["detail"][0]


def test_an_id_that_is_there_twice_or_strange_is_told(installation, room, book):
    def twice(sheet, columns):
        sheet.cell(6, columns["Action id"]).value = sheet.cell(5, columns["Action id"]).value

    answer = read_plan(edited(book, twice))
    assert "Rows 5 and 6 have the same action id" in answer["detail"][0]
    with pytest.raises(UploadRefused) as refused:
        compare(installation, room, edited(book, put(5, "Action id", "strange")))
    assert "Row 5: this action id is not in the plan" in refused.value.detail[0]


def test_too_long_texts_empty_actions_and_stops_without_a_reason_are_told(installation, room, book):
    def change(sheet, columns):
        sheet.cell(5, columns["Action"]).value = "x" * 10_000
        sheet.cell(6, columns["Action"]).value = None
        sheet.cell(7, columns["Status"]).value = "Stopped"

    with pytest.raises(UploadRefused) as refused:
        compare(installation, room, edited(book, change))
    assert refused.value.detail == (
        "Row 5: “action” is longer than 300 characters",
        "Row 6 needs an action",
        "Row 7 is stopped: say why",
    )


def test_another_workshops_plan_is_refused(installation, make_room, book):
    other = make_room()
    planning.add_action(installation, other.id, "x")
    with pytest.raises(UploadRefused) as refused:
        compare(installation, other, book)
    assert refused.value.code == "other_plan"


# Hostile and broken files


def zip_bomb(book):
    return with_parts(book, {"xl/media/image1.bin": b"\x00" * (70 * 1024 * 1024)})


def entity_bomb(book):
    name = plan_part(book)
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    text = part(book, name)
    at = text.index(b"<worksheet")
    return with_parts(book, {name: text[:at] + bomb + text[at:]})


def hidden_entity_bomb(book):
    name = plan_part(book)
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "a">]><worksheet/>'
    return with_parts(book, {name: text.encode("utf-16")})


def million_rows(book):
    name = plan_part(book)
    text = part(book, name)
    at = text.index(b"</sheetData>")
    rows = b"".join(b'<row r="%d"><c r="B%d"><v>1</v></c></row>' % (n, n) for n in range(60, 1_000_060))
    return with_parts(book, {name: text[:at] + rows + text[at:]})


def far_row(book):
    return edited(book, lambda sheet, columns: sheet.cell(90_000, columns["Action"], "Meet in Northside"))


def far_row_single_quoted(book):
    name = plan_part(book)
    text = part(book, name)
    at = text.index(b"</sheetData>")
    row = b"<row r='90000'><c r='B90000' t='inlineStr'><is><t>Meet in Northside</t></is></c></row>"
    return with_parts(book, {name: text[:at] + row + text[at:]})


def far_row_unnumbered(book):
    name = plan_part(book)
    text = part(book, name)
    at = text.index(b"</sheetData>")
    rows = b"<row/>" * 25_000 + b"<row><c t='inlineStr'><is><t>Meet in Northside</t></is></c></row>"
    return with_parts(book, {name: text[:at] + rows + text[at:]})


def unclosed_rows(book):
    name = plan_part(book)
    text = part(book, name)
    return with_parts(book, {name: text.replace(b"</sheetData>", b"<row " * 40_000)})


def macros(book):
    return with_parts(book, {"xl/vbaProject.bin": b"x"})


def external_links(book):
    return with_parts(book, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


def headers_changed(book):
    return edited(book, put(4, "First step", "Step one"))


def header_twice(book):
    return edited(book, put(4, "No.", "Action"))


def merged_cells(book):
    return edited(book, lambda sheet, columns: sheet.merge_cells("B5:B6"))


def wrong_sheet(book):
    return edited(book, lambda sheet, columns: setattr(sheet, "title", "Plan of ours"))


def another_workbook(_book):
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def deep_nesting(book):
    name = plan_part(book)
    return with_parts(
        book, {name: b"<worksheet>" + b"<a>" * 3_000_000 + b"</a>" * 3_000_000 + b"</worksheet>"}
    )


def many_parts(book):
    return with_parts(book, {f"xl/media/{n}.xml": b"<a/>" for n in range(500)})


def truncated(book):
    return book[: len(book) // 2]


def flipped_bytes(book):
    return book[:2000] + bytes(b ^ 255 for b in book[2000:4000]) + book[4000:]


def locked(_book):
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 5000


def plain_text(_book):
    return b"No.,Action\n1,x\n"


def nothing(_book):
    return b""


def huge(_book):
    return b"PK" + b"\x00" * (9 * 1024 * 1024)


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (zip_bomb, {"zip_bomb"}),
        (entity_bomb, {"entities"}),
        (hidden_entity_bomb, {"entities"}),
        (million_rows, {"far_row", "too_many_rows", "zip_bomb"}),
        (far_row, {"far_row"}),
        (far_row_single_quoted, {"far_row"}),
        (far_row_unnumbered, {"far_row"}),
        (unclosed_rows, {"not_a_workbook"}),
        (macros, {"macros"}),
        (external_links, {"external_links"}),
        (headers_changed, {"headers"}),
        (header_twice, {"headers"}),
        (merged_cells, {"merged"}),
        (wrong_sheet, {"no_plan"}),
        (another_workbook, {"no_plan"}),
        (deep_nesting, {"headers", "not_a_workbook", "too_slow", "too_large"}),
        (many_parts, {"zip_bomb"}),
        (truncated, {"not_a_workbook"}),
        (flipped_bytes, {"not_a_workbook"}),
        (locked, {"old_or_locked"}),
        (plain_text, {"not_a_workbook"}),
        (nothing, {"not_a_workbook"}),
        (huge, {"too_large"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_broken_or_hostile_file_is_refused_with_a_reason_and_changes_nothing(
    installation, room, book, make, codes
):
    before = planning.list_actions(installation, room.workshop)
    data = make(book)
    started = time.perf_counter()
    with pytest.raises(UploadRefused) as refused:
        plan_upload.read_upload(data)
    assert refused.value.code in codes
    assert time.perf_counter() - started < plan_upload.PATIENCE_SECONDS + 10
    assert planning.list_actions(installation, room.workshop) == before


def test_the_reader_bounds_its_own_memory():
    """In a process with the reader's bounds, asking for two gigabytes fails."""
    source = (
        "from facilitator.workbook.plan_reader import limit_this_process\n"
        "limit_this_process()\n"
        "try:\n    bytearray(2 * 1024**3)\nexcept MemoryError:\n    print('bounded')"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "bounded"


def test_what_a_row_says_is_checked_again_when_it_is_applied():
    for rows in (
        [{}],
        "x",
        [{"row": "a"}],
        [{"row": 1, "id": "", "exported": None, "fields": {"status": "?"}}],
    ):
        with pytest.raises(UploadRefused):
            plan_upload.rows_from_data(json.loads(json.dumps(rows)))


def test_quoted_texts_come_back_unchanged(installation, room):
    texts = ["=1+1", "+1", "-1", "@x", "{=1}", "<script>", "😀", "'quoted", "_x000D_", "1.0"]
    for text in texts:
        planning.add_action(installation, room.id, text)
    data = export.read_workbook(installation, room.workshop)
    assert [r["fields"]["action"] for r in read_plan(data)["rows"]][12:] == texts
    found, _ = compare(installation, room, data)
    assert found.is_empty
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert b"<f>" not in package.read(plan_part(data))
    assert SHEET
