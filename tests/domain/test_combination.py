"""Several sittings added up give nothing away that one of them hides, and compare what was asked alike."""

import datetime
from dataclasses import replace
from itertools import product

import pytest

from facilitator.domain.combination import combination_to_data, combine, combined_releases
from facilitator.domain.comparison import Sitting, change, compare, gap, side_figures
from facilitator.domain.framework import Criterion, CriterionKind, Item, Option
from facilitator.domain.pooling import pool
from facilitator.domain.publishing import publish_criterion
from facilitator.domain.release import Breakdown, Release, Shown, Withheld
from tests.audit import exposed, is_exact, rank

GROUPS = ("council", "vcs", "other")
SCALE = Criterion(
    "now",
    CriterionKind.SCALE,
    "Now",
    "?",
    options=tuple(Option(str(n), str(n)) for n in range(1, 6)),
    outside=(Option("dont_know", "Don't know"),),
)
ITEM = Item("time", "Time")


def released(counts, k, answer="3"):
    """Publish what so many people of each group answered."""
    answers = [(group, answer) for group, n in zip(GROUPS, counts, strict=True) for _ in range(n)]
    result = publish_criterion(SCALE, ITEM, GROUPS, answers, k)
    return result.outside if answer == "dont_know" else result.figures


def vector(*atoms) -> tuple:
    chosen = set(atoms)
    return tuple(int((s, g) in chosen) for s in range(2) for g in GROUPS)


def parts_of(sittings):
    published = set()
    for number, figures in enumerate(sittings):
        if is_exact(figures.room):
            published.add(vector(*((number, g) for g in GROUPS)))
        published |= {vector((number, g)) for g in GROUPS if is_exact(figures.groups[g])}
    return published


def sums_of(sittings, criterion):
    """Return the sets of people whose exact sums a combination publishes."""
    sums = set()
    for wanted in (GROUPS, *((g,) for g in GROUPS)):
        parts = [f.room if wanted == GROUPS else f.groups[wanted[0]] for f in sittings]
        if is_exact(pool(parts, criterion).figures):
            used = [number for number, part in enumerate(parts) if isinstance(part, Shown)]
            sums.add(vector(*((number, g) for number in used for g in wanted)))
    return sums


SMALL = (0, 1, 2, 3, 5, 10, 11)


