"""Reads the plan's sheet of an uploaded workbook, or says why it cannot be read."""

import contextlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel

from facilitator.workbook.plan_columns import KEY_COLUMNS, PLACEHOLDER, READ_BACK, SHEET, STATUSES
from facilitator.workbook.safety import Refused, open_package

MOST_ROWS = 1_000
MOST_COLUMNS = 60
MOST_LINES = 20_000
HEADER_WITHIN = 20
MOST_PROBLEMS = 20
SECONDS, MEMORY = 20, 1024 * 1024 * 1024

_ROW_OR_VALUE = re.compile(rb"<(?:\w+:)?row\b([^<>]*)|<(?:\w+:)?(?:v|is)\b")
_ROW_NUMBER = re.compile(rb"\br\s*=\s*[\"'](\d{1,9})[\"']")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?ref\s*=\s*[\"']([A-Z0-9:]+)[\"']")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DATES = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d/%m/%y")


def limit_this_process() -> None:
    """Bound what this process may use, where the system can; the caller bounds its time in any case."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def read_plan(data: bytes) -> dict[str, Any]:
    """Return ``{"rows": [...]}`` or ``{"refused": code, "detail": [...]}``.

    A row holds ``row`` (its number in the sheet), ``id``, ``exported`` (a number or None) and
    ``fields``, texts and an ISO date or None, by the names of the domain's fields.
    """
    try:
        package = open_package(data)
        _check_sheet(package)
        return {"rows": _read_rows(data)}
    except Refused as error:
        return {"refused": error.code, "detail": list(error.detail)}
    except MemoryError:
        return {"refused": "too_large", "detail": []}
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, SyntaxError, zipfile.BadZipFile):
        return {"refused": "not_a_workbook", "detail": []}


def _read_rows(data: bytes) -> list[dict[str, Any]]:
    book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    if SHEET not in book.sheetnames:
        raise Refused("no_plan", SHEET)
    sheet = book[SHEET]
    sheet.reset_dimensions()  # what the file says of its own size is not believed
    # A row may say that it is the hundred millionth; the empty ones before it would take for ever.
    lines = enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_LINES), start=1)
    columns = _find_header(lines)
    problems: list[str] = []
    rows: list[dict[str, Any]] = []
    for number, cells in lines:
        by_name = {name: cells[at] for name, at in columns.items() if at < len(cells)}
        if all(cell.value in (None, "") for cell in by_name.values()):
            continue
        if len(rows) >= MOST_ROWS:
            raise Refused("too_many_rows", str(MOST_ROWS))
        read = _read_row(number, by_name, columns, problems)
        if read["fields"]["action"] != PLACEHOLDER:
            rows.append(read)
        if len(problems) > MOST_PROBLEMS:
            break
    seen: dict[str, int] = {}
    for row in rows:
        if row["id"] and row["id"] in seen:
            problems.append(
                f"Rows {seen[row['id']]} and {row['row']} have the same action id. In the row you "
                "added, empty the cell in the column “Action id”"
            )
        seen.setdefault(row["id"], row["row"])
    if problems:
        raise Refused("cells", *problems[:MOST_PROBLEMS])
    return rows


def _find_header(lines: Iterator[tuple[int, Sequence[Any]]]) -> dict[str, int]:
    """Return the places of the columns by their headers, reading on to the header's row."""
    wanted = (*READ_BACK, *KEY_COLUMNS)
    for number, cells in lines:
        heads = [str(cell.value).strip() if cell.value is not None else "" for cell in cells]
        if "Action id" in heads or {"Action", "Status"} <= set(heads):
            twice = sorted({head for head in wanted if heads.count(head) > 1})
            missing = [head for head in wanted if head not in heads]
            if missing or twice:
                raise Refused("headers", *missing, *twice)
            return {head: heads.index(head) for head in wanted}
        if number >= HEADER_WITHIN:
            break
    raise Refused("headers", *wanted)


def _read_row(
    number: int, by_name: Mapping[str, Any], columns: Mapping[str, int], problems: list[str]
) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for head, field in READ_BACK.items():
        cell = by_name.get(head)
        where = f"{get_column_letter(columns[head] + 1)}{number}"
        value = cell.value if cell is not None else None
        if cell is not None and cell.data_type == "f":
            problems.append(f"{where} holds a formula: paste its value instead")
        elif cell is not None and cell.data_type == "e":
            problems.append(f"{where} holds an error ({value})")
        elif field == "by_when":
            fields[field] = _read_date(value, where, problems)
        elif field == "status":
            fields[field] = _read_status(value, where, problems)
        else:
            fields[field] = _read_text(value)
    fields.setdefault("action", "")
    action_id, exported = (by_name[key].value if key in by_name else None for key in KEY_COLUMNS)
    told = _read_text(exported)
    return {
        "row": number,
        "id": _read_text(action_id)[:40],
        "exported": int(told) if told.isdigit() and len(told) < 10 else None,
        "fields": fields,
    }


def _read_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    text = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), str(value))
    return text.replace("\r\n", "\n").replace("\r", "").strip()


def _read_date(value: Any, where: str, problems: list[str]) -> str | None:
    """Return a date in ISO 8601: a date cell, a spreadsheet's day number, or text day first."""
    if value is None or not str(value).strip():
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 36_526 <= value <= 73_050:
        value = from_excel(value)
    if isinstance(value, (date, datetime)) and 2000 <= value.year <= 2099:
        return value.date().isoformat() if isinstance(value, datetime) else value.isoformat()
    text = re.sub(r"\s+", " ", str(value).strip())
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text)
    for form in _DATES:
        with contextlib.suppress(ValueError):
            found = datetime.strptime(text, form).date()
            if 2000 <= found.year <= 2099:
                return found.isoformat()
    problems.append(f"{where}: “{text[:40]}” is not a date. Write it day first, for example 30/06/2027")
    return None


def _read_status(value: Any, where: str, problems: list[str]) -> str:
    text = _read_text(value)
    for key, name in STATUSES.items():
        if text.casefold().replace("_", " ") == name.casefold():
            return key
    if not text:
        return "proposed"
    problems.append(f"{where}: “{text[:40]}” is not a status. Choose one of: {', '.join(STATUSES.values())}")
    return "proposed"


def _check_sheet(package: zipfile.ZipFile) -> None:
    """Raise Refused where cells of the plan's sheet are merged, or where it goes on below what is read.

    It is unclear whose text merged cells hold, and a row that is not read would look like one taken out.
    """
    path = _sheet_path(package)
    if path is None:
        raise Refused("no_plan", SHEET)
    sheet = package.read(path)
    if merged := _MERGED.search(sheet):
        raise Refused("merged", merged.group(1).decode())
    row = 0
    for found in _ROW_OR_VALUE.finditer(sheet):
        if found.group(1) is not None:  # a row without a number follows the one before
            number = _ROW_NUMBER.search(found.group(1))
            row = int(number.group(1)) if number else row + 1
        elif row > MOST_LINES:
            raise Refused("far_row", f"{row:,}")


def _sheet_path(package: zipfile.ZipFile) -> str | None:
    from xml.etree import ElementTree

    book = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 - open_package refused entities
    links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet") and sheet.get("name") == SHEET:
            key = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            target = targets.get(key, "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            return path if path in package.namelist() else None
    return None
