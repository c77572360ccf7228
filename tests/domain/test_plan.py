"""Actions keep their fields within bounds and know when they are late; words that may name people are flagged."""

from datetime import date

import pytest

from facilitator.domain.flags import find_flags
from facilitator.domain.plan import TEXT_FIELDS, Action, ActionError, ActionStatus, check_action_fields

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("by_when", "status", "overdue"),
    [
        (date(2026, 11, 23), ActionStatus.AGREED, True),
        (TODAY, ActionStatus.AGREED, False),
        (None, ActionStatus.AGREED, False),
        (date(2020, 1, 1), ActionStatus.DONE, False),
        (date(2020, 1, 1), ActionStatus.STOPPED, False),
    ],
)
def test_overdue(by_when, status, overdue):
    assert Action("a", 1, "Do it", by_when=by_when, status=status).is_overdue(TODAY) is overdue


def test_fields_are_stripped_and_bounded():
    assert check_action_fields({"action": " Do\x00 it "})["action"] == "Do it"
    with pytest.raises(ActionError) as refused:
        check_action_fields({"action": "", **{name: "x" * 2000 for name in TEXT_FIELDS if name != "action"}})
    assert refused.value.problems["action"] == ("required", 0)
    assert set(refused.value.problems) == set(TEXT_FIELDS)


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Ask ann@example.org", ["email"]),
        ("Call 07700 900123 today", ["phone"]),
        ("Call +44 20 7946 0958", ["phone"]),
        ("Jane Smith knows", ["name"]),
        ("Small groups are not heard", []),
        ("In 2026 we met 14 times", []),
        ("the O'Neill family and Bob O'Hara", ["name"]),
    ],
)
def test_words_that_may_name_a_person_are_flagged(text, flags):
    assert [flag.value for flag in find_flags(text)] == flags
