"""A separate workshop has the sectors and steps made for it, and small groups stay hidden there too."""

import re
from itertools import combinations_with_replacement
from pathlib import Path

import pytest

from facilitator.domain.disclosure import decide
from facilitator.domain.framework_file import FrameworkError, parse_framework
from tests.audit import exposed

HERE = Path(__file__).parent
DOCUMENT = (HERE.parent.parent / "docs" / "frameworks.md").read_text()
SNIPPETS = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.mark.parametrize(
    ("mode", "sides", "sectors"),
    [
        ("joint", {"council", "vcs", "other"}, {"officer", "councillor", "vcs", "other"}),
        ("vcs", {"vcs"}, {"led_by", "smaller", "larger"}),
        (
            "council",
            {"council"},
            {"councillor", "adults_health", "children", "communities", "place", "corporate"},
        ),
    ],
)
def test_each_kind_of_workshop_has_its_own_sectors(framework, mode, sides, sectors):
    fitted = framework.for_mode(mode)
    assert {side.key for side in fitted.sides} == sides
    assert {sector.key for sector in fitted.sectors} == sectors
    assert fitted.for_mode(mode) == fitted
    assert bool(fitted.compare) == (mode == "joint")


def test_the_plan_is_joint(framework):
    left = {s.key for s in framework.for_mode("joint").steps} - {
        s.key for s in framework.for_mode("vcs").steps
    }
    assert left == {"actions", "priorities", "plan"}


def test_a_framework_that_knows_no_modes_is_used_as_it_is():
    smallest = parse_framework(SNIPPETS[0])
    assert smallest.for_mode("joint") == smallest
    assert smallest.for_mode("vcs") == smallest
    assert [s.key for s in smallest.for_mode("council").sectors] == ["council"]


def test_the_document_explains_modes_that_load():
    text = SNIPPETS[0].replace(
        '[[sector]]\nkey = "council"\nname = "Council"\nside = "council"\n', SNIPPETS[1], 1
    )
    assert [s.key for s in parse_framework(text).for_mode("council").sectors] == ["planning"]
    assert [s.key for s in parse_framework(text).for_mode("joint").sectors] == ["council", "friends"]


def test_a_framework_written_from_the_document_loads():
    source = (HERE.parent / "data" / "frameworks" / "allotments.toml").read_text()
    framework = parse_framework(source)
    assert [s.key for s in framework.for_mode("council").sectors] == ["rangers", "office"]
    assert [s.key for s in framework.for_mode("vcs").sectors] == ["society"]
    assert "plan" not in [s.key for s in framework.for_mode("vcs").steps]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('modes = ["council"]', 'modes = ["councl"]', 'no kind of workshop "councl"'),
        ('modes = ["council"]', 'modes = "council"', "must be a list of keys"),
        ('modes = ["joint"]', 'modes = ["council"]', "a joint workshop would have no sector"),
    ],
)
def test_wrong_modes_are_named_with_line_and_remedy(old, new, told):
    source = (HERE.parent / "data" / "frameworks" / "allotments.toml").read_text()
    source = source.replace('name = "Allotment society"', 'name = "Allotment society"\nmodes = ["vcs"]')
    with pytest.raises(FrameworkError) as error:
        parse_framework(source.replace(old, new))
    assert told in str(error.value)
    assert error.value.problems[0].line > 1


@pytest.mark.parametrize(("groups", "highest"), [(3, 12), (6, 11)])
@pytest.mark.parametrize("k", [3, 5])
def test_audit_of_separate_workshops_with_three_and_six_sectors(groups, highest, k):
    names = [f"g{n}" for n in range(groups)]
    steps = range(highest) if groups == 3 else (0, 1, 2, 4, 5, 9, 10)
    for counts in combinations_with_replacement(steps, groups):
        decision = decide(dict(zip(names, counts, strict=True)), k)
        if not decision.room:
            assert sum(counts) < k
            continue
        for level in (decision.groups, decision.distributions):
            published = {tuple(1 for _ in names)} | {
                tuple(int(name == one) for name in names) for one in level
            }
            assert exposed(published, counts, k) is None, (counts, level)
