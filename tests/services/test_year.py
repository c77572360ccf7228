"""A year of one partnership: what is released, compared and added up equals what people answered."""

import random
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from facilitator.domain.answer_rows import Person
from facilitator.domain.combination import combine
from facilitator.domain.comparison import moments
from facilitator.domain.framework import CriterionKind
from facilitator.domain.release import Withheld
from facilitator.domain.workshop import Breakdown, Mode, Pace, items_of
from facilitator.services import (
    accounts,
    comparing,
    importing,
    joining,
    lists,
    partnerships,
    planning,
    prework,
    results,
    rounds,
    voting,
    workshops,
)
from facilitator.services.housekeeping import delete_on
from facilitator.services.installation import open_installation
from facilitator.services.prework import DoesNotFit
from facilitator.services.voting import Voter
from facilitator.services.workshops import NewWorkshop
from facilitator.settings import Settings, prepare_data_folder
from tests.audit import exposed, is_exact

RELATIONSHIPS = "Leaders' forum\nSmall grants panel\nHome care framework\nYouth network"
STEPS = ("map", "principles", "barriers")
SECTORS = {
    "vcs": {"led_by": 6, "smaller": 12, "larger": 10},
    "council": {"adults_health": 6, "children": 3, "communities": 7, "place": 2, "councillor": 4},
    "prework": {"officer": 9, "councillor": 2, "vcs": 12, "other": 1},
    "paper": {"officer": 4, "vcs": 6},
    "joint": {"officer": 14, "councillor": 5, "vcs": 18, "other": 4},
    "later": {"officer": 11, "councillor": 4, "vcs": 17, "other": 3},
}


class Year:
    """The partnership, its workshops by name, and every answer that was given: the robots' own books."""

    def __init__(self, installation, account, framework) -> None:
        self.installation, self.account, self.framework = installation, account, framework
        self.partnership = workshops.create_partnership(installation, account.id, "Together", "Ambermouth")
        self.codes: dict[str, str] = {}
        self.books: dict[str, list] = {}
        self.dice = random.Random(2027)

    def workshop(self, name):
        found = workshops.find_by_code(self.installation, self.codes[name])
        assert found
        return found

    def create(self, name, day, mode, pace=Pace.LED):
        new = NewWorkshop(self.partnership.id, name, day, mode, self.framework, 5, Breakdown.SIDE, pace=pace)
        made = workshops.create_workshop(
            self.installation, self.account.id, new, lists.read_lines("relationships", RELATIONSHIPS)
        )
        self.codes[name], self.books[name] = made.code, []
        return made

    def opinion(self, workshop, side, step):
        """Return one person's answers to a step; sides lean their own way, some do not know."""
        found = workshop.framework.get_step(step)
        items = [
            i.key
            for i in items_of(workshop.framework, found, lists.list_entries(self.installation, workshop))
        ]
        answers: dict[str, dict] = {}
        for criterion in workshop.framework.criteria_of(found):
            if criterion.kind is CriterionKind.DOTS:
                chosen = self.dice.sample(items, 3)
                answers = {item: {criterion.key: "1" if item in chosen else "0"} for item in items}
                continue
            for item in items:
                if self.dice.random() < 0.12:
                    continue
                key = self.dice.choice([*criterion.option_keys, *criterion.option_keys[-2:]])
                if side == "vcs":
                    key = self.dice.choice(criterion.option_keys[:3])
                if criterion.outside and self.dice.random() < 0.08:
                    key = criterion.outside_keys[0]
                answers.setdefault(item, {})[criterion.key] = key
        return answers

    def note(self, name, workshop, sector, step, answers):
        group = workshop.framework.group_of(sector, workshop.breakdown)
        self.books[name] += [
            (step, item, criterion, group, answer)
            for item, given in answers.items()
            for criterion, answer in given.items()
        ]

    def meet(self, name, people, steps=STEPS):
        """Lead a workshop through its steps with so many people, round after round."""
        workshops.open_workshop(self.installation, self.workshop(name).id)
        workshop = self.workshop(name)
        voters = [
            Voter(joining.join(self.installation, workshop, sector), sector)
            for sector, number in people.items()
            for _ in range(number)
        ]
        for step in steps:
            workshops.go_to(self.installation, workshop.id, step)
            rounds.open_round(self.installation, workshop.id)
            workshop = self.workshop(name)
            current = workshop.position(workshops.list_rounds(self.installation, workshop)).current_round
            for voter in voters:
                side = workshop.framework.get_sector(voter.sector).side
                given = self.opinion(workshop, side, step)
                voting.cast(self.installation, workshop, current, voter, given)
                self.note(name, workshop, voter.sector, step, given)
            rounds.close_round(self.installation, workshop.id)
            rounds.reveal(self.installation, workshop.id)

    def answer_alone(self, name, people):
        """Answer a self-paced workshop, each person the open steps in an order of their own."""
        workshop = self.workshop(name)
        for sector, number in people.items():
            for _ in range(number):
                voter = Voter(joining.join(self.installation, workshop, sector), sector)
                found = {r.step: r for r in workshops.list_rounds(self.installation, workshop)}
                for step in self.dice.sample(STEPS, len(STEPS)):
                    here = prework.at_step(workshop, step)
                    given = self.opinion(workshop, workshop.framework.get_sector(sector).side, step)
                    voting.cast(self.installation, here, found[step], voter, given)
                    self.note(name, workshop, sector, step, given)

    def on_paper(self, name, people):
        workshop = self.workshop(name)
        forms = []
        for sector, number in people.items():
            for _ in range(number):
                side = workshop.framework.get_sector(sector).side
                answers = {step: self.opinion(workshop, side, step) for step in STEPS}
                forms.append(Person(sector, answers))
                for step, given in answers.items():
                    self.note(name, workshop, sector, step, given)
        assert importing.take_in(self.installation, workshop, forms) == len(forms)


