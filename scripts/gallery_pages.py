"""Shoots every page of phones, console, plan, board and partnership, as a phone and a projector show it.

A made-up room plays a whole workshop on a server of its own; each page is shot while it can be seen.
Run as ``python -m scripts.gallery_pages``; the pictures lie in gallery/pages, with an index to page through.
"""

import argparse
import contextlib
import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Error, Page, sync_playwright

from facilitator.frameworks import get_built_in
from facilitator.robots.crowd import Crowd, room_of
from facilitator.robots.director import Director
from facilitator.robots.own_server import own_server

_CODE = re.compile(r"\d|^[A-Z-]{6,7}$")
ROOT = Path(__file__).resolve().parents[1]
SIZES = {"phone": (390, 844), "projector": (1920, 1080)}
RELATIONSHIPS = [
    "Health and Wellbeing Partnership Board\tCouncil, NHS and VCS\tPublic health",
    "Small grants panel\tCouncil and VCS\tCommunities",
    "Youth work network\tWithin the VCS",
    "Community transport contract\tCouncil and VCS\tTransport",
]
PREPARING = ("", "settings", "agenda", "rules", "tickets", "expected", "preview", "preview/ask/principles",
             "preview/board/principles", "rehearse", "print/joining", "print/run-sheet", "print/paper",
             "people", "history", "delete")  # fmt: skip
RUNNING = ("", "plan", "cards/strengths", "end")
BOARD = ("?step=evaluate", "?step=principles&part=bars", "?step=plan", "summary", "?step=strengths")
PUBLIC = ("/", "/promise", "/accessibility", "/sign-in")
FILES = (".xlsx", ".csv", ".json", ".png", ".svg", ".toml")


class Camera:
    """Visits pages at all sizes and keeps what it has shot."""

    def __init__(self, browser: Browser, base: str, folder: Path, only: str) -> None:
        """Shoot into a folder pages whose name holds ``only``."""
        self.folder, self.only, self.shot = folder, only, []
        self.seen: set[str] = set()
        self.tabs = {
            size: browser.new_context(base_url=base, viewport={"width": wide, "height": high}).new_page()
            for size, (wide, high) in SIZES.items()
        }

    def shoot(self, name: str, path: str) -> None:
        """Shoot the whole page that a path leads to."""
        if self.only not in name:
            return
        for size, tab in self.tabs.items():
            go_to(tab, path)
            self._take(name, size)
        self.seen.add(shape_of(path))
        self.shot.append(name)

    def press(self, name: str, path: str, button: str | re.Pattern[str]) -> None:
        """Shoot what a button leads to."""
        if self.only not in name:
            return
        for size, tab in self.tabs.items():
            go_to(tab, path)
            with tab.expect_navigation():
                tab.get_by_role("button", name=button).click()
            self._take(name, size)
        self.shot.append(name)

    def follow_links(self, path: str) -> None:
        """Shoot one page of every kind that links lead to, from a page on."""
        waiting, met, tab = [path], {shape_of(path)}, self.tabs["projector"]
        while waiting:
            path = waiting.pop(0)
            if (shape := shape_of(path)) not in self.seen:
                self.shoot(f"kind-{_name(shape)}", path)
                self.seen.add(shape)
            go_to(tab, path)
            found = tab.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))")
            for link in (urljoin(path, href).split("#")[0] for href in found):
                shape = shape_of(link)
                if link.startswith("/") and not shape.endswith(FILES) and shape not in met:
                    met.add(shape)
                    waiting.append(link)

    def _take(self, name: str, size: str) -> None:
        self.tabs[size].screenshot(path=self.folder / f"{name}-{size}.png", full_page=True)

    def sign_in(self, director: Director) -> None:
        """Sign in as the director, at all sizes."""
        for tab in self.tabs.values():
            tab.goto("/sign-in")
            tab.fill("#email", director.email)
            tab.fill("#password", director.password)
            tab.get_by_role("button", name="Sign in").click()
            tab.wait_for_url("**/console/")

    def join(self, code: str) -> None:
        """Join a workshop, at all sizes."""
        for tab in self.tabs.values():
            tab.goto(f"/j/{code}")
            tab.check("input[value=vcs]", force=True)
            tab.get_by_role("button", name="Join").click()
            tab.wait_for_url("**/w/**")


def go_to(page: Page, path: str) -> None:
    """Go to a path; a page that follows the workshop may just be on its way somewhere else."""
    for _ in range(3):
        with contextlib.suppress(Error):
            answer = page.goto(path)
            page.wait_for_load_state()
            if answer is not None and answer.status >= 400:
                raise SystemExit(f"{path} answers {answer.status}")
            return
    page.goto(path)


