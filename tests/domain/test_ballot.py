"""A ballot is checked against the framework, whatever way it came in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.domain.ballot import BallotError, check_ballot, check_dots, clean_text, longest_ballot
from facilitator.frameworks import get_built_in

FRAMEWORK = get_built_in("council-vcs")


def check(step: str, **given: object):
    return check_ballot(FRAMEWORK, FRAMEWORK.get_step(step), "item", given)


def problem(step: str, **given: object) -> tuple[str, str]:
    with pytest.raises(BallotError) as refused:
        check(step, **given)
    return refused.value.problems[0].criterion, refused.value.problems[0].code


def test_answers_of_every_kind_are_taken():
    ballot = check(
        "evaluate", types=["delivery", "shaping"], main_type="shaping", strategic="", why=" because "
    )
    assert ballot.answers == {"types": ("shaping", "delivery"), "main_type": "shaping", "why": "because"}


@pytest.mark.parametrize(
    ("step", "given", "expected"),
    [
        ("principles", {"now": "10"}, ("now", "unknown_answer")),
        ("principles", {"now": 3}, ("now", "unknown_answer")),
        ("principles", {"nonsense": "x", "now": "partly"}, ("nonsense", "unknown_answer")),
        ("principles", {}, ("now", "nothing")),
        ("evaluate", {"types": ["dont_know", "shaping"]}, ("types", "outside_alone")),
        ("evaluate", {"types": ["shaping", 3]}, ("types", "unknown_answer")),
        ("evaluate", {"why": "x" * 301}, ("why", "too_long")),
        ("evaluate", {"why": ["x"]}, ("why", "unknown_answer")),
        ("relationships", {"between": "us"}, ("relationship", "required")),
        ("barriers", {"barrier_dots": "3"}, ("barrier_dots", "too_many_dots")),
        ("barriers", {"barrier_dots": "-1"}, ("barrier_dots", "unknown_answer")),
        ("barriers", {"barrier_dots": "²"}, ("barrier_dots", "unknown_answer")),
    ],
)
def test_wrong_answers_are_refused_with_the_reason(step, given, expected):
    assert problem(step, **given) == expected


def test_empty_texts_take_a_ballot_back():
    assert check("strengths").answers == {}
    assert check("relationships", relationship=" ").answers == {}


def test_no_more_dots_than_one_has():
    criterion = FRAMEWORK.get_criterion("barrier_dots")
    check_dots(criterion, {"a": 2, "b": 1, "c": 0})
    with pytest.raises(BallotError):
        check_dots(criterion, {"a": 2, "b": 2, "c": 0})
    assert FRAMEWORK.get_criterion("action_dots").dots_for(12) == 3


@given(st.text(max_size=400))
def test_texts_lose_control_characters_only(text):
    cleaned = clean_text(text)
    assert all(c >= " " or c in "\n\t" for c in cleaned)
    assert clean_text(cleaned) == cleaned
    cleaned.encode()


@given(st.text(max_size=300), st.sampled_from(["evaluate", "spatial", "strengths", "relationships"]))
def test_every_ballot_fits_into_the_padded_length(text, step_key):
    step = FRAMEWORK.get_step(step_key)
    given_answers = {}
    for criterion in FRAMEWORK.criteria_of(step):
        if criterion.kind.value == "text":
            given_answers[criterion.key] = (text or "x") * (criterion.longest // max(1, len(text or "x")))
        else:
            given_answers[criterion.key] = (
                list(criterion.option_keys) if criterion.kind.value == "several" else criterion.option_keys[0]
            )
    try:
        ballot = check_ballot(FRAMEWORK, step, "item", given_answers)
    except BallotError:
        return
    size = len(json.dumps(ballot.answers, ensure_ascii=False, separators=(",", ":")).encode())
    assert size <= longest_ballot(FRAMEWORK.criteria_of(step))
