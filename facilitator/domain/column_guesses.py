"""Guesses which question a column answers and which answer a word means, for a person to correct."""

from collections.abc import Sequence

from facilitator.domain.columns import Asked, Table
from facilitator.domain.framework import Criterion, CriterionKind


def guess_values(values: Sequence[str], criteria: Sequence[Criterion]) -> dict[str, str]:
    """Return the answers that words or numbers in a table mean where that is plain, folded word to key."""
    known: dict[str, str] = {}
    for criterion in criteria:
        for number, option in enumerate(criterion.options, start=1):
            if criterion.kind is CriterionKind.SCALE:
                known.setdefault(str(number), option.key)
        for option in (*criterion.options, *criterion.outside):
            known[option.key.casefold()] = known[option.name.casefold()] = option.key
    return {value.casefold(): known[value.casefold()] for value in values if value.casefold() in known}


def guess_columns(table: Table, asked: Sequence[Asked]) -> dict[int, str]:
    """Return the questions that columns answer where their heading names the item, or item and question."""
    found: dict[int, str] = {}
    for number, head in enumerate(table.header):
        plain = _plain(head)
        for question in asked:
            item, criterion = question.item, question.criterion
            names = {
                _plain(f"{a} {b}")
                for a in (item.name, item.key)
                for b in (criterion.name, criterion.key, criterion.question)
            }
            alone = len({q.criterion.key for q in asked if q.item.key == item.key}) == 1
            if plain in names or (alone and plain in (_plain(item.name), _plain(item.key))):
                found[number] = question.key
                break
    return found


def _plain(words: str) -> str:
    return "".join(c for c in words.casefold() if c.isalnum())
