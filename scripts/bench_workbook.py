"""Measures writing and reading the large workbook against openpyxl writing the same bare cells.

The large workbook: 1,000 people, 40 relationships, 100 actions. Every figure is taken in a process of
its own, so that one's memory does not count for another: seconds (median of the runs) and the largest
memory. Prints one line a figure; ``--json`` prints one object. ``main()`` is for ``make bench``.
"""

import argparse
import io
import json
import random
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

PEOPLE, RELATIONSHIPS, ACTIONS = 1_000, 40, 100
RUNS = 3


def large_document() -> dict:
    """Return the document of a large workshop, made without a server from the built-in framework."""
    from facilitator.domain.framework import CriterionKind, Item, StepKind
    from facilitator.domain.publishing import publish
    from facilitator.domain.release_data import release_to_data
    from facilitator.frameworks import get_built_in

    dice, framework = random.Random(1), get_built_in("council-vcs")
    relationships = [Item(f"r{n}", f"Relationship number {n} of the place") for n in range(RELATIONSHIPS)]
    ideas = [Item(f"i{n}", f"Do the thing that idea {n} names") for n in range(ACTIONS)]
    results = []
    for step in framework.steps:
        if step.kind is not StepKind.RATE:
            continue
        items = {"relationships": relationships, "actions": ideas}.get(step.items)
        if items is None and step.items != "step":
            items = list(framework.get_item_set(step.items).items)
        ballots = {}
        for item in items or ():
            cast = []
            for number in range(PEOPLE):
                answers: dict = {}
                for criterion in framework.criteria_of(step):
                    if criterion.kind is CriterionKind.DOTS:
                        answers[criterion.key] = dice.choice((0, 0, 0, 1, 2))
                    elif criterion.kind is CriterionKind.SEVERAL:
                        answers[criterion.key] = (dice.choice(criterion.option_keys),)
                    elif criterion.kind is not CriterionKind.TEXT:
                        answers[criterion.key] = dice.choice(criterion.option_keys)
                cast.append((("council", "vcs", "other")[number % 3], answers))
            ballots[item.key] = cast
        release = publish(framework, step, 1, items or (), ballots, k=5, breakdown="side")
        results += release_to_data(release)
    return _document(framework, results, relationships, ideas)


def _document(framework, results: list, relationships: list, ideas: list) -> dict:
    from facilitator.services.results import describe_framework

    text = "A sentence of the length that people write into such a field, about what they mean to do."
    return {
        "workshop": {
            "code": "BENCH2",
            "title": "A conference",
            "place": "Ambermouth",
            "date": "2026-11-24",
            "mode": "joint",
            "k": 5,
            "breakdown": "side",
            "groups": {side.key: side.name for side in framework.sides},
        },
        "results": results,
        "framework": describe_framework(framework, "side"),
        "partnership": "Ambermouth Together",
        "people": {"Council": 334, "VCS": 333, "Other partners": 333},
        "relationships": [{"key": r.key, "name": r.name, "note": text} for r in relationships],
        "ideas": [{"key": i.key, "name": i.name} for i in ideas],
        "words": [{"step": "Evaluate", "item": "", "question": "Why", "text": text}] * 400,
        "today": "2026-11-24",
        "plan": {
            "plan_version": 300,
            "review_on": "2027-05-01",
            "actions": [
                {
                    "id": f"{n:016x}",
                    "number": n + 1,
                    "by_when": "2027-06-30",
                    "status": "agreed",
                    "council_accepted": True,
                    "vcs_accepted": False,
                    "links": [],
                    "answers": [text],
                    "agreement": "Agreed by both sides",
                    **dict.fromkeys(
                        ("action", "why", "first_step", "measure", "support", "equity", "stopped_because"),
                        text,
                    ),
                    "council_lead": "Head of Communities",
                    "vcs_lead": "Director of the CVS",
                }
                for n in range(ACTIONS)
            ],
        },
    }


def measure(what: str, folder: Path) -> dict[str, float]:
    """Do one thing in this process and return its seconds and its largest memory in megabytes."""
    book = folder / "large.xlsx"
    if what == "write":
        from facilitator.workbook.book import write_book

        document = json.loads((folder / "document.json").read_text())
        started = time.perf_counter()
        write_book(document, book)
    elif what == "bare":
        from openpyxl import Workbook

        sheets = json.loads((folder / "cells.json").read_text())
        started = time.perf_counter()
        bare = Workbook()
        for rows in sheets:
            sheet = bare.create_sheet()
            for row in rows:
                sheet.append(row)
        bare.save(io.BytesIO())
    else:
        from facilitator.workbook.plan_reader import read_plan

        data = book.read_bytes()
        started = time.perf_counter()
        answer = read_plan(data)
        if len(answer.get("rows", ())) != ACTIONS:
            raise SystemExit(f"the plan was not read: {answer}")
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main(runs: int = RUNS) -> dict[str, float]:
    """Measure, and return the figures: seconds, megabytes, ratios to the bare cells."""
    with TemporaryDirectory(prefix="facilitator-bench-") as name:
        folder = Path(name)
        (folder / "document.json").write_text(json.dumps(large_document()))
        first = {"write": _in_a_process("write", folder)}
        cells = _cells_of(folder / "large.xlsx")
        (folder / "cells.json").write_text(json.dumps(cells))
        taken: dict[str, list[dict[str, float]]] = {"write": [first["write"]], "bare": [], "read": []}
        for _ in range(runs):
            for what, found in taken.items():
                found.append(_in_a_process(what, folder))
        size = (folder / "large.xlsx").stat().st_size / 1024
    figures = {
        f"{what}_{unit}": round(statistics.median(one[unit] for one in found), 3)
        for what, found in taken.items()
        for unit in ("seconds", "megabytes")
    }
    return figures | {
        "cells": sum(len(row) for rows in cells for row in rows),
        "kilobytes": round(size),
        "write_ratio": round(figures["write_seconds"] / figures["bare_seconds"], 2),
        "read_ratio": round(figures["read_seconds"] / figures["bare_seconds"], 2),
        "memory_ratio": round(figures["write_megabytes"] / figures["bare_megabytes"], 2),
    }


def _in_a_process(what: str, folder: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--measure", what, str(folder)], check=True, capture_output=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _cells_of(book: Path) -> list[list[list]]:
    from openpyxl import load_workbook

    loaded = load_workbook(book, read_only=True)
    plain = [
        [
            [v if isinstance(v, (int, float, str, bool, type(None))) else str(v) for v in row]
            for row in sheet.iter_rows(values_only=True)
        ]
        for sheet in loaded.worksheets
    ]
    loaded.close()
    return plain


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", nargs=2, metavar=("WHAT", "FOLDER"), help=argparse.SUPPRESS)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure[0], Path(options.measure[1]))))
    else:
        found = main(options.runs)
        print(json.dumps(found) if options.json else "\n".join(f"{k:18} {v}" for k, v in found.items()))