@pytest.mark.parametrize(
    ("k", "answer", "criterion"), [(3, "3", SCALE), (5, "3", SCALE), (5, "dont_know", None)]
)
def test_no_combination_of_two_sittings_beside_its_parts_exposes_fewer_than_k(k, answer, criterion):
    worlds = [(counts, released(counts, k, answer)) for counts in product(SMALL, repeat=3)]
    patterns = {}
    for counts, figures in worlds:
        shown = tuple(is_exact(f) for f in (figures.room, *figures.groups.values()))
        present = tuple(isinstance(f, Shown) for f in (figures.room, *figures.groups.values()))
        patterns.setdefault((shown, present), []).append((counts, figures))
    # What is published depends on the pattern alone; within one, the fewest people are the worst case.
    for one in patterns.values():
        for other in patterns.values():
            sittings = (one[0][1], other[0][1])
            published = parts_of(sittings) | sums_of(sittings, criterion)
            assert rank(sorted(published) or [vector()]) == rank(sorted(parts_of(sittings)) or [vector()])
            for first, _ in one:
                for second, _ in other[:: max(1, len(other) // 12)]:
                    assert exposed(published, [*first, *second], k) is None, (first, second)


def test_the_audit_would_find_a_sum_of_true_counts():
    counts = ((12, 10, 0), (12, 2, 10))
    people = [n for each in counts for n in each]
    sittings = [released(each, 5) for each in counts]
    published = parts_of(sittings)
    assert exposed(published, people, 5) is None
    assert not is_exact(sittings[1].groups["vcs"])
    naive = vector((0, "vcs"), (1, "vcs"))  # 12 people: large enough by itself
    assert exposed(published | {naive}, people, 5) == vector((1, "vcs"))


def test_a_sitting_that_withholds_stays_out_and_is_counted():
    parts = [released((12, 10, 0), 5), released((12, 2, 10), 5), released((3, 0, 0), 5)]
    room = pool([f.room for f in parts], SCALE)
    assert (room.sittings, room.of, room.figures.n) == (2, 3, 46)
    vcs = pool([f.groups["vcs"] for f in parts], SCALE)
    assert (vcs.sittings, vcs.of, vcs.figures.n) == (1, 3, 10)
    nothing = pool([parts[2].room], SCALE)
    assert isinstance(nothing.figures, Withheld)


def test_small_groups_stay_coarse_however_many_sittings_are_added():
    parts = [
        publish_criterion(SCALE, ITEM, GROUPS, mixed((7, 12, 12), answers), 5).figures
        for answers in ("543", "543", "123")
    ]
    published = [f.groups["council"].mean for f in parts]
    council = pool([f.groups["council"] for f in parts], SCALE).figures
    assert (council.n, council.counts, council.coarse) == (21, None, True)
    assert council.mean == round(2 * sum(published) / 3) / 2  # of what was published, to the nearest half


def mixed(sizes, answers):
    """Return answers of so many people of each group, going round ``answers``."""
    return [
        (group, answers[n % len(answers)])
        for group, size in zip(GROUPS, sizes, strict=True)
        for n in range(size)
    ]


def sitting(code, day, framework, counts, *, mode="joint", key="time", k=5, **changes):
    fitted = framework.for_mode(mode)
    groups = [side.key for side in fitted.sides]
    criterion = framework.get_criterion("now")
    points = dict(enumerate(criterion.option_keys, start=1))
    answers = [(g, points.get(a, a)) for g, given in counts.items() for a in given]
    step = changes.pop("step", "principles")
    result = publish_criterion(criterion, Item(key, "Time"), groups, answers, k)
    return Sitting(
        code,
        code,
        datetime.date(2026, 1, day),
        mode,
        fitted,
        "side",
        k,
        (Release(step, 1, (result,)),),
        **changes,
    )


def test_separate_and_joint_workshops_stand_side_by_side(framework):
    vcs = sitting("V", 5, framework, {"vcs": [2] * 28}, mode="vcs")
    council = sitting("C", 1, framework, {"council": [4] * 22}, mode="council")
    joint = sitting("J", 9, framework, {"council": [4] * 15, "vcs": [3] * 26}, mode="joint")
    comparison = compare([vcs, joint, council])
    assert [s.code for s in comparison.sittings] == ["C", "V", "J"]
    (row,) = comparison.rows
    alone, other, both = row.positions
    assert alone.sides["council"] == alone.room
    assert alone.room.mean == 4
    assert set(other.sides) == {"vcs"}
    assert other.room.mean == 2
    assert gap(both, "council", "vcs") == 1
    assert gap(alone, "council", "vcs") is None
    assert change(other.sides["vcs"], both.sides["vcs"], 5) is None  # 28 and 26 people: two went
    assert change(alone.sides["council"], both.sides["council"], 5) == 0


def test_a_change_is_not_worked_out_where_fewer_than_k_came_or_went():
    for before, after in product(range(5, 16), repeat=2):
        one, other = Shown(n=before, mean=2.0), Shown(n=after, mean=3.0)
        assert change(one, other, 5) == (None if 0 < abs(before - after) < 5 else 1.0)
    assert change(Withheld(), Shown(n=9, mean=1.0), 5) is None


def test_a_relationship_is_the_same_by_its_key_today(framework):
    one = sitting("A", 1, framework, {"vcs": [2] * 12}, key="r1", step="map", keys={"r1": "r2"})
    other = sitting("B", 2, framework, {"vcs": [3] * 12}, key="r2", step="map", keys={"r2": "r2"})
    assert len(compare([one, other]).rows) == 1
    apart = sitting("B", 2, framework, {"vcs": [3] * 12}, key="r3", step="map")
    assert compare([one, apart]).rows == ()


def test_questions_asked_differently_are_named_not_compared(framework):
    one = sitting("A", 1, framework, {"vcs": [2] * 12})
    shorter = replace(
        framework,
        criteria=tuple(
            replace(c, options=c.options[:3]) if c.key == "now" else c for c in framework.criteria
        ),
    )
    other = replace(one, code="B", framework=shorter.for_mode("joint"))
    comparison = compare([one, other])
    assert comparison.rows == ()
    assert len(comparison.asked_differently) == 1


def test_combined_sittings_add_up_side_by_side(framework):
    one = sitting("A", 1, framework, {"council": [4] * 12, "vcs": [2] * 15})
    other = sitting("B", 2, framework, {"council": [2] * 12, "vcs": [3] * 3})
    (result,) = combine([one, other])
    (release,) = combined_releases([result])
    assert release.results[0].figures.groups["vcs"] == Withheld()
    assert (result.figures.room.figures.n, result.figures.room.sittings) == (42, 2)
    assert result.figures.groups["vcs"].sittings == 1
    # In the second sitting the council is hidden too: the room less the council would be three people.
    assert (result.figures.groups["council"].figures.n, result.figures.groups["council"].of) == (12, 2)


def test_what_lies_beside_the_scale_is_added_up_on_its_own(framework):
    known = ["dont_know"] * 4 + ["not_relevant"] * 2
    one = sitting("A", 1, framework, {"council": [4] * 12 + known, "vcs": [2] * 15 + ["dont_know"] * 11})
    other = sitting("B", 2, framework, {"council": [2] * 12, "vcs": [3] * 13 + known})
    few = sitting("C", 3, framework, {"council": [2] * 12, "vcs": [3] * 13 + ["dont_know"] * 3})
    (result,) = combine([one, other, few])
    room = result.outside.room
    assert (room.sittings, room.of) == (2, 3)  # three people of the last sitting may not be seen
    assert dict(room.figures.counts) == {"dont_know": 19, "not_relevant": 4}
    assert (room.figures.n, room.figures.mean, room.figures.median) == (23, None, None)
    assert result.figures.room.figures.n == 77
    assert combination_to_data([result])[0]["outside"]["room"]["counts"] == dict(room.figures.counts)
    (release,) = combined_releases([result])
    assert release.results[0].outside.room == room.figures


def test_the_breakdown_by_sector_shows_a_side_only_where_all_its_sectors_can_be_seen(framework):
    base = sitting("A", 1, framework, {"vcs": [2] * 12})
    by_sector = replace(base, breakdown="sector")
    now = framework.get_criterion("now")
    shown = {"officer": Shown(n=12, counts=dict.fromkeys(now.option_keys, 0) | {"partly": 12}, mean=3.0)}
    seen = shown | {"councillor": Shown(n=6, mean=2.0, coarse=True)}
    hidden = shown | {"councillor": Withheld()}
    room = Shown(n=40)
    assert side_figures(by_sector, Breakdown(room, hidden), "council", now) == Withheld()
    council = side_figures(by_sector, Breakdown(room, seen), "council", now)
    assert (council.n, council.coarse) == (18, True)
