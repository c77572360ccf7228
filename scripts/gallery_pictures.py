"""Writes every picture of the board, from ordinary and extreme rooms, into gallery/ to page through.

Run as ``python -m scripts.gallery_pictures``; ``gallery/index.html`` shows them.
"""

import argparse
import html
import pathlib
import random
import shutil
import time
from datetime import date

from facilitator.charts.pictures import draw_picture, list_pictures
from facilitator.charts.svg import to_slide, to_svg
from facilitator.domain.agenda import WorkshopState
from facilitator.domain.direction import Direction, Sort, View
from facilitator.domain.framework import RELATIONSHIPS, CriterionKind, Framework, Item, StepKind
from facilitator.domain.framework_file import parse_framework
from facilitator.domain.publishing import publish
from facilitator.domain.release import Release
from facilitator.domain.statements import statements_framework
from facilitator.domain.workshop import Breakdown, Entry, Mode, Partnership, Workshop, items_of
from facilitator.frameworks import get_built_in
from facilitator.robots.opinions import Opinion
from facilitator.robots.rehearsal import RELATIONSHIPS as ORDINARY

ROOT = pathlib.Path(__file__).resolve().parent.parent
LONG = "Partnership for {} across all neighbourhoods, parishes and the surrounding districts of the county"
THEMES = (
    "health",
    "housing",
    "youth work",
    "food",
    "transport",
    "culture",
    "sport",
    "carers",
    "skills",
    "parks",
)
SIZES = {"projector": (1920, 1080), "phone": (390, 844)}


def make_workshop(framework: Framework, breakdown: Breakdown = Breakdown.SIDE, k: int = 5) -> Workshop:
    return Workshop(
        "w", Partnership("p", "Together", "Ambermouth"), "KTR4M9", "How we work together", date(2026, 11, 24),
        Mode.JOINT, framework, k, breakdown, WorkshopState.OPEN, framework.steps[0].key, frozenset(), False, False,
        Direction(), 1, 0,
    )  # fmt: skip


def answers_of(framework, step, item, opinion, manner, number):
    given = {}
    for criterion in framework.criteria_of(step):
        if criterion.kind is CriterionKind.TEXT:
            continue
        keys = criterion.option_keys
        if criterion.kind is CriterionKind.DOTS:
            given[criterion.key] = random.Random(f"{number}{item.key}").choices((0, 1, 2), (6, 2, 1))[0]
        elif manner == "unanimous":
            given[criterion.key] = (keys[-1],) if criterion.kind is CriterionKind.SEVERAL else keys[-1]
        elif manner == "split":
            key = keys[0] if number % 2 else keys[-1]
            given[criterion.key] = (key,) if criterion.kind is CriterionKind.SEVERAL else key
        else:
            answer = opinion.choose(criterion, item.key, step)  # the same made-up people as a rehearsal has
            if answer:
                given[criterion.key] = tuple(answer) if isinstance(answer, list) else answer
    return given


def make_release(workshop, step, items, people, manner, number=1, seed=1) -> Release:
    framework = workshop.framework
    ballots = {item.key: [] for item in items}
    for n, sector in enumerate(people):
        opinion = Opinion(framework, sector, seed, n)
        if number > 1:
            opinion.mood /= 4
        group = framework.group_of(sector, workshop.breakdown)
        for item in items:
            ballots[item.key].append((group, answers_of(framework, step, item, opinion, manner, n)))
    return publish(framework, step, number, items, ballots, k=workshop.k, breakdown=workshop.breakdown)


def room(officers, councillors, vcs, other):
    return ["officer"] * officers + ["councillor"] * councillors + ["vcs"] * vcs + ["other"] * other


def scenes():
    """Yield (name, workshop, releases)."""
    toolkit = get_built_in("council-vcs")
    ordinary = [line.split("\t")[0] for line in ORDINARY]
    long = [LONG.format(f"{THEMES[n % 10]} and wellbeing {n + 1}") for n in range(25)]
    cases = {
        "ordinary": (ordinary, room(16, 6, 18, 6), "ordinary"),
        "one-item": (ordinary[:1], room(12, 4, 15, 5), "ordinary"),
        "25-long-names": (long, room(14, 4, 15, 3), "ordinary"),
        "small-room": (ordinary, room(7, 1, 7, 0), "ordinary"),
        "withheld": (ordinary, room(2, 0, 2, 0), "ordinary"),
        "unanimous": (ordinary, room(12, 0, 12, 0), "unanimous"),
        "split": (ordinary, room(12, 0, 12, 0), "split"),
        "1000-people": (ordinary * 3, room(400, 50, 450, 100), "ordinary"),
    }
    for name, (relationships, people, manner) in cases.items():
        workshop = make_workshop(toolkit, Breakdown.SECTOR if name == "ordinary" else Breakdown.SIDE)
        entries = [
            Entry(f"e{n}", RELATIONSHIPS, f"r{n}", text, {}) for n, text in enumerate(relationships[:25])
        ]
        releases = []
        for step in toolkit.steps:
            if step.kind is not StepKind.RATE or all(
                c.kind is CriterionKind.TEXT for c in toolkit.criteria_of(step)
            ):
                continue
            items = items_of(toolkit, step, entries)
            if step.key == "priorities":
                items = tuple(Item(f"a{n}", text) for n, text in enumerate(relationships[:12]))
            releases.append(make_release(workshop, step, items, people, manner))
            if step.key == "principles" and name in ("ordinary", "split"):
                again = items[:3] if name == "ordinary" else items
                releases.append(make_release(workshop, step, again, people, manner, 2))
        yield name, workshop, releases
    source = statements_framework(
        "\n".join(f"Statement {n + 1}: rivers matter more than roads where both cross a town" for n in range(40)),
        ["Disagree", "Pass", "Agree"], ["Upstream", "Downstream"], "Statements",
    )  # fmt: skip
    framework = parse_framework(source)
    workshop = make_workshop(framework)
    step = framework.get_step("statements")
    people = ["upstream"] * 30 + ["downstream"] * 25
    yield (
        "statements",
        workshop,
        [make_release(workshop, step, items_of(framework, step, ()), people, "ordinary")],
    )


