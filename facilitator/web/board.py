"""The shared board, its JSON twin and its stream."""

from dataclasses import dataclass, field, replace

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from facilitator.charts.bars import Bars, lay_out_dots, lay_out_shares
from facilitator.charts.dumbbell import Dumbbell, lay_out_dumbbell, lay_out_movement
from facilitator.charts.layout import NARROW, WIDE
from facilitator.domain.agenda import Round, RoundStatus, WorkshopState
from facilitator.domain.findings import list_changes, list_gaps, most_dots, top_share
from facilitator.domain.framework import Criterion, CriterionKind, Step, StepKind
from facilitator.domain.release import Release, combine_rounds
from facilitator.domain.workshop import Contribution, Workshop, code_for_people
from facilitator.services import agreeing, following, joining, lists, planning, results, rounds, workshops
from facilitator.web.access import board, installation, private
from facilitator.web.events import stream
from facilitator.web.qr import draw_qr
from facilitator.web.rendered import Rendered

SCALES, MOVEMENT = "scales", "movement"

blueprint = Blueprint("board", __name__, url_prefix="/b")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the sizes it is drawn in, with the title that states what it shows."""

    kind: str
    title: str
    criteria: tuple[Criterion, ...]
    wide: Dumbbell | Bars
    narrow: tuple[Dumbbell | Bars, ...]


@dataclass(slots=True)
class Panel:
    """What the board shows now."""

    name: str
    step: Step
    title: str
    current: Round | None = None
    answered: int = 0
    heads: dict[str, int] = field(default_factory=dict)
    release: Release | None = None
    picture: Picture | None = None
    part: str = ""
    parts: dict[str, str] = field(default_factory=dict)


@blueprint.get("/<code>/")
@board
def show_board(workshop: Workshop) -> ResponseReturnValue:
    """Show the board, following the facilitator or looking at one step."""
    return private(render_template("board/show_board.html", **_context(workshop)))


@blueprint.get("/<code>/panel")
@board
def show_panel(workshop: Workshop) -> ResponseReturnValue:
    """Show the part of the board that changes: the same fragment that the page includes."""
    # Whatever it shows is counted by revision (what there is to see) or progress (heads and answers).
    now = workshops.get_revision(installation(), workshop.id)
    asked = tuple(request.args.get(name, "")[:60] for name in ("step", "part", "theme"))
    rendered: Rendered = current_app.extensions["rendered"]
    return private(
        rendered.get(
            (workshop.id, workshop.revision, now, asked, str(get_locale())),
            lambda: render_template("board/_panel.html", **_context(workshop)),
        )
    )


@blueprint.get("/<code>/results.json")
@board
def show_results(workshop: Workshop) -> ResponseReturnValue:
    """Give the released results as data."""
    return private(jsonify(results.results_document(installation(), workshop)))


@blueprint.get("/<code>/events")
@board
def follow(workshop: Workshop) -> ResponseReturnValue:
    """Stream wake-up calls."""
    return stream(installation(), workshop, only_moves=request.args.get("only") == "moves")


@blueprint.get("/<code>/qr.svg")
@board
def show_qr(workshop: Workshop) -> ResponseReturnValue:
    """Draw the QR code of the join page on white, with the four modules of quiet it needs."""
    response = Response(draw_qr(join_address(workshop)), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


def join_address(workshop: Workshop) -> str:
    """Return the address of the join page as phones reach it; never from the request's Host header."""
    path = url_for("participant.join", code=code_for_people(workshop.code))
    return installation().settings.public_url.rstrip("/") + path


def _context(workshop: Workshop) -> dict[str, object]:
    wanted = request.args.get("step", "")
    browsing = wanted if any(step.key == wanted for step in workshop.framework.steps) else ""
    released = {release.step for release in results.list_releases(installation(), workshop)}
    return {
        "workshop": workshop,
        "code": code_for_people(workshop.code),
        "panel": _panel(workshop, browsing),
        "browsing": browsing,
        "released": released,
        "dark": request.args.get("theme") == "dark",
        "address": join_address(workshop),
        "actions": planning.list_actions(installation(), workshop),
        "standings": agreeing.list_standings(installation(), workshop),
        "review_on": following.find_review_date(installation(), workshop),
        "earlier": following.find_earlier_plan(installation(), workshop),
        "entries": [e for e in lists.list_entries(installation(), workshop) if e.merged_into is None],
        "words": results.shown_words(installation(), workshop),
    }