@pytest.fixture(scope="module")
def year(tmp_path_factory, framework):
    data = tmp_path_factory.mktemp("year") / "data"
    now = [datetime(2027, 1, 10, 9)]
    opened = open_installation(
        Settings(data=data, secret_key=prepare_data_folder(data), exports=data / "exports", testing=True),
        clock=lambda: now[0],
    )
    link = accounts.make_setup_link(opened)
    account = accounts.create_account(
        opened, link.rsplit("/", 1)[1], "Ann", "ann@example.org", "three words in"
    )
    made = Year(opened, account, framework)
    made.now = now
    made.create("vcs", date(2027, 1, 12), Mode.VCS)
    made.meet("vcs", SECTORS["vcs"])
    made.create("council", date(2027, 1, 20), Mode.COUNCIL)
    made.meet("council", SECTORS["council"])
    made.create("prework", date(2027, 2, 28), Mode.JOINT, Pace.SELF)
    prework.open_prework(opened, made.workshop("prework").id)
    made.answer_alone("prework", SECTORS["prework"])
    made.on_paper("prework", SECTORS["paper"])
    now[0] = datetime(2027, 3, 1, 0, 30)
    assert prework.close_due(opened) == 1
    made.create("joint", date(2027, 3, 9), Mode.JOINT)
    assert prework.stand_as_round_one(opened, made.workshop("joint"), made.workshop("prework")) == 3
    made.meet("joint", SECTORS["joint"])
    planning.add_action(opened, made.workshop("joint").id, "Publish reasons for grant decisions")
    workshops.end_workshop(opened, made.workshop("joint").id)
    now[0] = datetime(2027, 9, 14, 9)
    made.create("later", date(2027, 9, 14), Mode.JOINT)
    made.meet("later", SECTORS["later"])
    yield made
    opened.close()


def own_counts(year, name, step, item, criterion):
    """Return the counts by group that the robots' own books give: {group: Counter(answer)}."""
    counts: dict[str, Counter] = {}
    for s, i, c, group, answer in year.books[name]:
        if (s, i, c) == (step, item, criterion):
            counts.setdefault(group, Counter())[str(answer)] += 1
    return counts


