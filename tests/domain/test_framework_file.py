"""The built-in framework is complete; a broken one is refused with line, reason and remedy."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.domain.framework_file import FrameworkError, parse_framework
from facilitator.domain.statements import statements_framework
from facilitator.frameworks import read_built_in

SOURCE = read_built_in("council-vcs")


def test_the_toolkit_is_complete(framework):
    assert [o.name for o in framework.get_criterion("types").options] == [
        "Shaping",
        "Ongoing",
        "Neighbourhood",
        "Commissioning",
        "Delivery",
    ]
    assert len(framework.get_criterion("qualities").options) == 7
    assert len(framework.get_step("map").criteria) == 4
    assert all(len(framework.get_criterion(c).options) == 5 for c in framework.get_step("map").criteria)
    assert len(framework.get_criterion("spatial_scale").options) == 3
    elements = framework.get_item_set("elements")
    assert (len(elements.groups), len(elements.items)) == (4, 13)
    assert sum(b.outside_control for b in framework.get_item_set("barriers").items) == 5
    assert sum(step.minutes for step in framework.steps) == 165
    assert [side.key for side in framework.sides] == ["council", "vcs", "other"]
    assert "Locality" in framework.credit


def test_officers_and_councillors_are_one_side(framework):
    assert framework.group_of("officer", "side") == framework.group_of("councillor", "side") == "council"
    assert framework.group_of("officer", "sector") == "officer"
    assert framework.compared_groups("side") == ("council", "vcs")
    assert framework.compared_groups("sector") == ("officer", "vcs")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('side = "vcs"', 'side = "nobody"', "no side"),
        ("minutes = 25", 'minutes = "long"', "whole number"),
        ('kind = "scale"\nname = "Now"', 'kind = "stars"\nname = "Now"', "stars"),
        ('criteria = ["now", "importance"]', 'criteria = ["now", "meaning"]', "no criterion"),
        ('items = "elements"', 'items = "elephants"', "no items"),
        ('group = "culture"', 'group = "cultures"', "no group"),
        ('key = "transparency"', 'key = "Trans parency"', "short name"),
        ('key = "consistency"', 'key = "transparency"', "used twice"),
        ('outside = ["dont_know"]', 'outside = ["never"]', "no outside answer"),
        ('into = "actions"', 'into = "deeds"', "need a list"),
        ('criteria = ["barrier_dots"]', 'criteria = ["barrier_dots", "why"]', "only criterion"),
        ("format = 1", "format = 7", "format"),
        ('compare = ["council", "vcs"]', 'compare = ["council"]', "two of the sides"),
        ('importance = "importance"', 'importance = "why"', "criterion on a scale"),
        ('criterion = "fist_to_five"', 'criterion = "why"', "criterion on a scale"),
        ('support = "three"', 'support = "seven"', "not an answer"),
        ('coverage = ["spatial_scale"]', 'coverage = ["why"]', "not a criterion of kind choice or several"),
        ('missing = ["who_is_missing"]', 'missing = ["now"]', "not a criterion of kind text"),
        (
            'criteria = ["fist_to_five", "what_to_change"]',
            'criteria = ["barrier_dots"]',
            "cannot be given dots",
        ),
    ],
)
def test_a_broken_framework_is_refused_where_it_is_broken(old, new, reason):
    assert old in SOURCE
    with pytest.raises(FrameworkError) as refused:
        parse_framework(SOURCE.replace(old, new, 1))
    problem = next(p for p in refused.value.problems if reason in p.reason)
    changed = SOURCE[: SOURCE.index(old)].count("\n") + 1
    assert changed - 1 <= problem.line <= changed + old.count("\n") + 4
    assert problem.remedy


def test_a_missing_bracket_is_told_with_its_line():
    with pytest.raises(FrameworkError, match=r"line 4: this is not valid TOML.*Check quotes"):
        parse_framework('format = 1\nkey = "a"\n\n[[side]\nkey = "b"\n')


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_garbage_never_causes_anything_but_a_refusal(text):
    with pytest.raises(FrameworkError):
        parse_framework(text)


@given(
    st.integers(0, SOURCE.count("\n")),
    st.sampled_from(["", "x", "key = 3", "[[step]]", "name = []", "[a.b]"]),
)
@settings(max_examples=150, deadline=None)
def test_any_line_may_be_spoilt(line, replacement):
    lines = SOURCE.split("\n")
    lines[line] = replacement
    problems: tuple = ()
    try:
        parse_framework("\n".join(lines))
    except FrameworkError as error:
        problems = error.problems
    assert all(re.match(r"line \d+: ", str(problem)) for problem in problems)


def test_a_list_of_statements_makes_a_framework():
    made = parse_framework(
        statements_framework(
            "Rivers matter.\nCows “first”", ["No", "Not sure", "Yes"], ["A", "B c"], "Rivers"
        )
    )
    assert [item.name for item in made.get_item_set("statements").items] == ["Rivers matter.", "Cows “first”"]
    assert made.get_criterion("answer").option_keys == ("no", "not_sure", "yes")
    assert [sector.key for sector in made.sectors] == ["a", "b_c"]


def test_statements_come_with_keys_from_csv():
    made = parse_framework(
        statements_framework('key,text\ns1,"One, two"\ns2,"He said ""no""\\"\n', ["No", "Yes"], ["A"], "S")
    )
    assert [(i.key, i.name) for i in made.get_item_set("statements").items] == [
        ("s1", "One, two"),
        ("s2", 'He said "no"\\'),
    ]


def test_answers_beside_the_scale_of_statements():
    made = parse_framework(
        statements_framework("One\nTwo", ["No", "Yes"], ["A", "北"], "S", ["Don't know", " "])
    )
    criterion = made.get_criterion("answer")
    assert criterion.option_keys == ("no", "yes")
    assert [(o.key, o.name) for o in criterion.outside] == [("don_t_know", "Don't know")]
    assert [(s.key, s.name) for s in made.sectors] == [("a", "A"), ("group", "北")]


@pytest.mark.parametrize(
    ("text", "answers", "sectors", "said"),
    [
        ("", "No,Yes", "A", "There are no statements. Write one per line."),
        (" \n\n", "No,Yes", "A", "There are no statements. Write one per line."),
        ("key,text\n,without key\n", "No,Yes", "A", "line 2: this row has no key or no text"),
        ("key,text\na,one\n\na,two\n", "No,Yes", "A", 'line 4: the key "a" is used twice, first in line 2'),
        ("One", "Yes", "A", "A scale needs at least two answers. Write commas between them."),
        ("One", "No,Yes", " ,", "Nobody takes part. Name at least one group."),
        ("key,text\nA B,one\n", "No,Yes", "A", "\"key\" must be a short name, not 'a b'"),
    ],
)
def test_statements_that_make_no_framework_are_refused_in_words_about_them(text, answers, sectors, said):
    with pytest.raises(FrameworkError) as refused:
        statements_framework(text, answers.split(","), sectors.split(","), "S")
    assert said in str(refused.value)
    assert len(refused.value.problems) == 1