def _panel(workshop: Workshop, browsing: str) -> Panel:
    step = workshop.framework.get_step(browsing) if browsing else workshop.current_step
    heads = joining.count_heads(installation(), workshop)
    if workshop.blank and not browsing:
        return Panel("blank", step, "")
    if workshop.state is WorkshopState.PREPARING:
        return Panel("preparing", step, _("This workshop opens soon"), heads=heads)
    position = workshop.position(workshops.list_rounds(installation(), workshop))
    current = position.current_round if not browsing else None
    shows_itself = step.kind in (StepKind.LOBBY, StepKind.BREAK, StepKind.PLAN, StepKind.CLOSE)
    if shows_itself and (current is None or not position.is_collecting):
        return Panel(step.kind.value, step, step.text or step.name, heads=heads)
    if current is not None and current.status in (RoundStatus.OPEN, RoundStatus.PAUSED):
        answered = rounds.count_answered(installation(), current)
        panel = Panel("progress", step, step.text or step.name, current, answered, heads)
        return _grow(workshop, panel) if current.live else panel
    if step.kind is StepKind.PROPOSE:
        return Panel("list", step, step.name, current, heads=heads)
    shown = results.step_releases(installation(), workshop, step.key)
    release = combine_rounds(shown) if shown else None
    if current is not None and current.status is RoundStatus.CLOSED:
        return Panel("closed", step, _("Closed. The results come in a moment."), current, heads=heads)
    if release is None:
        return Panel("before", step, step.text or step.name, heads=heads)
    parts = parts_of(workshop, step, results.shown_words(installation(), workshop), shown)
    wanted = request.args.get("part") or ("" if browsing else workshop.board_part)
    part = wanted if wanted in parts else next(iter(parts), "")
    picture = (
        _movement(workshop, step, shown) if part == MOVEMENT else _picture(workshop, step, release, part)
    )
    title = picture.title if picture else parts.get(part, step.name)
    return Panel(
        "results", step, title, current, heads=heads, release=release, picture=picture, part=part, parts=parts
    )


def _grow(workshop: Workshop, panel: Panel) -> Panel:
    """Add to the progress of a live round what the room may see already."""
    found = results.step_releases(installation(), workshop, panel.step.key)
    release = next((r for r in found if r.live), None)
    if release is None:
        return panel
    parts = {k: n for k, n in parts_of(workshop, panel.step, [], [release]).items() if k != SCALES}
    wanted = request.args.get("part") or workshop.board_part
    part = wanted if wanted in parts else next(iter(parts), SCALES)
    picture = _picture(workshop, panel.step, release, part)
    return replace(
        panel,
        title=picture.title if picture else panel.title,
        release=release,
        picture=picture,
        part=part,
        parts=parts,
    )


def parts_of(
    workshop: Workshop, step: Step, words: list[Contribution], rounds_shown: list[Release]
) -> dict[str, str]:
    """Return the parts a step's results can be looked at in, key to name."""
    criteria = workshop.framework.criteria_of(step)
    parts: dict[str, str] = {}
    if len(rounds_shown) > 1 and any(c.kind is CriterionKind.SCALE for c in criteria):
        parts[MOVEMENT] = _("Before and after")
    if any(c.kind is CriterionKind.SCALE for c in criteria):
        parts[SCALES] = _("Positions")
    written = {c.criterion for c in words if c.step == step.key}
    for criterion in criteria:
        if criterion.kind in (CriterionKind.CHOICE, CriterionKind.SEVERAL, CriterionKind.DOTS) or (
            criterion.kind is CriterionKind.TEXT and criterion.key in written
        ):
            parts[criterion.key] = criterion.name
    return parts if step.kind is StepKind.RATE else {}


