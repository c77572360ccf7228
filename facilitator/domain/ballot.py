"""Checks one participant's answers on one item against what the framework asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from facilitator.domain.framework import Criterion, CriterionKind, Framework, Step, StepKind

Answer = str | int | tuple[str, ...]

_CONTROLS = [n for n in (*range(0x20), *range(0x7F, 0xA0)) if chr(n) not in "\n\t"]
_DIRECTION_OVERRIDES, _NO_CHARACTERS = (0x202D, 0x202E), (0xFFFE, 0xFFFF)
_LEFT_OUT = dict.fromkeys((*_CONTROLS, *_DIRECTION_OVERRIDES, *_NO_CHARACTERS))


@dataclass(frozen=True, slots=True)
class Ballot:
    """The answers on one item; empty when the participant takes them back."""

    item: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """Why an answer cannot be taken; the web layer words it for the participant.

    ``code``: unknown_answer, outside_alone, too_long, required, too_many_dots or nothing.
    """

    criterion: str
    code: str
    limit: int = 0


class BallotError(ValueError):
    """Answers that cannot be taken; ``problems`` names each, in the order asked."""

    def __init__(self, problems: tuple[AnswerProblem, ...]) -> None:
        """Keep the problems."""
        self.problems = problems
        super().__init__(", ".join(f"{problem.criterion}: {problem.code}" for problem in problems))


def check_ballot(framework: Framework, step: Step, item: str, given: Mapping[str, object]) -> Ballot:
    """Return the ballot for ``given`` (criterion key to raw value); raise BallotError if it is wrong.

    Unanswered criteria may be missing, None, empty text or an empty list. Unknown criteria are
    refused. A ballot without any answer takes the earlier one back where the step only asks for
    text; elsewhere it is refused, as "Don't know" is always there to choose.
    """
    criteria = framework.criteria_of(step)
    problems = [AnswerProblem(key, "unknown_answer") for key in given if key not in step.criteria]
    answers: dict[str, Answer] = {}
    for criterion in criteria:
        try:
            answer = _check_answer(criterion, given.get(criterion.key))
        except BallotError as error:
            problems.extend(error.problems)
            continue
        if answer is not None:
            answers[criterion.key] = answer
    if not problems and answers:
        problems += [
            AnswerProblem(criterion.key, "required")
            for criterion in criteria
            if criterion.required and criterion.key not in answers
        ]
    only_text = step.kind is StepKind.PROPOSE or all(c.kind is CriterionKind.TEXT for c in criteria)
    if not problems and not answers and not only_text:
        problems.append(AnswerProblem(criteria[0].key, "nothing"))
    if problems:
        raise BallotError(tuple(problems))
    return Ballot(item, answers)


def check_dots(criterion: Criterion, dots_by_item: Mapping[str, int]) -> None:
    """Raise BallotError if one person spends more dots than they have over all items."""
    limit = criterion.dots_for(len(dots_by_item))
    if sum(dots_by_item.values()) > limit:
        raise BallotError((AnswerProblem(criterion.key, "too_many_dots", limit),))


LARGEST_BALLOT = 3_700
"""Bytes of answers that a ballot may hold, so that it is stored in one piece (store.database.PAGE_BYTES)."""


def longest_ballot(criteria: Iterable[Criterion]) -> int:
    """Return the size in bytes that every ballot on these criteria can be padded to, as JSON in UTF-8.

    A character of text takes at most four bytes, as control characters are taken out of texts.
    """
    size = 2
    for criterion in criteria:
        size += len(criterion.key) + 6
        if criterion.kind is CriterionKind.TEXT:
            size += 4 * criterion.longest
        elif criterion.kind is CriterionKind.DOTS:
            size += 3
        else:
            size += sum(len(option.key) + 3 for option in (*criterion.options, *criterion.outside))
    return size


def clean_text(value: str) -> str:
    """Return text without what nobody writes on purpose: control characters (line ends and tabs stay),
    overrides of the direction of reading, which would turn round what stands beside, and half characters.
    """
    text = value.replace("\r\n", "\n").replace("\r", "\n").translate(_LEFT_OUT)
    return text.encode("utf-8", "ignore").decode("utf-8").strip()


def _check_answer(criterion: Criterion, value: object) -> Answer | None:
    if value is None or value in ("", [], ()):
        return 0 if criterion.kind is CriterionKind.DOTS else None
    if criterion.kind is CriterionKind.TEXT:
        return _check_text(criterion, value)
    if criterion.kind is CriterionKind.DOTS:
        return _check_dot_count(criterion, value)
    if criterion.kind is CriterionKind.SEVERAL:
        return _check_several(criterion, value)
    if isinstance(value, str) and value in (*criterion.option_keys, *criterion.outside_keys):
        return value
    raise _refused(criterion, "unknown_answer")


def _check_text(criterion: Criterion, value: object) -> str | None:
    if not isinstance(value, str):
        raise _refused(criterion, "unknown_answer")
    text = clean_text(value)
    if len(text) > criterion.longest:
        raise _refused(criterion, "too_long", criterion.longest)
    return text or None


def _check_dot_count(criterion: Criterion, value: object) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit()) or len(text) > 3:
        raise _refused(criterion, "unknown_answer")
    if int(text) > criterion.most_on_one:
        raise _refused(criterion, "too_many_dots", criterion.most_on_one)
    return int(text)


def _check_several(criterion: Criterion, value: object) -> tuple[str, ...]:
    chosen = [value] if isinstance(value, str) else value
    if not isinstance(chosen, (list, tuple)) or not all(isinstance(key, str) for key in chosen):
        raise _refused(criterion, "unknown_answer")
    known = (*criterion.option_keys, *criterion.outside_keys)
    if not set(chosen) <= set(known):
        raise _refused(criterion, "unknown_answer")
    if len(set(chosen)) > 1 and set(chosen) & set(criterion.outside_keys):
        raise _refused(criterion, "outside_alone")
    return tuple(key for key in known if key in chosen)


def _refused(criterion: Criterion, code: str, limit: int = 0) -> BallotError:
    return BallotError((AnswerProblem(criterion.key, code, limit),))
