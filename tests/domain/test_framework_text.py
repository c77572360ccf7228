"""A framework survives being written back, and edits change what they say and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.domain.framework_changes import NewQuestion, edit, list_places, put_translation
from facilitator.domain.framework_file import FrameworkError, parse_framework
from facilitator.domain.framework_text import read_data, write_data
from facilitator.frameworks import read_built_in


@pytest.fixture(scope="module")
def data():
    return read_data(read_built_in("council-vcs"))


def test_the_built_in_framework_survives(data, framework):
    assert read_data(write_data(data)) == data
    assert parse_framework(write_data(data)) == framework


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_any_words_survive(words):
    assert read_data(write_data({"a": words, "b": [words, words], "t": [{"x": words}]})) == {
        "a": words,
        "b": [words, words],
        "t": [{"x": words}],
    }


def test_every_table_has_one_place(data):
    paths = [place.path for place in list_places(data)]
    assert len(paths) == len(set(paths))
    assert "set/elements/item/transparency" in paths
    assert "step/map" in paths


def test_nothing_changes_without_changes(data):
    assert edit(data, {}) == data


def test_words_change_and_empty_ones_fall_away(data):
    texts = {"set/elements/item/time/name": "Enough time", "set/elements/item/time/text": " ", "name": "Ours"}
    changed = parse_framework(write_data(edit(data, texts)))
    item = next(i for i in changed.get_item_set("elements").items if i.key == "time")
    assert (item.name, item.text, changed.name) == ("Enough time", "", "Ours")


def test_elements_and_steps_can_be_left_out_but_not_questions_that_are_asked(data):
    left = ["set/elements/item/time", "step/spatial", "criterion/now"]
    changed = parse_framework(write_data(edit(data, {}, left)))
    assert "time" not in [i.key for i in changed.get_item_set("elements").items]
    assert "spatial" not in [s.key for s in changed.steps]
    assert changed.get_criterion("now")
    with pytest.raises(FrameworkError):
        parse_framework(write_data(edit(data, {"set/elements/item/time/name": ""})))


def test_a_translation_joins_and_leaves(data, framework):
    said = put_translation(data, "cy", {"Time": "Amser", "Capacity": " "})
    parsed = parse_framework(write_data(said))
    assert parsed.translations["cy"] == {"Time": "Amser"}
    assert "cy" not in parse_framework(write_data(put_translation(said, "cy", {}))).translations


def test_own_items_and_an_own_question_join(data):
    changed = parse_framework(
        write_data(
            edit(
                data,
                {},
                new_items={"elements": "Joy\tWe like each other\n\nTime\n"},
                question=NewQuestion("principles", "Trend", "Getting better?", ("Worse", "Same", "Better")),
            )
        )
    )
    assert [i.key for i in changed.get_item_set("elements").items][-2:] == ["joy", "time_2"]
    step = changed.get_step("principles")
    assert step.criteria[-1] == "trend"
    assert changed.get_criterion("trend").option_keys == ("worse", "same", "better")
    assert changed.get_criterion("trend").outside_keys == ("dont_know",)
