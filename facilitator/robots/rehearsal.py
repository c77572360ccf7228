"""Plays a whole workshop: a director at the console, a crowd of phones, a watcher at the board."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from facilitator.domain.framework import Framework, StepKind
from facilitator.robots.ballots_file import Ballots
from facilitator.robots.crowd import Crowd
from facilitator.robots.director import Director
from facilitator.robots.watcher import BoardWatcher

RELATIONSHIPS = (
    "Health and Wellbeing Partnership Board\tCouncil, NHS and VCS\tPublic health\tMeets every two months",
    "VCS Leaders' Forum\tCouncil and VCS\tCommunities",
    "Small grants panel\tCouncil and VCS\tCommunities",
    "Home care framework\tCouncil and providers\tAdult social care",
    "Harbour ward community network\tNeighbourhood groups and ward councillors\tNeighbourhoods",
    "Community asset transfer of the Old Library\tCouncil and a development trust\tProperty",
    "Advice consortium\tWithin the VCS",
    "Regional integrated care alliance\tNHS, councils and VCS\tHealth integration",
)
_WHEN = (f"{date.today() + timedelta(days=days):%d/%m/%Y}" for days in (60, 120, 270))
PLAN = (
    {
        "first_step": "Draft a one-page template",
        "council_lead": "Head of Communities",
        "council_accepted": "y",
        "vcs_lead": "CVS director",
        "vcs_accepted": "y",
        "measure": "Reasons published within four weeks",
        "by_when": next(_WHEN),
        "support": "A paid hour for each panel member",
        "equity": "Plain English and large print",
        "why": "Transparency is where we see each other least alike",
    },
    {
        "first_step": "List the contacts we have",
        "council_lead": "Service managers",
        "vcs_lead": "Forum chair",
        "measure": "Every group knows its contact by name",
        "by_when": next(_WHEN),
    },
    {
        "first_step": "Check which budgets allow it",
        "council_lead": "Finance partner",
        "vcs_lead": "Advice consortium",
        "measure": "Share of funding agreed for three years",
        "by_when": next(_WHEN),
    },
)


@dataclass(slots=True)
class Report:
    """What a rehearsal measured."""

    participants: int = 0
    sent: int = 0
    acknowledged: int = 0
    counted: int = 0
    acknowledge_ms: list[float] = field(default_factory=list)
    board_ms: list[float] = field(default_factory=list)
    workbook: str | None = None
    results: str | None = None

    def as_data(self) -> dict[str, Any]:
        """Return the report as docs and ``--json`` have it."""
        return {
            "participants": self.participants,
            "ballots_sent": self.sent,
            "ballots_acknowledged": self.acknowledged,
            "ballots_counted": self.counted,
            "acknowledge_ms": percentiles(self.acknowledge_ms),
            "board_ms": percentiles(self.board_ms),
            "workbook": self.workbook,
            "results": self.results,
        }


def percentiles(values: Sequence[float]) -> Mapping[str, float | None]:
    """Return p50, p95, p99 (nearest rank) and max, rounded to a tenth; None without values."""
    ordered = sorted(values)
    if not ordered:
        return dict.fromkeys(("p50", "p95", "p99", "max"))
    ranks = {
        name: math.ceil(share * len(ordered)) - 1
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    }
    return {name: round(ordered[rank], 1) for name, rank in ranks.items()} | {"max": round(ordered[-1], 1)}


@dataclass(slots=True)
class Rehearsal:
    """One workshop played to its end on a server the director may run."""

    director: Director
    crowd: Crowd
    framework: Framework
    tell: Callable[[str], None] = lambda _text: None
    advance: Callable[[int], None] = lambda _steps: None
    report: Report = field(default_factory=Report)
    _plan_written: bool = False

    def play(self) -> Report:
        """Open, answer, close and reveal every step, write a plan, and stop before the end."""
        watcher = BoardWatcher(self.crowd.base, self.crowd.code)
        watcher.start()
        try:
            self.director.press("open_workshop")
            self.tell("People arrive")
            self.crowd.join(lambda: self.advance(1))
            steps = {step.name: step for step in self.framework.steps}
            while True:
                page = self.director.console()
                move = self.director.next_move(page)
                step = steps.get(_unescaped(self.director.current_step(page)))
                if move in ("", "end") or step is None:
                    break
                self._make(move, step.key, watcher)
        finally:
            watcher.stop()
        measures = self.crowd.measures
        self.report.participants = len(self.crowd.phones)
        self.report.sent, self.report.acknowledged = measures.sent, measures.acknowledged
        self.report.counted, self.report.acknowledge_ms = measures.counted, measures.acknowledge_ms
        return self.report

    def finish(self, export: Path | None) -> Report:
        """Write workbook and results where asked, and end the workshop."""
        if export is not None:
            export.mkdir(parents=True, exist_ok=True)
            book, results = export / f"{self.director.code}.xlsx", export / "results.json"
            book.write_bytes(self.director.download_workbook())
            url = f"{self.crowd.base}/b/{self.crowd.code}/results.json"
            results.write_bytes(self.director.browser.request("GET", url, None).data)
            self.report.workbook, self.report.results = str(book), str(results)
        self.director.press("end")
        return self.report

    def _make(self, move: str, step_key: str, watcher: BoardWatcher) -> None:
        step = self.framework.get_step(step_key)
        played = self.crowd.ballots
        if step.kind is StepKind.PLAN and not self._plan_written:
            self._plan_written = True
            self.director.write_plan(12, PLAN)
            self._pause(12)
        elif move == "open_round" and played is not None and not any(r.step == step_key for r in played.rows):
            self.director.press("go_on")
        elif move == "open_round":
            self.director.press(move)
            self.tell(step.name)
            self.crowd.answer(step_key, lambda: self.advance(1))
            self._close(step_key, step.kind, watcher)
        else:
            if move == "go_on":
                self._pause(9 if step.collects else 3)
            self.director.press(move)

    def _close(self, step: str, kind: StepKind, watcher: BoardWatcher) -> None:
        self._pause(2)
        started = time.perf_counter()
        self.director.press("close_round")
        if kind in (StepKind.RATE, StepKind.PLAN):
            self.director.press("reveal")
            seen = watcher.wait_for(step, 1) if self._has_figures(step) else None
            if seen is not None:
                self.report.board_ms.append(1000 * (seen - started))
        self.crowd.check_counted()
        self.director.take_in_words(4 if kind is StepKind.PROPOSE and step == "relationships" else 40)

    def _has_figures(self, step: str) -> bool:
        criteria = self.framework.criteria_of(self.framework.get_step(step))
        return any(criterion.kind.value != "text" for criterion in criteria)

    def _pause(self, seconds: float) -> None:
        if self.crowd.pace:
            self.crowd.stopped.wait(seconds * self.crowd.pace)


def relationships_for(framework: Framework, ballots: Ballots | None) -> Sequence[str]:
    """Return the lines to pre-load: those that the ballots rate, or made-up ones."""
    if ballots is not None:
        return ballots.relationships
    uses = any(step.items == "relationships" for step in framework.steps)
    return RELATIONSHIPS if uses else ()


def _unescaped(text: str) -> str:
    return text.replace("&amp;", "&").replace("&#39;", "'").replace("&#34;", '"')
