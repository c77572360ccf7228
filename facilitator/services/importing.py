"""Takes in answers given on paper or in another tool: as ballots like everybody's, and nothing else is kept."""

import json
import secrets
from collections.abc import Mapping, Sequence

from facilitator.domain.agenda import Round, RoundStatus
from facilitator.domain.answer_rows import Person
from facilitator.domain.answer_table import Table, TableError, make_table, read_csv
from facilitator.domain.columns import Asked
from facilitator.domain.framework import StepKind
from facilitator.domain.workshop import Workshop, items_of
from facilitator.services import voting
from facilitator.services.aside import TookTooLong, WentWrong, run_module
from facilitator.services.installation import Installation
from facilitator.services.voting import Voter
from facilitator.store import lists, rounds, workshops
from facilitator.vault import new_token, token_hash

LARGEST_FILE = 1_500_000
PATIENCE_SECONDS = 60


class NothingOpen(Exception):
    """No rating step takes answers now."""


def list_asked(installation: Installation, workshop: Workshop) -> list[Asked]:
    """Return every question of the rating steps that take answers now, in the order of the agenda."""
    with installation.database.read() as connection:
        entries = lists.list_entries(connection, workshop.id)
        found = {r.step: r for r in _open_rounds(workshop, rounds.list_rounds(connection, workshop.id))}
    asked = []
    for step in workshop.framework.steps:
        if step.key in found and step.kind is StepKind.RATE:
            known = {item.key: item for item in items_of(workshop.framework, step, entries)}
            for key in found[step.key].items:
                asked += [Asked(step, known[key], c) for c in workshop.framework.criteria_of(step)]
    return asked


def read_file(name: str, content: bytes) -> Table:
    """Return the table in a CSV or Excel file; raise TableError. The file goes no further than this."""
    if len(content) > LARGEST_FILE:
        raise TableError("too_long")
    if name.lower().endswith((".xlsx", ".xlsm")) or content[:2] == b"PK":
        return make_table(_read_excel(content))
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return read_text(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise TableError("not_a_table")


def read_text(text: str) -> Table:
    """Return the table in pasted text; raise TableError."""
    if len(text) > LARGEST_FILE:
        raise TableError("too_long")
    return read_csv(text)


def take_in(installation: Installation, workshop: Workshop, people: Sequence[Person]) -> int:
    """Let people in and cast their ballots, in random order; return how many answered something.

    Raises NothingOpen, or RoundNotOpen where a round was closed meanwhile. The people's tokens are
    forgotten at once: what was taken in cannot be changed or taken back, like any ballot without its
    phone.
    """
    with installation.database.read() as connection:
        current = {r.step: r for r in _open_rounds(workshop, rounds.list_rounds(connection, workshop.id))}
    if not current:
        raise NothingOpen
    voters = [(Voter(new_token(), person.sector), person) for person in people]
    secrets.SystemRandom().shuffle(voters)
    with installation.database.write() as connection:
        for voter, _ in voters:
            workshops.put_participant(connection, workshop.id, token_hash(voter.token), voter.sector)
        workshops.count_progress(connection, workshop.id)
    for voter, person in voters:
        _cast_all(installation, workshop, current, voter, person.answers)
    return len(voters)


def _cast_all(
    installation: Installation,
    workshop: Workshop,
    current: Mapping[str, Round],
    voter: Voter,
    answers: Mapping[str, Mapping[str, Mapping[str, object]]],
) -> None:
    for step, items in answers.items():
        if step in current and items:
            voting.cast(installation, workshop, current[step], voter, items)


def _open_rounds(workshop: Workshop, found: Sequence[Round]) -> list[Round]:
    """Return the rounds that take answers: all of a self-paced workshop, else that of the current step."""
    here = found if workshop.is_self_paced else [workshop.position(found).current_round]
    return [r for r in here if r is not None and r.status is RoundStatus.OPEN]


def _read_excel(content: bytes) -> list[list[str]]:
    try:
        read = run_module("workbook.answers", given=content, patience=PATIENCE_SECONDS)
    except TookTooLong:
        raise TableError("too_long") from None
    except WentWrong:
        raise TableError("not_a_table") from None
    lines: list[list[str]] = json.loads(read)
    return lines
