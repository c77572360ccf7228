"""A year of one partnership over HTTP: its figures are the robots' own, and give no few people away."""

import html
import json
import re
from collections import Counter
from itertools import combinations

import pytest

from tests import backends
from tests.audit import exposed
from tests.year.played import AGAIN, FRAMEWORK, PlayedYear

K = 5
NAMES = ("vcs", "council", "joint", "before", "later")
MIXED = ("joint", "before", "later")
CRITERIA = {criterion.key: criterion for criterion in FRAMEWORK.criteria}


class Told:
    """What was published in the year, and what the robots' own books say by group."""

    def __init__(self, year: PlayedYear) -> None:
        self.year = year
        self.results = {name: year.results(name) for name in NAMES}
        self.own, self.rows = {}, {}
        for name, told in self.results.items():
            shape = told["workshop"]
            self.own[name] = year.books[name].by_group(shape["mode"], shape["breakdown"])
            for row in told["results"]:
                asked = (row["step"], row["round"], row["item"]["key"], row["criterion"])
                # The rows that the follow-up took from the pre-work are looked at there.
                if row["criterion"] in CRITERIA and not (name == "later" and row["round"] == 1):
                    self.rows[name, *asked] = row

    def answers(self, name, asked, beside=False) -> dict[str, list[tuple]]:
        """Return what each group answered on the scale, or beside it."""
        outside = CRITERIA[asked[3]].outside_keys
        found = self.own[name].get(asked, {})
        return {group: [a for a in given if (a[0] in outside) == beside] for group, given in found.items()}


@pytest.fixture(scope="module")
def told(shared):
    with backends.own_running(shared) as here:
        year = PlayedYear(here.base, here.setup_path)
        year.play()
        yield Told(year)


def counted(answers) -> dict[str, int]:
    return dict(Counter(key for answer in answers for key in answer))


def without_zeros(counts) -> dict[str, int]:
    return {key: number for key, number in counts.items() if number}


def parts_of(row):
    return [(row, False)] + ([(row["outside"], True)] if "outside" in row else [])


def figures_of(part):
    return [("", part["room"]), *part["groups"].items()]


def test_published_figures_are_those_of_the_robots_own_answers(told):
    looked_at, exact, held = 0, 0, 0
    for (name, *asked), row in told.rows.items():
        held += bool(row.get("held"))
        for part, beside in parts_of(row):
            own = told.answers(name, tuple(asked), beside)
            for group, figures in figures_of(part):
                answers = [a for each, given in own.items() if group in ("", each) for a in given]
                if "n" not in figures:
                    assert "withheld" in figures or "counts" not in figures
                    continue
                counts = without_zeros(figures.get("counts", {}))
                if row.get("held") or (beside and figures["n"] < len(answers)):
                    # What the room had seen last: a few late answers are left out, none is made up.
                    assert 0 <= len(answers) - figures["n"] < K, (name, asked, group)
                    assert Counter(counts) <= Counter(counted(answers)), (name, asked, group)
                    continue
                looked_at += 1
                assert figures["n"] == len(answers), (name, asked, group)
                if "counts" in figures:
                    exact += 1
                    assert counts == counted(answers), (name, asked, group)
    assert {name for name, *_ in told.rows} == set(NAMES)
    assert held < len(told.rows) / 4
    assert looked_at > 500
    assert exact > 300


def test_no_workshop_gives_few_people_away(told):
    looked_at = 0
    for (name, *asked), row in told.rows.items():
        if row.get("held"):
            continue  # its sums are of other sets of people than the groups
        for part, beside in parts_of(row):
            own = told.answers(name, tuple(asked), beside)
            if beside and part["room"].get("n", 0) < sum(map(len, own.values())):
                continue  # so are these, where they are as the room had seen them
            groups = list(part["groups"])
            published = {
                tuple(int(not group or group == each) for each in groups)
                for group, figures in figures_of(part)
                if "counts" in figures
            }
            people = [len(own.get(group, [])) for group in groups]
            assert sum(people) == sum(map(len, own.values()))
            assert exposed(published, people, K) is None, (name, asked, beside, people)
            looked_at += bool(published)
    assert looked_at > 150


def source_of(name, step):
    """Return whose answers a workshop's figures hold: the follow-up took most of its from the pre-work."""
    return "before" if name == "later" and step not in AGAIN else name


def test_sums_of_sittings_are_those_of_their_parts_and_give_nobody_away(told):
    groups = ["council", "vcs", "other"]
    choices = [names for size in (2, 3) for names in combinations(MIXED, size)]
    sums, published = 0, {}
    for names in choices:
        for row in json.loads(told.year.together("combined.json", names))["results"]:
            key = (row["step"], row["item"]["key"], row["criterion"]["key"])
            parts = {}
            for name in dict.fromkeys(source_of(name, row["step"]) for name in names):
                found = told.rows.get((name, key[0], 2 if name == "later" else 1, *key[1:]))
                if found is not None:
                    parts[name] = dict(figures_of(found))
            vectors = published.setdefault(key, set())
            for name, part in parts.items():
                vectors |= {vector({name}, group) for group, f in part.items() if "counts" in f}
            for group, figures in figures_of(row):
                if "counts" not in figures:
                    continue
                used = {name for name, part in parts.items() if "withheld" not in part[group]}
                assert len(used) == figures["sittings"], (key, names, group)
                total = sum((Counter(parts[name][group]["counts"]) for name in used), Counter())
                assert without_zeros(figures["counts"]) == dict(total), (key, names, group)
                vectors.add(vector(used, group))
                sums += 1
    for key, vectors in published.items():
        own = {name: told.answers(name, (key[0], 2 if name == "later" else 1, *key[1:])) for name in MIXED}
        people = [len(own[name].get(group, [])) for name in MIXED for group in groups]
        assert exposed(vectors, people, K) is None, (key, people)
    assert sums > 200
    assert len(published) > 40


def vector(names, group) -> tuple[int, ...]:
    """Return which groups of which sittings are in a sum; the room is every group."""
    groups = ("council", "vcs", "other")
    return tuple(int(name in names and group in ("", each)) for name in MIXED for each in groups)


def test_a_comparison_holds_what_each_workshop_published(told):
    names, looked_at = {code.replace("-", ""): name for name, code in told.year.codes.items()}, 0
    for row in json.loads(told.year.together("comparison.json", NAMES))["results"]:
        for code, position in row["workshops"].items():
            name = names[code]
            newest = 2 if name == "later" and row["step"] in AGAIN else 1
            source = source_of(name, row["step"])
            found = told.rows[source, row["step"], newest, row["item"]["key"], row["criterion"]["key"]]
            assert position["room"] == found["room"], (name, row["step"], row["item"]["name"])
            looked_at += 1
    assert looked_at > 200


def test_the_title_of_five_workshops_speaks_of_an_item_in_the_picture(told):
    document = json.loads(told.year.together("comparison.json", NAMES))
    topics = {}
    for row in document["results"]:
        topics.setdefault(f"{row['step']}.{row['criterion']['key']}", []).append(row["item"]["name"])
    titled = 0
    for topic, items in topics.items():
        page = told.year.together(f"compare?topic={topic}", NAMES)
        title = html.unescape(re.search(r"<h1>(.*?)</h1>", page, re.DOTALL).group(1))
        named = [item for item in items if f" on {item}: " in title or f": {item}, by" in title]
        picture = re.search(r'<div class="wide-only">(.*?)</svg>', page, re.DOTALL)
        if named:
            titled += 1
            assert named[0] in html.unescape(picture.group(1)).replace(title, ""), title
    assert titled > 5