def shape_of(path: str) -> str:
    """Return a path without its query, its codes, ids and steps: what is the same for pages of one kind."""
    steps = {step.key for step in get_built_in("council-vcs").steps}
    parts = path.split("?")[0].split("/")
    return "/".join("x" if part in steps or _CODE.search(part) else part for part in parts)


def main() -> None:
    """Play, shoot, write the index."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "gallery" / "pages")
    parser.add_argument("--only", default="", help="only pages whose name holds this")
    options = parser.parse_args()
    shutil.rmtree(options.out, ignore_errors=True)
    options.out.mkdir(parents=True)
    browser_path = next(
        (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
    )
    with own_server() as server, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        director = Director(server.base)
        director.set_up(server.setup_path)
        console = Camera(browser, server.base, options.out, options.only)
        phone = Camera(browser, server.base, options.out, options.only)
        console.sign_in(director)
        before = _create(director, "Before the opening")
        for rest in PREPARING:
            console.shoot(f"prepare-{_name(rest)}", f"/console/{before}/{rest}")
        code = _create(director, "How we work together")
        for move, step in _play(server.base, director, code):
            name = f"{_name(step)}-{move}"
            if move == "open_workshop":
                phone.shoot("phone-join", f"/j/{code}")
                phone.join(code)
            phone.shoot(f"phone-{name}", f"/w/{code}/")
            console.shoot(f"console-{name}", f"/console/{code}/")
            phone.shoot(f"board-{name}", f"/b/{code}/")
        for rest in RUNNING:
            console.shoot(f"run-{_name(rest)}", f"/console/{code}/{rest}")
        for rest in BOARD:
            phone.shoot(f"board-{_name(rest)}", f"/b/{code}/{rest}")
        console.press("run-plan-link", f"/console/{code}/plan", re.compile("^Make a .*link$"))
        shared = console.tabs["projector"].input_value("#link")
        console.press("run-people-link", f"/console/{code}/people", "Make a link")
        own = re.search(r"/console/partnerships/(?!new)\w+", director.browser.get("/console/").text)
        console.press("framework-copied", f"{own[0]}/frameworks" if own else "", "Copy and change it")
        console.follow_links("/console/")
        console.follow_links(f"/console/{before}/preview")
        phone.shoot("public-plan", "/plan/" + shared.rsplit("/plan/", 1)[1].strip())
        phone.follow_links(f"/w/{code}/")
        for path in PUBLIC:
            phone.shoot(f"public-{_name(path)}", path)
        phone.shoot("phone-leave", f"/w/{code}/leave")
        director.press("end")
        phone.shoot("phone-ended", f"/w/{code}/")
        phone.shoot("board-ended", f"/b/{code}/")
        console.shoot("console-ended", f"/console/{code}/")
        browser.close()
    _write_index(options.out, console.shot + phone.shot)
    print(f"{len(console.shot) + len(phone.shot)} pages in {options.out}")


def _create(director: Director, title: str) -> str:
    return director.create_workshop(
        title=title, place="Ambermouth", partnership="Ambermouth Together", relationships=RELATIONSHIPS
    )


def _play(base: str, director: Director, code: str) -> Iterator[tuple[str, str]]:
    """Take a workshop through its agenda with a made-up room; yield each move and the step it was made at."""
    framework = get_built_in("council-vcs").for_mode("joint")
    crowd = Crowd(base, code, framework, room_of(30, framework, 2), 2)
    keys = {step.name: step.key for step in framework.steps}
    for _ in range(80):
        move, step = director.next_move(), director.current_step()
        if move in ("", "end"):
            return
        director.press(move)
        if move == "open_workshop":
            crowd.join()
        if move == "open_round":
            yield move, step
            crowd.answer(keys[step])
            continue
        if move == "close_round":
            yield move, step
            director.take_in_words(6)
            if step == "Action ideas":
                director.write_plan(3, [{"first_step": "Draft it together"}])
            continue
        yield move, director.current_step()


def _name(path: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in path.lower()).strip("-") or "start"


def _write_index(folder: Path, names: list[str]) -> None:
    rows = "".join(
        f'<section><h2 id="{n}">{html.escape(n)}</h2>'
        f'<img src="{n}-phone.png" width="300" loading="lazy" alt="{n} on a phone">'
        f'<img src="{n}-projector.png" width="1200" loading="lazy" alt="{n} on a projector"></section>'
        for n in names
    )
    (folder / "index.html").write_text(
        '<!DOCTYPE html><html lang="en-GB"><meta charset="utf-8"><title>Pages</title><style>body{font-family:sans-serif}'
        f"img{{border:1px solid #999;vertical-align:top;margin:0 1em 1em 0}}</style><h1>Every page</h1>{rows}"
    )


if __name__ == "__main__":
    main()