def releases(year, name):
    """Return a workshop's own releases: a meeting's first round may be its pre-work's."""
    first = 2 if name == "joint" else 1
    return [r for r in results.list_releases(year.installation, year.workshop(name)) if r.round == first]


@pytest.mark.parametrize("name", ["vcs", "council", "prework", "joint", "later"])
def test_every_released_figure_is_what_people_answered(year, name):
    seen = 0
    for release in releases(year, name):
        for result in release.results:
            if result.criterion not in {c.key for c in year.framework.criteria}:
                continue
            criterion = year.framework.get_criterion(result.criterion)
            own = own_counts(year, name, release.step, result.item.key, criterion.key)
            for group, figures in [("", result.figures.room), *result.figures.groups.items()]:
                if not is_exact(figures):
                    continue
                mine = sum(own.values(), Counter()) if not group else own.get(group, Counter())
                expected = {key: mine[key] for key in figures.counts}
                assert dict(figures.counts) == expected, (release.step, result.item.key, group)
                seen += 1
    assert seen > 40


@pytest.mark.parametrize("name", ["vcs", "council", "prework", "joint", "later"])
def test_no_group_of_fewer_than_five_follows_from_any_release(year, name):
    groups = list(year.workshop(name).groups)
    hidden = 0
    for release in releases(year, name):
        for result in release.results:
            if result.criterion not in {c.key for c in year.framework.criteria}:
                continue
            criterion = year.framework.get_criterion(result.criterion)
            own = own_counts(year, name, release.step, result.item.key, criterion.key)
            for breakdown, keys in (
                (result.figures, criterion.option_keys or ("0", "1")),
                (result.outside, criterion.outside_keys),
            ):
                if breakdown is None:
                    continue
                people = [sum(own.get(g, Counter())[key] for key in keys) for g in groups]
                published = set()
                if is_exact(breakdown.room):
                    published.add(tuple(1 for _ in groups))
                published |= {
                    tuple(int(g == one) for g in groups) for one in groups if is_exact(breakdown.groups[one])
                }
                assert exposed(published, people, 5) is None, (release.step, result.item.key, people)
                hidden += sum(isinstance(f, Withheld) for f in breakdown.groups.values())
    assert hidden  # the small groups of these rooms are there to be hidden


def test_the_comparison_shows_each_workshop_what_its_own_release_shows(year):
    found = comparing.find_workshops(year.installation, year.partnership.id, list(year.codes.values()))
    comparison = comparing.compare_workshops(year.installation, found)
    assert [s.title for s in comparison.sittings] == ["vcs", "council", "prework", "joint", "later"]
    assert moments(comparison) == ((0, 1), (2,), (3,), (4,))
    assert {row.step for row in comparison.rows} == set(STEPS)
    for row in comparison.rows:
        for sitting, position in zip(comparison.sittings, row.positions, strict=True):
            assert position is not None
            own = own_counts(year, sitting.title, row.step, row.item.key, row.criterion.key)
            mine = sum(own.values(), Counter())
            assert dict(position.room.counts) == {key: mine[key] for key in position.room.counts}
    place = next(r for r in comparison.rows if r.item.name == "Home care framework")
    alone, council = place.positions[0], place.positions[1]
    assert set(alone.sides) == {"vcs"}
    assert set(council.sides) == {"council"}
    assert alone.sides["vcs"].mean < council.sides["council"].mean


