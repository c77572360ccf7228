"""Groups people's words under headings, as the facilitator sees them fit together."""

from collections.abc import Mapping

from facilitator.domain.ballot import clean_text
from facilitator.domain.workshop import ContributionState
from facilitator.services.installation import Installation
from facilitator.store import lists

LONGEST_HEADING = 60


class HeadingTooLong(ValueError):
    """A heading has more than 60 characters."""


def group_words(installation: Installation, workshop_id: str, headings: Mapping[str, str]) -> None:
    """Put shown words (by id) under headings, an empty one taking them out; raise HeadingTooLong.

    Words that are hidden or still wait for a look, and unknown ids, are left as they are.
    """
    wanted = {key: clean_text(heading) for key, heading in headings.items()}
    if any(len(heading) > LONGEST_HEADING for heading in wanted.values()):
        raise HeadingTooLong
    with installation.changing(workshop_id) as connection:
        for words in lists.list_contributions(connection, workshop_id):
            heading = wanted.get(words.id, words.heading)
            if words.state is ContributionState.SHOWN and heading != words.heading:
                lists.put_heading(connection, workshop_id, words.id, heading)
