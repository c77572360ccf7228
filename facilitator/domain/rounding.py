"""Rounds figures for people: every screen, picture and table shows the same last digit."""

from decimal import ROUND_HALF_UP, Decimal


def show_points(value: float, *, coarse: bool = False) -> str:
    """Return a mean or a difference in points with one decimal; ``≈`` before a coarse one.

    Halves round away from zero, as a spreadsheet rounds the same number.
    """
    text = str(_round(value, "0.1"))
    return ("≈ " if coarse else "") + ("0.0" if text == "-0.0" else text.replace("-", "−"))


def show_signed_points(value: float, *, coarse: bool = False) -> str:
    """Return a difference in points with its sign."""
    text = show_points(value)
    sign = "" if text == "0.0" or text.startswith("−") else "+"
    return ("≈ " if coarse else "") + sign + text


def show_share(part: float, whole: float) -> str:
    """Return a share as a whole percentage."""
    return f"{percent(part, whole)}%"


def percent(part: float, whole: float) -> int:
    """Return a share as a whole number of hundredths; halves round up."""
    return int((Decimal(repr(part)) * 100 / Decimal(repr(whole))).quantize(Decimal(1), ROUND_HALF_UP))


def show_whole(value: float) -> str:
    """Return an agreement score as a whole number."""
    return str(_round(value, "1"))


def show_middle(value: float) -> str:
    """Return a middle answer in points, with its half or quarter where it has one."""
    return f"{value:g}"


def _round(value: float, step: str) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(step), ROUND_HALF_UP)
