"""Puts the workbook together from its document."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from facilitator.workbook.closing_sheets import add_comments, add_data, add_notes
from facilitator.workbook.combination_sheet import add_combination_sheet
from facilitator.workbook.comparison_sheet import add_comparison_sheet
from facilitator.workbook.cover import fill_cover
from facilitator.workbook.figures import read_results
from facilitator.workbook.plan_sheet import add_plan_sheet
from facilitator.workbook.relationship_sheets import add_relationship_sheets
from facilitator.workbook.step_sheet import add_step_sheet


def write_book(document: Mapping[str, Any], path: Path) -> None:
    """Write the workbook of a document (services.results.workbook_document) to ``path``."""
    book = Workbook()
    cover = book.active
    cover.title = "Cover"
    results = read_results(document)
    workshop = document["workshop"]
    note = f"{workshop['title']}, {workshop['place']}, {date.fromisoformat(workshop['date']):%d/%m/%Y}"
    add_plan_sheet(book, document["plan"], note)
    used = add_relationship_sheets(book, document, results, note)
    for step, name in document["framework"]["steps"].items():
        if results.items(step) and step not in used and step not in document["framework"]["plan_steps"]:
            add_step_sheet(book, document, results, step, name, note)
    if "comparison" in document:
        add_comparison_sheet(book, document["comparison"])
    if "combination" in document:
        add_combination_sheet(book, document["combination"])
    add_comments(book, document, note)
    add_notes(book, document, note)
    add_data(book, document, note)
    fill_cover(cover, book, document)
    book.properties.title = f"{workshop['title']}: results and joint action plan"
    book.properties.subject, book.properties.creator = workshop["place"], "Facilitator"
    book.properties.created = datetime.fromisoformat(document["today"])
    book.save(path)