def test_sittings_of_one_mode_add_up_and_the_sum_gives_nothing_away(year):
    found = [year.workshop("joint"), year.workshop("later")]
    combined = comparing.combine_workshops(year.installation, found)
    groups = ("council", "vcs", "other")
    sittings = comparing.compare_workshops(year.installation, found).sittings
    assert combined == combine(sittings)
    unknown = 0
    for result in combined:
        own = [
            own_counts(year, n, result.step, result.item.key, result.criterion.key)
            for n in ("joint", "later")
        ]
        total = sum((c for each in own for c in each.values()), Counter())
        added = result.figures.room.figures
        assert dict(added.counts) == {k: total[k] for k in added.counts}
        keys = result.criterion.option_keys or ("0", "1")
        people = [sum(each.get(g, Counter())[k] for k in keys) for each in own for g in groups]
        published = {(1, 1, 1, 0, 0, 0), (0, 0, 0, 1, 1, 1), (1,) * 6}
        for number, name in enumerate(("joint", "later")):
            released = next(r for r in releases(year, name) if r.step == result.step)
            figures = released.find_result(result.item.key, result.criterion.key).figures
            for at, group in enumerate(groups):
                if is_exact(figures.groups[group]):
                    published.add(tuple(int(i == 3 * number + at) for i in range(6)))
        for at, group in enumerate(groups):
            pooled = result.figures.groups[group]
            if is_exact(pooled.figures) and pooled.sittings == 2:
                published.add(tuple(int(i % 3 == at) for i in range(6)))
        assert exposed(published, people, 5) is None
        beside = result.outside.room if result.outside else None
        if beside is not None and beside.sittings == beside.of:
            assert dict(beside.figures.counts) == {k: total[k] for k in beside.figures.counts}
            unknown += 1
    assert unknown > 0


def test_separate_workshops_cannot_be_added_up_with_joint_ones(year):
    with pytest.raises(comparing.CannotCompare):
        comparing.combine_workshops(year.installation, [year.workshop("vcs"), year.workshop("joint")])


def test_the_prework_stands_as_round_one_and_the_meeting_rates_again(year):
    shown = results.step_releases(year.installation, year.workshop("joint"), "map")
    before = results.step_releases(year.installation, year.workshop("prework"), "map")
    assert [r.round for r in shown] == [1, 2]
    assert shown[0] == before[0]
    assert all(result.movement is None for result in shown[1].results)
    with pytest.raises(DoesNotFit):
        prework.stand_as_round_one(year.installation, year.workshop("later"), year.workshop("vcs"))


def test_ballots_and_keys_of_the_prework_are_gone(year):
    assert all(r.sealed for r in workshops.list_rounds(year.installation, year.workshop("prework")))
    found = {r.id for r in workshops.list_rounds(year.installation, year.workshop("prework"))}
    assert not found & set(year.installation.vault.list_keys())


def test_the_page_of_the_partnership_holds_the_year(year):
    overview = partnerships.read_overview(year.installation, year.partnership)
    assert [w.title for w in overview.workshops] == ["later", "joint", "prework", "council", "vcs"]
    assert overview.planned_in.title == "joint"
    assert [a.action for a in overview.plan] == ["Publish reasons for grant decisions"]
    assert [r.name for r in overview.relationships] == RELATIONSHIPS.splitlines()
    assert overview.next_workshop.title == "later"
    assert overview.next_on is None


def test_nothing_of_the_year_is_deleted_while_the_partnership_is_at_work(year):
    days = year.installation.settings.retention_days
    assert delete_on(year.installation, year.workshop("vcs")) == date(2027, 9, 14) + timedelta(days=days)


def test_what_a_meeting_took_from_its_prework_counts_once(year):
    installation = year.installation
    workshop = year.create("repeat", date(2027, 9, 20), Mode.JOINT)
    try:
        assert prework.stand_as_round_one(installation, workshop, year.workshop("prework")) == 3
        alone = comparing.combine_workshops(installation, [year.workshop("prework"), year.workshop("joint")])
        taken = [year.workshop("prework"), year.workshop("joint"), year.workshop("repeat")]
        assert comparing.combine_workshops(installation, taken) == alone
        assert comparing.combine_workshops(installation, [year.workshop("joint"), year.workshop("repeat")])
    finally:
        workshops.delete_workshop(installation, workshop.id)
        del year.codes["repeat"], year.books["repeat"]
