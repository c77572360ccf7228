"""Decides what the board shows now: which panel, and within results which picture."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC

from flask_babel import gettext as _

from facilitator.charts.pictures import Picture, draw_picture, list_pictures
from facilitator.domain.agenda import Round, RoundStatus, WorkshopState
from facilitator.domain.direction import Direction, View
from facilitator.domain.framework import CriterionKind, Step, StepKind
from facilitator.domain.release import Release
from facilitator.domain.workshop import Contribution, Workshop
from facilitator.services import joining, results, rounds, workshops
from facilitator.web.access import installation


@dataclass(frozen=True, slots=True)
class Panel:
    """What the board shows. ``part`` is the one of ``parts`` that is seen: a picture, or people's words.

    ``until`` is when the step's time is up, in seconds since 1970; None where nothing is timed, or the clock is
    held, as ``held`` says.
    """

    name: str
    step: Step
    title: str
    current: Round | None = None
    answered: int = 0
    heads: dict[str, int] = field(default_factory=dict)
    picture: Picture | None = None
    part: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    until: int | None = None
    held: bool = False


def choose_panel(workshop: Workshop, wanted: Direction, *, browsing: bool) -> Panel:
    """Return the panel of a direction; who browses sees results even while the board is blank.

    A workshop that has ended shows what came of it, whichever step it ended on, unless a picture is asked for.
    """
    step = workshop.framework.get_step(wanted.step) if wanted.step else workshop.current_step
    heads = joining.count_heads(installation(), workshop)
    if wanted.blank:
        return Panel("blank", step, "")
    if workshop.state is WorkshopState.PREPARING:
        return Panel("preparing", step, _("This workshop opens soon"), heads=heads)
    if workshop.state is WorkshopState.ENDED and not wanted.step and wanted.view == View():
        return Panel("ended", step, _("Thank you. The workshop has ended"))
    elsewhere = browsing or step.key != workshop.step
    position = workshop.position(workshops.list_rounds(installation(), workshop))
    current = None if elsewhere else position.current_round
    title = step.name if step.kind is StepKind.BREAK else step.text or step.name
    panel = Panel(step.kind.value, step, title, current, heads=heads)
    if not elsewhere:
        panel = replace(panel, until=_until(workshop), held=workshop.timer.paused_at is not None)
    shows_itself = step.kind in (StepKind.LOBBY, StepKind.BREAK, StepKind.PLAN, StepKind.CLOSE)
    if shows_itself and (elsewhere or not position.is_collecting):
        return panel
    releases = results.list_releases(installation(), workshop)
    if current is not None and current.status in (RoundStatus.OPEN, RoundStatus.PAUSED):
        answered = rounds.count_answered(installation(), current)
        panel = replace(panel, name="progress", answered=answered)
        return _grow(workshop, panel, releases, wanted.view) if current.live else panel
    if step.kind is StepKind.PROPOSE:
        return replace(panel, name="list", title=step.name)
    if current is not None and current.status is RoundStatus.CLOSED:
        return replace(panel, name="closed", title=_("Closed. The results come in a moment."))
    if not any(release.step == step.key for release in releases):
        return replace(panel, name="before")
    words = results.told_words(installation(), workshop)
    return _show(workshop, replace(panel, name="results"), releases, words, wanted.view)


def _show(
    workshop: Workshop,
    panel: Panel,
    releases: Sequence[Release],
    words: Sequence[Contribution],
    view: View,
) -> Panel:
    parts = parts_of(workshop, panel.step, releases, words)
    part = view.part if view.part in parts else next(iter(parts), "")
    pictures = list_pictures(workshop, panel.step, releases)
    drawn = None
    if part in pictures:
        drawn = draw_picture(workshop, panel.step, releases, replace(view, part=part))
    title = drawn.title if drawn else parts.get(part, panel.step.name)
    return replace(panel, title=title, picture=drawn, part=part, parts=parts)


def _grow(workshop: Workshop, panel: Panel, releases: Sequence[Release], view: View) -> Panel:
    """Add to the progress of a live round what the room may see already."""
    live = [release for release in releases if release.step == panel.step.key and release.live]
    if not live:
        return panel
    others = [release for release in releases if release.step != panel.step.key]
    return _show(workshop, panel, others + live[-1:], (), view)


def parts_of(
    workshop: Workshop, step: Step, releases: Sequence[Release], words: Sequence[Contribution]
) -> dict[str, str]:
    """Return the parts a step's results can be looked at in, key to name: pictures, then words."""
    parts = list_pictures(workshop, step, releases)
    written = {c.criterion for c in words if c.step == step.key}
    for criterion in workshop.framework.criteria_of(step) if step.kind is StepKind.RATE else ():
        if criterion.kind is CriterionKind.TEXT and criterion.key in written:
            parts[criterion.key] = criterion.name
    return parts


def _until(workshop: Workshop) -> int | None:
    started, minutes = workshop.step_started_at, workshop.current_step.minutes
    ends = workshop.timer.ends_at(started, minutes) if started and minutes else None
    return int(ends.replace(tzinfo=UTC).timestamp()) if ends else None
