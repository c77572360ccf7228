"""Every screen shows the same last digit, the one a spreadsheet shows."""

from hypothesis import given
from hypothesis import strategies as st

from facilitator.domain.rounding import percent, show_points, show_share, show_signed_points, show_whole


def test_halves_round_away_from_zero_as_in_a_spreadsheet():
    assert [show_points(v) for v in (2.25, 2.35, 2.65, 0.05)] == ["2.3", "2.4", "2.7", "0.1"]
    assert [percent(1, 8), percent(3, 8), percent(5, 8)] == [13, 38, 63]
    assert show_whole(62.5) == "63"


def test_differences_have_signs_and_zero_has_none():
    assert [show_signed_points(v) for v in (1.24, -1.25, 0.04, -0.04)] == ["+1.2", "−1.3", "0.0", "0.0"]
    assert show_signed_points(0.5, coarse=True) == "≈ +0.5"
    assert show_points(3, coarse=True) == "≈ 3.0"
    assert show_share(1, 3) == "33%"


@given(st.floats(-4, 5, allow_nan=False))
def test_what_is_shown_is_never_further_off_than_half_a_digit(value):
    assert abs(float(show_points(value).replace("−", "-")) - value) <= 0.05 + 1e-9


@given(st.integers(1, 2000), st.data())
def test_shares_of_a_room_are_within_half_a_percent(n, data):
    part = data.draw(st.integers(0, n))
    assert abs(percent(part, n) - 100 * part / n) <= 0.5 + 1e-9
