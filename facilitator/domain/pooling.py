"""Adds up what several sittings have released of one question, and nothing else."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from facilitator.domain.framework import Criterion, CriterionKind
from facilitator.domain.publishing import exact_figures, hold_mean
from facilitator.domain.release import Figures, Shown, Withheld


@dataclass(frozen=True, slots=True)
class Pooled:
    """Figures of several sittings: of ``of`` sittings that asked, ``sittings`` had figures to add."""

    figures: Figures
    sittings: int
    of: int


def pool(parts: Sequence[Figures], criterion: Criterion | None) -> Pooled:
    """Add up what may be seen of several sittings; ``criterion`` is None for answers beside the scale.

    Exact counts are added where every sitting that shows anything shows exact ones; otherwise the
    result is a mean of the published means, rounded as for a small group. A sitting that withholds
    stays out and is counted in ``of`` alone. As only published figures go in, whatever follows from
    the sum follows from the sittings' own releases; a sum that reached the hidden answers of a
    sitting would give them away to whoever takes the published ones off it.
    """
    shown = [part for part in parts if isinstance(part, Shown) and part.n]
    if not shown:
        return Pooled(Withheld(), 0, len(parts))
    n = sum(part.n or 0 for part in shown)
    counts = [part.counts for part in shown if part.counts is not None]
    figures: Figures
    if len(counts) == len(shown):
        added = sum((Counter(each) for each in counts), Counter[str]())
        figures = exact_figures(n, {key: added[key] for key in counts[0]}, criterion)
    elif (
        criterion is not None
        and criterion.kind is CriterionKind.SCALE
        and all(part.mean is not None for part in shown)
    ):
        centre = sum((part.n or 0) * (part.mean or 0) for part in shown) / n
        figures = Shown(n=n, mean=hold_mean(centre, len(criterion.options)), coarse=True)
    else:
        figures = Shown(n=n, coarse=True)
    return Pooled(figures, len(shown), len(parts))