def views(workshop, step, releases):
    for part in list_pictures(workshop, step, releases):
        yield part, View(part)
    if "bars" in list_pictures(workshop, step, releases):
        yield "bars-by-gap", View("bars", sort=Sort.GAP)
        if workshop.framework.work_on_first and step.key == "principles":
            yield "bars-work-first", View("bars", sort=Sort.WORK_FIRST)
        own = next(r for r in releases if r.step == step.key)
        yield "bars-one-item", View("bars", item=own.items()[-1].key)
    if "positions" in list_pictures(workshop, step, releases):
        own = next(r for r in releases if r.step == step.key)
        yield "map-one-item", View("positions", item=own.items()[0].key)


def page(picture, theme, body_class):
    drawing = to_svg(picture.wide, picture.about, "p"), to_svg(picture.narrow, picture.about, "p")
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{html.escape(picture.title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="board.css"></head>'
        f'<body class="{theme} {body_class}"><div class="board"><header class="board__head"><b>How we work together</b>'
        f"<span>Ambermouth</span></header><main><h1>{html.escape(picture.title)}</h1>"
        f'<div class="picture"><div class="wide-only">{drawing[0]}</div><div class="phone-only">{drawing[1]}</div></div>'
        "</main></div></body></html>"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "gallery")
    parser.add_argument("--only", default="", help="only pictures whose name holds this")
    parser.add_argument("--no-print", action="store_true")
    parser.add_argument("--dark", action="store_true", help="also in the dark and the high-contrast theme")
    options = parser.parse_args()
    shutil.rmtree(options.out, ignore_errors=True)
    options.out.mkdir(parents=True)
    shutil.copy(ROOT / "static/css/board.css", options.out / "board.css")
    made, slowest = [], (0.0, "")
    for case, workshop, releases in scenes():
        for step in workshop.framework.steps:
            for label, view in views(workshop, step, releases):
                name = f"{case}-{step.key}-{label}"
                if options.only not in name:
                    continue
                started = time.perf_counter()
                picture = draw_picture(workshop, step, releases, view)
                text = page(picture, "", "")
                slowest = max(slowest, (time.perf_counter() - started, name))
                (options.out / f"{name}.html").write_text(text)
                (options.out / f"{name}.svg").write_text(
                    to_slide(picture.wide, picture.title, workshop.title)
                )
                if options.dark and case == "ordinary":
                    for theme in ("dark", "contrast"):
                        (options.out / f"{name}-{theme}.html").write_text(page(picture, f"theme-{theme}", ""))
                        made.append(f"{name}-{theme}")
                made.append(name)
    shoot(options.out, made, not options.no_print)
    write_index(options.out, made, not options.no_print)
    print(f"{len(made)} pictures in {options.out}; slowest to draw: {slowest[1]}, {1000 * slowest[0]:.0f} ms")


def shoot(folder, names, printed) -> None:
    from playwright.sync_api import sync_playwright

    own = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=own, args=["--no-sandbox", "--disable-gpu"])
        for size, (width, height) in SIZES.items():
            tab = browser.new_page(viewport={"width": width, "height": height})
            for name in names:
                tab.goto((folder / f"{name}.html").as_uri())
                tab.screenshot(path=folder / f"{name}-{size}.png", full_page=True)
            tab.close()
        if printed:
            tab = browser.new_page()
            for name in names:
                tab.goto((folder / f"{name}.html").as_uri())
                tab.pdf(path=folder / f"{name}.pdf", format="A4", landscape=True, tagged=True)
        browser.close()


def write_index(folder, names, printed) -> None:
    rows = "".join(
        f'<section><h2 id="{n}">{n}</h2><p><a href="{n}.html">page</a> <a href="{n}.svg">slide</a>'
        + (f' <a href="{n}.pdf">print</a>' if printed else "")
        + f'</p><img src="{n}-projector.png" width="1200" loading="lazy" alt="{n} on a projector">'
        f'<img src="{n}-phone.png" width="300" loading="lazy" alt="{n} on a phone"></section>'
        for n in names
    )
    (folder / "index.html").write_text(
        '<!DOCTYPE html><html lang="en-GB"><meta charset="utf-8"><title>Gallery</title><style>body{font-family:sans-serif}'
        "img{border:1px solid #999;vertical-align:top;margin:0 1em 1em 0}</style>"
        f"<h1>Every picture of the board</h1>{rows}"
    )


if __name__ == "__main__":
    main()