def _movement(workshop: Workshop, step: Step, shown: list[Release]) -> Picture:
    scales = tuple(c for c in workshop.framework.criteria_of(step) if c.kind is CriterionKind.SCALE)
    before, after = combine_rounds(shown[:-1]), shown[-1]
    return Picture(
        "movement",
        _movement_title(before, after, scales) or step.name,
        scales,
        lay_out_movement(before, after, scales, WIDE),
        tuple(lay_out_movement(before, after, (c,), NARROW) for c in scales),
    )


def _movement_title(before: Release, after: Release, scales: tuple[Criterion, ...]) -> str:
    """Say on which item the room came closest together, or drifted furthest apart."""
    changes = list_changes(before, after, scales)
    if not changes:
        return ""
    change = changes[0]
    if change.agreement >= 0:
        return str(_("After talking, the room is closer together on %(item)s", item=change.item))
    return str(_("After talking, the room is further apart on %(item)s", item=change.item))


def _picture(workshop: Workshop, step: Step, release: Release, part: str) -> Picture | None:
    criteria = workshop.framework.criteria_of(step)
    if part == SCALES:
        scales = tuple(c for c in criteria if c.kind is CriterionKind.SCALE)
        groups = workshop.framework.compared_groups(workshop.breakdown) or tuple(workshop.groups)
        return Picture(
            "dumbbell",
            _gap_title(workshop, release, scales) or step.name,
            scales,
            lay_out_dumbbell(release, scales, groups, WIDE),
            tuple(lay_out_dumbbell(release, (c,), groups, NARROW) for c in scales),
        )
    criterion = next((c for c in criteria if c.key == part), None)
    if criterion is None or criterion.kind is CriterionKind.TEXT:
        return None
    if criterion.kind is CriterionKind.DOTS:
        best = most_dots(release)
        title = str(_("Most dots: %(item)s", item=best[0])) if best else step.name
        return Picture(
            "dots",
            title,
            (criterion,),
            lay_out_dots(release, _say_dots, WIDE),
            (lay_out_dots(release, _say_dots, NARROW),),
        )
    return Picture(
        "shares",
        _share_title(release, criterion),
        (criterion,),
        lay_out_shares(release, criterion, WIDE),
        (lay_out_shares(release, criterion, NARROW),),
    )


def _gap_title(workshop: Workshop, release: Release, scales: tuple[Criterion, ...]) -> str:
    compared = workshop.framework.compared_groups(workshop.breakdown)
    gaps = list_gaps(release, scales, compared) if compared else []
    if not gaps:
        return ""
    gap, names = gaps[0], workshop.groups
    if round(abs(gap.difference), 1) == 0:
        return str(
            _("%(one)s and %(other)s see it much the same", one=names[gap.first], other=names[gap.second])
        )
    higher, lower = (gap.first, gap.second) if gap.difference > 0 else (gap.second, gap.first)
    criterion = next(c for c in scales if c.key == gap.criterion)
    return str(
        _(
            "Widest gap: %(item)s. %(higher)s: %(points)s points closer to “%(answer)s” (%(criterion)s) than %(lower)s",
            item=gap.item,
            answer=criterion.options[-1].name,
            criterion=criterion.name,
            points=f"{abs(gap.difference):.1f}",
            higher=names[higher],
            lower=names[lower],
        )
    )


def _say_dots(dots: int, people: int) -> str:
    """Word a number of dots and of people who gave them."""
    one = ngettext("%(num)s dot", "%(num)s dots", dots)
    other = ngettext("%(num)s person", "%(num)s people", people)
    return f"{one} · {other}"


def _share_title(release: Release, criterion: Criterion) -> str:
    best = top_share(release, criterion.key)
    if best is None:
        return criterion.question
    item, answer, share = best
    name = next(o.name for o in criterion.options if o.key == answer)
    return _(
        "%(criterion)s: clearest for %(item)s, where %(share)s say %(answer)s",
        criterion=criterion.name,
        item=item,
        share=f"{share:.0%}",
        answer=name,
    )
