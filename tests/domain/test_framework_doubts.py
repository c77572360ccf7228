"""What a framework file can be used with but was probably not meant so is said; good files raise no doubt."""

import re
from pathlib import Path

import pytest

from facilitator.domain.framework_doubts import NAMES, list_doubts
from facilitator.domain.framework_file import FrameworkError, parse_framework
from facilitator.domain.statements import statements_framework
from facilitator.frameworks import BUILT_IN, read_built_in

ALLOTMENTS = (Path(__file__).parent.parent / "data" / "frameworks" / "allotments.toml").read_text()
AT_END = "\n[[step]]"


def doubts(source):
    return list_doubts(parse_framework(source))


@pytest.mark.parametrize(
    "source",
    [
        *(read_built_in(name) for name in BUILT_IN),
        ALLOTMENTS,
        statements_framework("One\nTwo", ["No", "Yes"], ["A", "B"], "S", ["Don't know"]),
    ],
)
def test_a_good_framework_raises_no_doubt(source):
    assert doubts(source) == ()


CASES = {
    "a misspelt name": ("minutes = 5", "minuets = 5", '"minuets" means nothing', 'Did you mean "minutes"?'),
    "a name of another table": (
        "minutes = 5",
        'minutes = 5\nweight = "2"',
        '"weight" means nothing in [[step]]',
        "Use one of:",
    ),
    "a misspelt name at the top": ("compare =", "compair =", '"compair"', 'Did you mean "compare"?'),
    "a name that is none at the top": ("format = 1", "format = 1\nstart = 3", '"start"', "Use one of:"),
    "a name of the top below a table": (
        'name = "Close"',
        'name = "Close"\ncompare = ["council", "vcs"]',
        '"compare" means nothing in [[step]]',
        "belongs to the top of the file",
    ),
    "a name of the table above": (
        'key = "us"',
        'key = "us"\nhint = "All of them"',
        '"hint" means nothing in [[criterion.answer]]',
        "belongs to [[criterion]]: write it above the first [[criterion.answer]]",
    ),
    "a misspelt table": (
        '[[step]]\nkey = "close"',
        '[agreements]\ncriterion = "works"\n\n[[step]]\nkey = "close"',
        "[agreements] means nothing",
        'Did you mean "agreement"?',
    ),
    "a table of no kind": (
        '[[step]]\nkey = "close"',
        '[[step.item]]\nkey = "x"\n\n[[step]]\nkey = "close"',
        "[step.item] means nothing",
        "Take it out",
    ),
    "a name for another kind of step": (
        'kind = "lobby"',
        'kind = "lobby"\nslots = 3',
        '"slots" does nothing in a step of kind "lobby"',
        "propose",
    ),
    "a name for another kind of criterion": (
        'kind = "scale"',
        'kind = "scale"\ndots = 3',
        '"dots" does nothing in a criterion of kind "scale"',
        "Take it out",
    ),
    "yes or no in quotes": (
        "required = true",
        'required = "false"',
        '"required" is neither true nor false',
        "Write: required = true",
    ),
    "one side against itself": (
        'compare = ["council", "vcs"]',
        'compare = ["vcs", "vcs"]',
        "names one side twice",
        "two different sides",
    ),
    "a side of nobody": (
        '[[sector]]\nkey = "parks"',
        '[[side]]\nkey = "nhs"\nname = "NHS"\n\n[[sector]]\nkey = "parks"',
        'nobody can belong to the side "nhs"',
        "Add a [[sector]]",
    ),
    "no lobby": ('kind = "lobby"', 'kind = "break"', 'no step of kind "lobby"', "Add one above"),
    "a lobby that is not first": (
        '[[step]]\nkey = "welcome"',
        '[[step]]\nkey = "tea"\nname = "Tea"\nkind = "break"\n\n[[step]]\nkey = "welcome"',
        "is not the first",
        "above all others",
    ),
    "a close that is not last": (
        'key = "close"\nname = "Close"\nkind = "close"',
        'key = "close"\nname = "Close"\nkind = "close"\n[[step]]\nkey = "tea"\nname = "Tea"\nkind = "break"',
        "is not the last",
        "below all others",
    ),
    "two plans": (
        'key = "close"\nname = "Close"\nkind = "close"',
        'key = "again"\nname = "Again"\nkind = "plan"',
        "a second step for the plan",
        "Leave one",
    ),
    "a question that is never asked": (
        'criteria = ["works", "who"]',
        'criteria = ["works"]',
        'no step asks "who"',
        "criteria",
    ),
    "a set that is never rated": (
        '[[criterion]]\nkey = "works"',
        '[[set]]\nkey = "more"\nname = "More"\n[[set.item]]\nkey = "x"\nname = "X"\n\n[[criterion]]\nkey = "works"',
        'no step rates the set "more"',
        'items = "more"',
    ),
    "importance and now in two steps": (
        '[[step]]\nkey = "other"',
        '[[criterion]]\nkey = "matters"\nname = "Matters"\nquestion = "?"\nkind = "scale"\nscale = "how_well"\n'
        '[[step]]\nkey = "matters"\nname = "Matters"\nkind = "rate"\nitems = "topics"\ncriteria = ["matters"]\n'
        '[work_on_first]\nimportance = "matters"\nnow = "works"\n[[step]]\nkey = "other"',
        'no step asks both "matters" and "works"',
        "one step",
    ),
    "importance and now of different length": (
        '[[step]]\nkey = "topics"\nname = "Topics"\nkind = "rate"\nitems = "topics"\ncriteria = ["works", "who"]',
        '[[criterion]]\nkey = "matters"\nname = "Matters"\nquestion = "?"\nkind = "scale"\n'
        '[[criterion.answer]]\nkey = "no"\nname = "No"\n[[criterion.answer]]\nkey = "yes"\nname = "Yes"\n'
        '[work_on_first]\nimportance = "matters"\nnow = "works"\n'
        '[[step]]\nkey = "topics"\nname = "Topics"\nkind = "rate"\nitems = "topics"\n'
        'criteria = ["works", "who", "matters"]',
        "not two scales with the same number of answers",
        "as many answers",
    ),
    "an agreement that nobody is asked for": (
        '[[step]]\nkey = "close"',
        '[agreement]\ncriterion = "works"\nsupport = "so_so"\n\n[[step]]\nkey = "close"',
        'no step of kind "plan" asks "works"',
        "criteria of that step",
    ),
    "a translation of a text that is not there": (
        '[[step]]\nkey = "close"',
        '[translation.cy]\n"How well does that work?" = "Pa mor dda?"\n\n[[step]]\nkey = "close"',
        "“How well does that work?” is translated, but stands nowhere",
        'Did you mean "How well does this work?"?',
    ),
    "a language that the pages do not speak": (
        '[[step]]\nkey = "close"',
        '[translation.pl]\n"Water" = "Woda"\n\n[[step]]\nkey = "close"',
        'the pages do not speak "pl"',
        "en_GB, cy",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_was_probably_not_meant_is_said_where_it_stands(case):
    old, new, reason, remedy = CASES[case]
    assert old in ALLOTMENTS
    changed = ALLOTMENTS.replace(old, new, 1)
    found = doubts(changed)
    matching = [d for d in found if reason in d.reason]
    assert len(matching) == 1, [str(d) for d in found]
    assert remedy in matching[0].remedy
    first = ALLOTMENTS[: ALLOTMENTS.index(old)].count("\n") + 1
    if case != "no lobby" and not case.startswith("a question"):
        assert first - 1 <= matching[0].line <= first + new.count("\n") + 2, str(matching[0])


def test_every_name_that_is_known_is_documented():
    document = (Path(__file__).parents[2] / "docs" / "frameworks.md").read_text()
    blocks = re.findall(r"```toml(.*?)```", document, re.DOTALL)
    code = " ".join([*blocks, *re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", document, flags=re.DOTALL))])
    missing = {name for names in NAMES.values() for name in names if not re.search(rf"\b{name}\b", code)}
    assert not missing


ERRORS = {
    "sides that are none": (
        'compare = ["council", "vcs"]',
        'compare = ["council", "vsc"]',
        '"compare" must name two of the sides, and "vsc" is none. The sides are: council, vcs.',
    ),
    "dots on the plan": (
        'kind = "plan"',
        'kind = "plan"\ncriteria = ["first", "idea"]',
        "the plan's actions cannot be given dots",
    ),
    "a table twice": (
        '[[step]]\nkey = "close"',
        "[starting_points]\n[starting_points]\n[[step]]\nkey = 'close'",
        "this stands in the file already as one table. Put what belongs to it in one place",
    ),
    "a name twice": (
        'version = "1"',
        'version = "1"\nversion = "2"',
        "Take one of the two out, or write the missing [[...]] line",
    ),
    "a reference with a typing error": ('side = "vcs"', 'side = "vsc"', 'Did you mean "vcs"?'),
    "a key that is missing": ('key = "water"\n', "", '"key" is missing'),
}


@pytest.mark.parametrize("case", ERRORS)
def test_an_error_is_told_once_with_what_to_do(case):
    old, new, said = ERRORS[case]
    assert old in ALLOTMENTS
    with pytest.raises(FrameworkError) as refused:
        parse_framework(ALLOTMENTS.replace(old, new, 1))
    assert len(refused.value.problems) == 1, str(refused.value)
    assert said in str(refused.value)
    assert str(refused.value).startswith("line ")
