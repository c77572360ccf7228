"""Whatever a file holds, reading it ends in rows or in a reason, and saves nothing."""

import contextlib
import datetime
import io
import re
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facilitator.services import plan_upload
from facilitator.services.plan_upload import UploadRefused
from facilitator.web.plan_upload import REASONS
from facilitator.workbook.book import write_book
from facilitator.workbook.plan_columns import COLUMNS
from facilitator.workbook.plan_reader import read_plan
from tests.workbook.uploads import edited, part, plan_part, with_parts

FEW = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
HEADS = [column.name for column in COLUMNS]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40),
    st.sampled_from(["=1+1", "#REF!", "Done", "30/06/2027", "99/99/9999", "x" * 5_000, "_x0000_", "_xD800_"]),
    st.dates(datetime.date(1900, 3, 1), datetime.date(9999, 1, 1)),
    st.times(),
)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A real workbook of a plan of three actions."""
    from facilitator.frameworks import get_built_in
    from scripts.bench_workbook import _document

    document = _document(get_built_in("council-vcs"), [], [], [])
    document["plan"]["actions"] = document["plan"]["actions"][:3]
    document["words"] = []
    path = tmp_path_factory.mktemp("fuzz") / "plan.xlsx"
    write_book(document, path)
    return path.read_bytes()


def check(data: bytes) -> None:
    """Read a file as an upload is read; whatever it says can be shown."""
    answer = read_plan(data)
    if "refused" in answer:
        assert answer["refused"] in REASONS
        assert all(isinstance(each, str) for each in answer["detail"])
        return
    rows = plan_upload.rows_from_data(answer["rows"])
    assert plan_upload.rows_from_data(plan_upload.rows_to_data(rows)) == rows


@FEW
@given(st.lists(st.tuples(st.integers(0, 2**24), st.integers(0, 255)), min_size=1, max_size=30))
def test_bytes_that_flip(book, flips):
    data = bytearray(book)
    for at, value in flips:
        data[at % len(data)] = value
    check(bytes(data))


@FEW
@given(
    st.integers(0, 2**16),
    st.lists(
        st.tuples(st.integers(0, 2**16), st.integers(0, 5), st.binary(max_size=12)), min_size=1, max_size=4
    ),
    st.sampled_from([b"-1", b"99999999999999", b"1e999", b"NaN", b"x", b""]),
)
def test_parts_whose_xml_is_changed(book, chosen, changes, number):
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        names = [n for n in package.namelist() if n.endswith((".xml", ".rels"))]
    names += [plan_part(book)] * len(names)  # every other time the plan itself
    name = names[chosen % len(names)]
    text = part(book, name)
    tags = re.findall(rb"<[^>]+>", text)
    for at, how, other in changes:
        tag = tags[at % len(tags)]
        far = b'<row r="99999999"><c r="ZZZ99999999" t="s"><v>9</v></c></row>'
        text = text.replace(tag, (b"", tag * 2, b"<a/>", b"</c>", tag + far, other)[how], 1)
    text = re.sub(rb"<v>\d+</v>", b"<v>" + number + b"</v>", text, count=len(changes) - 1)
    check(with_parts(book, {name: text}))


@FEW
@given(st.dictionaries(st.tuples(st.integers(3, 12), st.sampled_from(HEADS)), VALUES, min_size=1, max_size=8))
def test_cells_of_any_value(book, cells):
    def change(sheet, columns):
        for (row, head), value in cells.items():
            sheet.cell(row, columns[head]).value = value

    check(edited(book, change))


@FEW
@given(st.lists(st.sampled_from(HEADS) | st.text("abc é", max_size=8) | st.none(), max_size=25))
def test_headers_in_any_order(book, heads):
    def change(sheet, _columns):
        for number, head in enumerate(heads, start=1):
            sheet.cell(4, number).value = head

    check(edited(book, change))


@FEW
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
        max_leaves=8,
    )
)
def test_rows_that_a_form_brings_back(rows):
    """The compared rows travel in the page's form, where anybody could change them."""
    with contextlib.suppress(UploadRefused):
        assert plan_upload.rows_from_data(rows) == []
