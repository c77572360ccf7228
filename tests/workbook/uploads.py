"""Makes edited and hostile workbooks out of a good one."""

import io
import zipfile

from openpyxl import load_workbook

SHEET = "Joint action plan"


def edited(data: bytes, change) -> bytes:
    """Return a workbook after ``change`` (a function of the plan's sheet and its columns by header)."""
    book = load_workbook(io.BytesIO(data))
    sheet = book[SHEET]
    columns = {cell.value: cell.column for cell in sheet[4]}
    change(sheet, columns)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_parts(data: bytes, parts: dict[str, bytes], *, drop=()) -> bytes:
    """Return a package with some parts replaced, added or dropped."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts and name not in drop:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    """Return one part of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def plan_part(data: bytes) -> str:
    """Return the name of the part that holds the plan's sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet") and b"Action id" in package.read(name):
                return name
            if name.startswith("xl/worksheets/sheet2"):
                found = name
    return found
