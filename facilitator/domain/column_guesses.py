"""Guesses which question a column answers and which answer a word means, for a person to correct."""

from collections.abc import Sequence

from facilitator.domain.answer_table import Table
from facilitator.domain.columns import PLACE, Asked
from facilitator.domain.framework import Criterion, CriterionKind


def guess_values(values: Sequence[str], criteria: Sequence[Criterion]) -> dict[str, str]:
    """Return the answers that words or numbers in a table mean where that is plain, folded word to key.

    A number is a place on the scale of its question (PLACE), as the same number stands on each.
    """
    known: dict[str, str] = {}
    longest = max((len(c.options) for c in criteria if c.kind is CriterionKind.SCALE), default=0)
    for criterion in criteria:
        for option in (*criterion.options, *criterion.outside):
            known[_plain(option.key)] = known[_plain(option.name)] = option.key
    found = {value.casefold(): known[_plain(value)] for value in values if _plain(value) in known}
    places = {str(number): PLACE for number in range(1, longest + 1)}
    return {value: PLACE for value in values if value in places} | found


def guess_columns(table: Table, asked: Sequence[Asked]) -> dict[int, str]:
    """Return the questions that columns answer where their heading names the item, or item and question."""
    found: dict[int, str] = {}
    for number, head in enumerate(table.header):
        plain = _plain(head)
        for question in asked:
            item, criterion = question.item, question.criterion
            names = {
                _plain(words)
                for a in (item.name, item.key)
                for b in (criterion.name, criterion.key, criterion.question)
                for words in (f"{a} {b}", f"{b} {a}")
            }
            alone = len({q.criterion.key for q in asked if q.item.key == item.key}) == 1
            if plain in names or (alone and plain in (_plain(item.name), _plain(item.key))):
                found[number] = question.key
                break
    return found


def _plain(words: str) -> str:
    return "".join(c for c in words.casefold() if c.isalnum())
