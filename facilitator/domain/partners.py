"""Names the organisations of a partnership and who is missing from it, apart from who took part in what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from facilitator.domain.ballot import clean_text

LONGEST_ORGANISATION, MOST_PARTNERS = 200, 500


class PartnerSector(StrEnum):
    """What kind of organisation a partner is."""

    COUNCIL = "council"
    VCS = "vcs"
    HEALTH = "health"
    PUBLIC = "public"
    BUSINESS = "business"
    OTHER = "other"


class SizeBand(StrEnum):
    """How large an organisation is, by its yearly income."""

    UNKNOWN = "unknown"
    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation. ``missing``: it should be at the table and is not yet."""

    id: str
    organisation: str
    sector: PartnerSector
    size: SizeBand = SizeBand.UNKNOWN
    missing: bool = False


class PartnerError(ValueError):
    """A partner that cannot be kept; ``code`` is empty, too_long, there_already or too_many."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


def check_partner(new: Partner, there: Sequence[Partner]) -> Partner:
    """Return the partner with a clean name; raise PartnerError."""
    name = " ".join(clean_text(new.organisation).split())
    if not name:
        raise PartnerError("empty")
    if len(name) > LONGEST_ORGANISATION:
        raise PartnerError("too_long")
    others = [p for p in there if p.id != new.id]
    if any(p.organisation.casefold() == name.casefold() for p in others):
        raise PartnerError("there_already")
    if len(others) >= MOST_PARTNERS:
        raise PartnerError("too_many")
    return Partner(new.id, name, new.sector, new.size, new.missing)


def count_by_sector(partners: Sequence[Partner]) -> dict[PartnerSector, tuple[int, int]]:
    """Return (at the table, missing) for every sector that has a partner."""
    here = Counter(p.sector for p in partners if not p.missing)
    missing = Counter(p.sector for p in partners if p.missing)
    return {s: (here[s], missing[s]) for s in PartnerSector if here[s] or missing[s]}
