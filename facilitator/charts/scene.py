"""Holds what a picture is drawn from, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext as _

from facilitator.charts.drawing import Drawing
from facilitator.charts.sides import Group, compared_groups
from facilitator.domain.direction import Sort, View
from facilitator.domain.framework import Criterion, CriterionKind, Item, ItemSet, Step
from facilitator.domain.release import Release, combine_rounds
from facilitator.domain.workshop import Workshop

MOST_ITEMS = 25


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in the sizes it is drawn in.

    ``title`` states what it shows and ``about`` is its text alternative. ``criteria`` are those whose
    figures it draws, ``sentences`` what it says in words beyond its title; ``left_out`` counts the
    items that only the table holds, ``items`` are those that can be pointed out, ``sorts`` the orders it
    can list items in, ``axes`` whether the viewer can choose two scales (2), one (1) or none (0).
    ``earlier`` is what the release is compared with.
    """

    part: str
    name: str
    title: str
    about: str
    wide: Drawing
    narrow: Drawing
    release: Release
    criteria: tuple[Criterion, ...]
    view: View
    items: tuple[Item, ...]
    sentences: tuple[str, ...] = ()
    left_out: int = 0
    sorts: tuple[Sort, ...] = ()
    axes: int = 0
    earlier: Release | None = None


@dataclass(frozen=True)
class Scene:
    """What is drawn from: a step, its own releases, and all that the workshop has revealed."""

    workshop: Workshop
    step: Step
    own: tuple[Release, ...]
    releases: tuple[Release, ...]
    view: View

    @cached_property
    def release(self) -> Release:
        """Of each item the results of its newest round."""
        return combine_rounds(self.own)

    @cached_property
    def chosen(self) -> Item | None:
        """The one item to look at, if its results are here."""
        return next((item for item in self.release.items() if item.key == self.view.item), None)

    @property
    def highlight(self) -> str:
        """The key of the item to look at, empty where there is none."""
        return self.chosen.key if self.chosen else ""

    @property
    def looked_at(self) -> Release:
        """The results of the item to look at, else all of them."""
        return self.release.only(self.chosen.key) if self.chosen else self.release

    def keep(self, items: Sequence[Item], most: int) -> tuple[Item, ...]:
        """Return the first items, the chosen one last where it would be left out."""
        kept = tuple(items[:most])
        if self.chosen and self.chosen not in kept:
            return (*kept[:-1], self.chosen)
        return kept

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """What the step asks."""
        return self.workshop.framework.criteria_of(self.step)

    @property
    def scales(self) -> tuple[Criterion, ...]:
        """Those of its criteria that are scales."""
        return tuple(c for c in self.criteria if c.kind is CriterionKind.SCALE)

    @property
    def pair(self) -> tuple[Criterion, Criterion] | None:
        """Importance and now, where the step asks both."""
        pair = self.workshop.framework.work_on_first
        if not pair or not set(pair) <= set(self.step.criteria):
            return None
        return self.workshop.framework.get_criterion(pair[0]), self.workshop.framework.get_criterion(pair[1])

    @property
    def groups(self) -> tuple[Group, ...]:
        """The two groups that are compared, or none."""
        return compared_groups(self.workshop)

    @property
    def names(self) -> dict[str, str]:
        """The names of all groups."""
        return self.workshop.groups

    @property
    def group_keys(self) -> tuple[str, str] | None:
        """The keys of the compared groups."""
        groups = self.groups
        return (groups[0].key, groups[1].key) if len(groups) == 2 else None

    @property
    def item_set(self) -> ItemSet | None:
        """The fixed set that the step rates, if it does."""
        return next((s for s in self.workshop.framework.item_sets if s.key == self.step.items), None)


def types_of(criteria: Sequence[Criterion]) -> tuple[Criterion | None, Criterion | None, Criterion | None]:
    """Return (several, main, yes or no): a typology's question, its main answer, and a last verdict."""
    for several in criteria:
        main = next(
            (
                c
                for c in criteria
                if several.kind is CriterionKind.SEVERAL
                and c.kind is CriterionKind.CHOICE
                and c.option_keys == several.option_keys
            ),
            None,
        )
        if main is not None:
            two = (c for c in criteria if c.kind is CriterionKind.CHOICE and len(c.options) == 2)
            return several, main, next(two, None)
    return None, None, None


def make_picture(
    scene: Scene, part: str, name: str, title: str, criteria: tuple[Criterion, ...], about: str,
    drawn: Sequence[Drawing], *, used: View, sentences: tuple[str, ...] = (), left_out: int = 0,
    sorts: tuple[Sort, ...] = (), axes: int = 0, earlier: Release | None = None, items: Sequence[Item] = (),
) -> Picture:  # fmt: skip
    """Return a picture; where nothing may be shown its title says so, and an empty one falls to the step's text."""
    if not scene.release.shows_anything():
        title = _("Too few answers to show anything: it takes at least %(k)s", k=scene.workshop.k)
    title = title or scene.step.text or scene.step.name
    return Picture(
        part, name, title, _("%(title)s. %(about)s. All figures stand in the table.", title=title, about=about),
        drawn[0], drawn[1], scene.release, criteria, used,
        tuple(items) or scene.release.items(), sentences, left_out, sorts, axes, earlier,
    )  # fmt: skip
