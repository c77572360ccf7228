"""Plays a room of phones, either making up answers or playing a file of them."""

import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from facilitator.domain.framework import JOINT, CriterionKind, Framework, Step
from facilitator.robots.ballots_file import Ballots, Row
from facilitator.robots.browser import new_pool
from facilitator.robots.opinions import Opinion
from facilitator.robots.phone import Measures, Phone, RobotError

AT_ONCE = 48


@dataclass(slots=True)
class Crowd:
    """A room of phones at one workshop. ``pace`` stretches human pauses: 0 none, 1 a lively room."""

    base: str
    code: str
    framework: Framework
    sectors: Sequence[str]
    seed: int = 1
    pace: float = 0.0
    ballots: Ballots | None = None
    names: Sequence[str] = ()
    measures: Measures = field(default_factory=Measures)
    phones: list[Phone] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def join(self, on_each: Callable[[], None] = lambda: None) -> None:
        """Let everybody join, one after the other at the pace, or at once without one."""
        pool = new_pool(AT_ONCE)
        self.phones = [Phone(self.base, self.code, s, pool, self.measures) for s in self.sectors]
        self.opinions = [Opinion(self.framework, s, self.seed, n) for n, s in enumerate(self.sectors)]

        def arrive(number: int) -> None:
            self._sleep(self.opinions[number].dice.uniform(0, 16))
            self.phones[number].join()
            on_each()

        self._all(arrive, range(len(self.phones)))

    def answer(self, step: str, on_each: Callable[[], None] = lambda: None) -> None:
        """Let everybody answer what is asked in a step."""
        if self.ballots is not None:
            self._play(step, on_each)
            return

        def take_part(number: int) -> None:
            opinion, phone = self.opinions[number], self.phones[number]
            self._sleep(opinion.dice.uniform(0.5, 5))
            phone.answer_all(opinion.answer, lambda: self._sleep(opinion.dice.uniform(0.4, 2.2)))
            on_each()

        self._all(take_part, range(len(self.phones)))

    def check_counted(self) -> None:
        """Let every phone ask what was counted of its ballots."""
        self._all(lambda number: self.phones[number].check_counted(), range(len(self.phones)))

    def _play(self, step_key: str, on_each: Callable[[], None]) -> None:
        assert self.ballots is not None  # noqa: S101 - the caller looked
        step = self.framework.get_step(step_key)
        rows: dict[str, list[Row]] = defaultdict(list)
        for row in self.ballots.rows:
            if row.step == step_key:
                rows[row.participant].append(row)
        if not rows:
            return
        by_name = dict(zip(self.names, self.phones, strict=True))
        keys = self._item_keys(by_name[next(iter(rows))], step)

        def cast(name: str) -> None:
            for path, fields in _casts(self.framework, step, self.code, rows[name], keys):
                token = by_name[name].form_token(f"/w/{self.code}/")
                by_name[name].cast(path, fields | {"csrf_token": token})
                on_each()

        self._all(cast, rows)

    def _item_keys(self, phone: Phone, step: Step) -> dict[str, str]:
        """Return the key of each item by key and by name, as the phone's review page lists them."""
        page = phone.browser.get(f"/w/{self.code}/review")
        rows = re.findall(
            rf'href="/w/{self.code}/{step.key}/([^"]+)">\w+<span class="govuk-visually-hidden"> ([^<]*)<',
            page.text,
        )
        return {key: key for key, _ in rows} | {name: key for key, name in rows}

    def _all(self, act: Callable[..., object], who: Iterable[object]) -> None:
        with ThreadPoolExecutor(max_workers=AT_ONCE if not self.pace else 200) as pool:
            for done in [pool.submit(act, each) for each in who]:
                done.result()

    def _sleep(self, seconds: float) -> None:
        if self.pace and self.stopped.wait(seconds * self.pace):
            raise Stopped
        if not self.pace:
            time.sleep(0)


class Stopped(Exception):
    """The rehearsal was stopped while somebody was thinking."""


def _casts(
    framework: Framework, step: Step, code: str, rows: Sequence[Row], keys: dict[str, str]
) -> list[tuple[str, dict[str, str | Sequence[str]]]]:
    """Return (path, form fields) of one participant's ballots in a step, in casting order."""
    casts: list[tuple[str, dict[str, str | Sequence[str]]]] = []
    held: dict[str, dict[str, str | Sequence[str]]] = defaultdict(dict)
    dots = framework.criteria_of(step)[0].kind is CriterionKind.DOTS
    for row in rows:
        item = keys.get(row.item, row.item)
        several = framework.get_criterion(row.criterion).kind is CriterionKind.SEVERAL
        answer = row.answer.split("|") if several else row.answer
        if dots:
            held["dots"][f"q_{item}"] = row.answer
            continue
        held[item][f"q_{row.criterion}"] = answer
        casts.append((f"/w/{code}/{step.key}/{item}", dict(held[item])))
    if dots and held:
        casts.append(
            (
                f"/w/{code}/{step.key}/dots",
                dict.fromkeys((f"q_{k}" for k in keys.values()), "0") | held["dots"],
            )
        )
    return casts


def room_of(people: int, framework: Framework, seed: int) -> list[str]:
    """Return the sectors of a plausible room, mixed up: many officers and VCS, few others.

    Sectors that are only for separate workshops stay out, unless the framework holds no others.
    """
    shares = {"officer": 14, "councillor": 4, "vcs": 15, "other": 3}
    sectors = [s for s in framework.sectors if not s.modes or JOINT in s.modes] or framework.sectors
    weights = [shares.get(sector.key, 10) for sector in sectors]
    exact = [people * weight / sum(weights) for weight in weights]
    counts = [int(share) for share in exact]
    rest = sorted(range(len(exact)), key=lambda n: exact[n] - counts[n], reverse=True)
    for n in rest[: people - sum(counts)]:
        counts[n] += 1
    room = [s.key for s, count in zip(sectors, counts, strict=True) for _ in range(count)]
    random.Random(seed).shuffle(room)
    return room


__all__ = ["Crowd", "RobotError", "Stopped", "room_of"]
