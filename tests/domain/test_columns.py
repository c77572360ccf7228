"""A table of answers is read as people meant it, and what does not fit is refused row by row."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.domain.answer_rows import Refusal, read_table
from facilitator.domain.answer_table import TableError, make_table
from facilitator.domain.column_guesses import guess_columns, guess_values
from facilitator.domain.columns import PLACE, Asked, ColumnMap, distinct_values
from facilitator.domain.framework import Item


@pytest.fixture(scope="module")
def asked(framework):
    step = framework.get_step("principles")
    items = framework.get_item_set("elements").items
    return [Asked(step, item, c) for item in items for c in framework.criteria_of(step)]


@pytest.fixture(scope="module")
def dots(framework):
    step = framework.get_step("barriers")
    items = framework.get_item_set("barriers").items
    return [Asked(step, item, c) for item in items for c in framework.criteria_of(step)]


def test_headings_that_name_item_and_question_are_recognised(asked):
    table = make_table([["id", "Time – Now", "time importance", "Now"], ["1", "2", "3", "4"]])
    assert guess_columns(table, asked) == {1: "principles/time/now", 2: "principles/time/importance"}


def test_words_keys_and_places_on_the_scale_are_recognised(asked):
    now = asked[0].criterion
    known = guess_values(["MOSTLY", "partly", "1", "5", "6", "Don't know", "perhaps"], [now])
    assert known["mostly"] == "mostly"
    assert (known["1"], known["5"]) == (PLACE, PLACE)
    assert known["don't know"] == "dont_know"
    assert guess_values(["Don’t know"], [now]) == {"don’t know": "dont_know"}
    assert "6" not in known
    assert "perhaps" not in known


def test_one_row_per_person(framework, asked):
    table = make_table(
        [["g", "a", "b"], ["VCS", "2", "x"], ["vcs", "", "very"], ["Moon", "2", "very"], ["VCS", "", ""]]
    )
    columns = {1: "principles/time/now", 2: "principles/time/importance"}
    mapping = ColumnMap(sector_column=0, columns=columns, values={"2": "partly", "very": "very"})
    reading = read_table(framework, table, mapping, asked)
    assert [p.answers for p in reading.people] == [{"principles": {"time": {"importance": "very"}}}]
    assert reading.refused == (
        Refusal(2, "answer", "x"),
        Refusal(4, "sector", "Moon"),
        Refusal(5, "nothing"),
    )
    assert distinct_values(table, mapping, asked) == ["2", "x", "very"]


def test_one_row_per_answer_and_the_later_one_counts(framework, asked):
    rows = [["Ann", "Time", "2"], ["Bob", "capacity", "3"], ["Ann", "time", "3"], ["", "Time", "2"]]
    rows += [["Ann", "Elephants", "2"], ["Ann", "Time", "nine"], ["Bob", "Time", "-"]]
    table = make_table([["who", "what", "answer"], *rows])
    mapping = ColumnMap(
        sector="vcs",
        person=0,
        item=1,
        answer=2,
        criterion="principles/now",
        values={"2": "a_little", "3": "partly", "-": ""},
    )
    reading = read_table(framework, table, mapping, asked)
    assert [p.answers["principles"] for p in reading.people] == [
        {"time": {"now": "partly"}},
        {"capacity": {"now": "partly"}},
    ]
    assert [(r.line, r.code) for r in reading.refused] == [(5, "no_person"), (6, "item"), (7, "answer")]
    assert reading.count_answers() == 2


def test_dots_that_are_missing_are_none_and_too_many_are_refused(framework, dots):
    keys = [q.key for q in dots]
    table = make_table([["a", "b", "c", "d"], ["1", "1", "", ""], ["1", "1", "1", "1"], ["1", "x", "", ""]])
    mapping = ColumnMap(sector="vcs", columns=dict(enumerate(keys[:4])))
    reading = read_table(framework, table, mapping, dots)
    assert len(reading.people) == 1
    assert len(reading.people[0].answers["barriers"]) == len(dots)
    assert [(r.line, r.code) for r in reading.refused] == [(3, "too_many_dots"), (4, "answer")]


def test_several_answers_stand_in_one_cell_between_marks(framework):
    step = framework.get_step("evaluate")
    question = Asked(step, Item("r1", "Forum"), framework.get_criterion("types"))
    table = make_table([["t"], ["Shaping; Delivery"], ["Delivery"], ["Shaping, Flying"]])
    values = {"shaping": "shaping", "delivery": "delivery"}
    mapping = ColumnMap(sector="vcs", columns={0: question.key}, values=values)
    reading = read_table(framework, table, mapping, [question])
    assert [p.answers["evaluate"]["r1"]["types"] for p in reading.people] == [
        ["shaping", "delivery"],
        ["delivery"],
    ]
    assert reading.refused == (Refusal(4, "answer", "Flying"),)


def test_several_answers_may_each_have_a_column(framework):
    step = framework.get_step("evaluate")
    question = Asked(step, Item("r1", "Forum"), framework.get_criterion("types"))
    table = make_table([["t", "t", "t"], ["Shaping", "", "Delivery"], ["", "Ongoing", ""]])
    values = {name: name for name in ("shaping", "ongoing", "delivery")}
    mapping = ColumnMap(sector="vcs", columns=dict.fromkeys(range(3), question.key), values=values)
    reading = read_table(framework, table, mapping, [question])
    assert [p.answers["evaluate"]["r1"]["types"] for p in reading.people] == [
        ["shaping", "delivery"],
        ["ongoing"],
    ]


def test_a_number_is_the_place_on_each_questions_own_scale(framework, asked):
    table = make_table([["a", "b"], ["2", "5"], ["6", "1"], ["0", "1"]])
    columns = {0: "principles/time/now", 1: "principles/time/importance"}
    values = guess_values(["0", "1", "2", "5", "6"], [q.criterion for q in asked])
    reading = read_table(framework, table, ColumnMap(sector="vcs", columns=columns, values=values), asked)
    now, importance = (framework.get_criterion(key).option_keys for key in ("now", "importance"))
    assert [p.answers["principles"]["time"] for p in reading.people] == [
        {"now": now[1], "importance": importance[4]}
    ]
    assert reading.refused == (Refusal(3, "answer", "6"), Refusal(4, "answer", "0"))


def test_groups_called_by_other_names_can_be_mapped(framework, asked):
    table = make_table([["g", "a"], ["Charity", "2"], ["Town hall", "2"]])
    mapping = ColumnMap(
        sector_column=0,
        columns={1: "principles/time/now"},
        values={"2": "partly"},
        sectors={"charity": "vcs", "town hall": "officer"},
    )
    assert [p.sector for p in read_table(framework, table, mapping, asked).people] == ["vcs", "officer"]


@pytest.mark.parametrize(
    ("lines", "code"),
    [([], "empty"), ([["a"]], "empty"), ([["a"]] * 20_002, "too_long"), ([["a"] * 501] * 2, "too_wide")],
)
def test_tables_that_are_none_are_refused(lines, code):
    with pytest.raises(TableError) as error:
        make_table(lines)
    assert error.value.code == code


@settings(max_examples=60)
@given(st.lists(st.lists(st.text(max_size=6), min_size=3, max_size=3), min_size=1, max_size=12))
def test_every_row_is_read_or_refused_and_never_both(framework, asked, rows):
    lines = [["g", "a", "b"], *rows]
    try:
        table = make_table(lines)
    except TableError:
        return
    columns = {1: "principles/time/now", 2: "principles/time/importance"}
    values = guess_values([cell for row in rows for cell in row], [asked[0].criterion])
    mapping = ColumnMap(sector="vcs", columns=columns, values=values)
    reading = read_table(framework, table, mapping, asked)
    assert len(reading.people) + len(reading.refused) == len(table.rows)
    for person in reading.people:
        for given_answers in person.answers["principles"].values():
            assert set(given_answers) <= {"now", "importance"}
