"""LibreOffice opens the workbook, changes it and saves it, and the plan comes back with just that."""

import datetime
import shutil
import subprocess
from io import BytesIO

import pandas as pd
import pytest
from openpyxl import load_workbook

from facilitator.domain.plan import TEXT_FIELDS
from facilitator.services import export, plan_upload, planning
from facilitator.services.plan_saves import Editor
from facilitator.workbook.plan_reader import read_plan
from tests.workbook.libreoffice import convert, type_into
from tests.workbook.uploads import SHEET

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@pytest.fixture
def room(make_room, installation):
    room = make_room()
    for number in range(12):
        action = planning.add_action(installation, room.id, f"Action {number}", "=1+1\nand more")
        edit = {"by_when": datetime.date(2027, 6, 30), "vcs_lead": "@Bob", "measure": "  3 of 4, +1 "}
        planning.save_action(installation, room.id, action.id, 1, edit)
    return room


def test_libreoffice_edits_five_cells_and_adds_a_row(room, installation, tmp_path):
    data = export.read_workbook(installation, room.workshop)
    saved = convert(data, tmp_path)
    assert plan_upload.compare(installation, room.workshop, plan_upload.read_upload(saved))[0].is_empty

    typed = {
        "B5": "Action zero",
        "G6": "Bea",
        "H7": "2027-01-02",
        "L8": "Done",
        "C9": "",
        "B17": "A new one",
    }
    again = type_into(saved, tmp_path, typed)
    rows = plan_upload.read_upload(again)
    found, seen = plan_upload.compare(installation, room.workshop, rows)
    assert found.count == 6
    assert plan_upload.apply(
        installation, room.workshop, rows, seen, mine={}, new={17}, editor=Editor("Ann", "a")
    )
    plan = planning.list_actions(installation, room.workshop)
    assert [plan[0].action, plan[1].vcs_lead, plan[3].status.value, plan[4].why, plan[12].action] == [
        "Action zero",
        "Bea",
        "done",
        "",
        "A new one",
    ]
    assert plan[2].by_when == datetime.date(2027, 1, 2)
    assert plan[5].why == "=1+1\nand more"


def test_libreoffice_keeps_drop_downs_dates_and_texts(room, installation, tmp_path):
    data = convert(export.read_workbook(installation, room.workshop), tmp_path)
    sheet = load_workbook(BytesIO(data))[SHEET]
    lists = [r.formula1 for r in sheet.data_validations.dataValidation if r.type == "list"]
    assert any("Under way" in rule for rule in lists)
    assert any("Nobody yet" in rule for rule in lists)
    row = {head.value: cell for head, cell in zip(sheet[4], sheet[5], strict=True)}
    assert row["By when"].is_date
    assert row["Why"].data_type == "s"
    assert row["Why"].value == "=1+1\nand more"
    frame = pd.read_excel(BytesIO(data), sheet_name=SHEET, header=3)
    assert list(frame["Action"]) == [f"Action {n}" for n in range(12)]
    assert read_plan(data)["rows"][0]["fields"]["by_when"] == "2027-06-30"


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_nothing_is_cut_on_the_printed_page(room, installation, tmp_path):
    """Every word of the longest texts an action may hold stands on the printed pages."""
    words = [f"word{n}" for n in range(70)]
    long = " ".join(words)
    assert len(long) <= TEXT_FIELDS["measure"]
    edit = dict.fromkeys(("first_step", "measure", "support", "equity", "why"), long)
    first = planning.list_actions(installation, room.workshop)[0]
    planning.save_action(installation, room.id, first.id, first.version, edit)
    pdf = convert(export.read_workbook(installation, room.workshop), tmp_path, "pdf")
    (tmp_path / "plan.pdf").write_bytes(pdf)
    arguments = ["pdftotext", "-f", "2", "-l", "4", str(tmp_path / "plan.pdf"), "-"]
    text = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout
    for word in words:
        assert text.split().count(word) == 5, word
