"""Flags words that may name a person, for the moderator to look at twice."""

import re
from enum import StrEnum


class Flag(StrEnum):
    """Why words deserve a second look."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE = re.compile(r"(?<![\w])\+?\d(?:[\s().-]?\d){8,14}(?!\w)")
_NAME = re.compile(r"\b[A-Z][a-z'’-]+ (?:Mc|Mac|O['’])?[A-Z][a-z'’-]+\b")


def find_flags(text: str) -> tuple[Flag, ...]:
    """Return what a text may hold: an e-mail address, a phone number, two capitalised words in a row.

    Names of organisations are flagged too; the moderator decides.
    """
    found = ((Flag.EMAIL, _EMAIL), (Flag.PHONE, _PHONE), (Flag.NAME, _NAME))
    return tuple(flag for flag, pattern in found if pattern.search(text))
