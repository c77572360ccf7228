"""A year of one partnership over HTTP: robots at every step, and their own books of what they answered."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from facilitator.domain.framework import CriterionKind
from facilitator.frameworks import get_built_in
from facilitator.robots.browser import new_pool
from facilitator.robots.crowd import Crowd
from facilitator.robots.director import Director
from facilitator.robots.opinions import Opinion
from facilitator.robots.phone import Measures, Phone
from facilitator.robots.rehearsal import Rehearsal

FRAMEWORK = get_built_in("council-vcs")
RELATIONSHIPS = ("Leaders' forum", "Small grants panel")
VCS = {"led_by": 6, "smaller": 12, "larger": 10}
COUNCIL = {"adults_health": 5, "children": 2, "communities": 6, "place": 2, "corporate": 3, "councillor": 4}
JOINT = {"officer": 14, "councillor": 5, "vcs": 18, "other": 4}
BEFORE = {"officer": 9, "councillor": 2, "vcs": 12, "other": 1}
PAPER = {"officer": 4, "vcs": 6}
LATER = {"officer": 11, "councillor": 4, "vcs": 17, "other": 3}
AGAIN = ("map", "principles")


def everybody(people: dict[str, int]) -> list[str]:
    return [sector for sector, number in people.items() for _ in range(number)]


class Book:
    """Every answer given in one workshop: (person, step, round, item, criterion) to (sector, answer)."""

    def __init__(self) -> None:
        self.answers: dict[tuple, tuple] = {}
        self.round: dict[str, int] = {}

    def note(self, who, sector, step, item, given) -> None:
        number = self.round.get(step, 1)
        for name, answer in (given or {}).items():
            asked = FRAMEWORK.get_step(step).criteria
            one, criterion = (name[2:], asked[0]) if item == "dots" else (item, name[2:])
            if answer:
                self.answers[who, step, number, one, criterion] = (sector, answer)

    def record(self, opinion: Opinion, who, sector: str) -> None:
        """Write down whatever this robot answers from now on."""
        answer = opinion.answer

        def recorded(step, item, form):
            given = answer(step, item, form)
            self.note(who, sector, step, item, given)
            return given

        opinion.answer = recorded  # type: ignore[method-assign]

    def by_group(self, mode: str, breakdown: str) -> dict[tuple, dict[str, list[tuple]]]:
        """Return by (step, round, item, criterion) what each group answered, a tuple of keys per person."""
        fitted, found = FRAMEWORK.for_mode(mode), {}
        for (_who, *asked), (sector, answer) in self.answers.items():
            group = fitted.group_of(sector, "side" if asked[0] == "plan" else breakdown)
            given = tuple(answer) if isinstance(answer, (list, tuple)) else (str(answer),)
            found.setdefault(tuple(asked), {}).setdefault(group, []).append(given)
        return found


@dataclass
class RecordedCrowd(Crowd):
    """A room whose answers are written down as they are given."""

    book: Book = field(default_factory=Book)

    def join(self, on_each=lambda: None) -> None:
        super().join(on_each)
        for number, opinion in enumerate(self.opinions):
            self.book.record(opinion, number, self.sectors[number])


class PlayedYear:
    """The partnership's workshops by name: their codes and books."""

    def __init__(self, base: str, setup_path: str) -> None:
        self.base, self.codes, self.books = base, {}, {}
        self.director = Director(base)
        self.director.set_up(setup_path)
        page = self.director.browser.get("/console/partnerships/new")
        form = page.form_with("place")
        page = self.director.browser.submit(page, form, name="Ambermouth Together", place="Ambermouth")
        self.create_path = page.path + "?" + page.url.partition("?")[2]
        self.home = "/console/partnerships/" + self.create_path.rpartition("=")[2] + "/"
        self.measures = Measures()

    def create(self, name: str, days: int, mode: str = "joint", pace: str = "led") -> str:
        page = self.director.browser.get(self.create_path)
        day = date.today() + timedelta(days=days)
        page = self.director.browser.submit(
            page,
            page.form_with("framework_file"),
            title=name,
            held_on=day.isoformat(),
            relationships="\n".join(RELATIONSHIPS),
            mode=mode,
            pace=pace,
        )
        code = page.path.split("/")[2]
        self.codes[name], self.books[name] = code, Book()
        self.director.code = code
        return code

    def crowd(self, name: str, people: dict[str, int], mode: str, seed: int) -> Crowd:
        return RecordedCrowd(
            self.base,
            self.codes[name],
            FRAMEWORK.for_mode(mode),
            everybody(people),
            seed,
            measures=self.measures,
            book=self.books[name],
        )

    def meet(self, name: str, people: dict[str, int], mode: str, seed: int) -> None:
        """Lead a workshop through all of its steps and end it."""
        crowd = self.crowd(name, people, mode, seed)
        rehearsal = Rehearsal(self.director, crowd, crowd.framework)
        rehearsal.play()
        rehearsal.finish(None)

    def answer_alone(self, name: str, people: dict[str, int], seed: int) -> None:
        """Answer pre-work, every step that is open, each person on a phone of their own."""
        pool, code, book = new_pool(4), self.codes[name], self.books[name]
        for number, sector in enumerate(everybody(people)):
            phone = Phone(self.base, code, sector, pool, self.measures)
            phone.join()
            opinion = Opinion(FRAMEWORK, sector, seed, number)
            book.record(opinion, number, sector)
            targets = re.findall(rf'href="(/w/{code}/[^"]+)"', phone.browser.get(f"/w/{code}/steps").text)
            for target in dict.fromkeys(t for t in targets if t.count("/") == 4):
                page, step = phone.browser.get(target), target.split("/")[3]
                while (asked := phone._asked(page)) and asked[0] == step:
                    given = opinion.answer(step, asked[1], asked[2])
                    if given is None:
                        break
                    fields = dict(asked[2].defaults()) | dict(given)
                    before, page = page.path, phone.browser.post(page.path, fields)
                    assert page.status == 200
                    if page.path == before:
                        break

    def on_paper(self, name: str, people: dict[str, int], seed: int) -> None:
        """Enter paper forms at the console."""
        path = f"/console/{self.codes[name]}/paper"
        for number, sector in enumerate(everybody(people)):
            page = self.director.browser.get(path)
            form = next(f for f in page.forms if "sector" in f.fields)
            names = [n.split("/") for n in form.fields if n.count("/") == 2]
            opinion, fields = Opinion(FRAMEWORK, sector, seed, 500 + number), {}
            for step in dict.fromkeys(parts[0] for parts in names):
                items = list(dict.fromkeys(parts[1] for parts in names if parts[0] == step))
                dots = FRAMEWORK.criteria_of(FRAMEWORK.get_step(step))[0].kind is CriterionKind.DOTS
                for item in ["dots"] if dots else items:
                    blank = type(form)("", "", {f"q_{i}": form.fields["sector"] for i in items})
                    given = opinion.answer(step, item, blank) or {}
                    self.books[name].note(("paper", number), sector, step, item, given)
                    for question, answer in given.items():
                        key = f"{question[2:]}/{FRAMEWORK.get_step(step).criteria[0]}" if dots else ""
                        fields[f"{step}/{key or f'{item}/{question[2:]}'}"] = answer
            done = self.director.browser.submit(page, form, sector=sector, **fields)
            assert "was counted" in done.text

    def prework(self, name: str, days: int) -> None:
        path = f"/console/{self.create(name, days, pace='self')}/prework"
        page = self.director.browser.get(path)
        self.director.browser.submit(page, page.form_with("move", "open"))
        self.answer_alone(name, BEFORE, 7)
        self.on_paper(name, PAPER, 7)
        page = self.director.browser.get(path)
        self.director.browser.submit(page, page.form_with("move", "close"))

    def follow_up(self, name: str, days: int, before: str, people: dict[str, int]) -> None:
        """Meet with the pre-work as round 1, and rate some of it again."""
        code = self.create(name, days)
        page = self.director.browser.get(f"/console/{code}/take-prework")
        self.director.browser.submit(page, page.form_with("prework"))
        self.books[name].round = dict.fromkeys(AGAIN, 2)
        crowd = self.crowd(name, people, "joint", 11)
        self.director.press("open_workshop")
        crowd.join()
        names = {step.name: step.key for step in FRAMEWORK.steps}
        for _ in range(3 * len(names)):
            page = self.director.console()
            step, move = names[self.director.current_step(page)], self.director.next_move(page)
            if step in AGAIN:
                self.director.press("open_round")
                crowd.answer(step)
                self.director.press("close_round")
                self.director.press("reveal")
            if step == "principles":
                break
            self.director.press("go_on" if step in AGAIN or move not in ("lock_list", "reveal") else move)
        self.director.press("end")

    def play(self) -> None:
        """Play the year: each side alone, both together, pre-work, and a follow-up six months later."""
        self.create("vcs", 0, "vcs")
        self.meet("vcs", VCS, "vcs", 3)
        self.create("council", 1, "council")
        self.meet("council", COUNCIL, "council", 4)
        self.create("joint", 9)
        self.meet("joint", JOINT, "joint", 5)
        self.prework("before", 180)
        self.follow_up("later", 187, "before", LATER)

    def read(self, path: str) -> str:
        answer = self.director.browser.request("GET", self.base + path, None)
        assert answer.status == 200, path
        return answer.data.decode()

    def results(self, name: str) -> dict:
        return json.loads(self.read(f"/b/{self.codes[name]}/results.json"))

    def together(self, kind: str, names: Sequence[str]) -> str:
        """Return a page or document of several workshops: compare, comparison.json, combined.json."""
        first, *others = (self.codes[name] for name in names)
        return self.read(
            f"/b/{first}/{kind}" + ("&" if "?" in kind else "?") + "&".join(f"w={c}" for c in others)
        )
