"""Tables of other tools are taken apart as they were meant, and come back from the browser unchanged."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.domain.answer_table import TableError, make_table, read_csv, read_written, write_csv


@pytest.mark.parametrize("mark", ["\t", ";", ","])
def test_the_mark_between_cells_is_found_also_where_headings_hold_others(mark):
    lines = ['"How far, in your view; is it?"', "b", "c"]
    text = "\ufeff" + "\n".join(mark.join(row) for row in (lines, ["1", "x", "y"], ["2", "", "z"]))
    table = read_csv(text)
    assert table.header == ("How far, in your view; is it?", "b", "c")
    assert table.rows == (("1", "x", "y"), ("2", "", "z"))


def test_a_second_row_of_headings_is_joined_with_the_first():
    table = make_table(
        [
            ["ID", "Group", "How far?", "", "", "Anything else?"],
            ["", "Response", "Time", "Capacity", "Other", "Open-Ended Response"],
            ["1", "VCS", "2", "3", "", ""],
        ]
    )
    assert table.header == (
        *("ID", "Group", "How far?: Time", "How far?: Capacity"),
        *("How far?: Other", "Anything else?"),
    )
    assert (table.rows, table.numbers) == ((("1", "VCS", "2", "3", "", ""),), (3,))


def test_a_first_person_with_an_empty_cell_is_no_heading():
    table = make_table([["Group", "Time"], ["", "2"], ["VCS", "3"]])
    assert len(table.rows) == 2
    unnamed = make_table([["Group", ""], ["VCS", "2"]])
    assert len(unnamed.rows) == 1


def test_rows_keep_their_numbers_in_the_file():
    table = read_csv("a,b\n\n1,2\n,\n\n3,4\n")
    assert (table.rows, table.numbers) == ((("1", "2"), ("3", "4")), (3, 6))


cells = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=5)


@settings(max_examples=200)
@given(st.lists(st.lists(cells, min_size=1, max_size=4), max_size=8))
def test_what_is_written_is_read_as_the_same_table(lines):
    try:
        table = make_table(lines)
    except TableError:
        return
    assert read_written(write_csv(table)) == table


@given(st.text(max_size=80))
def test_garbage_is_a_table_or_refused(text):
    for read in (read_csv, read_written):
        try:
            table = read(text)
        except TableError:
            continue
        assert all(len(row) == len(table.header) for row in table.rows)
