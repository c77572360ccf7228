"""Keeps a workshop's own lists: relationships and action ideas, pasted, proposed and merged."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from facilitator.domain.agenda import NotNow
from facilitator.domain.ballot import clean_text
from facilitator.domain.framework import WORKSHOP_LISTS, Item, StepKind
from facilitator.domain.plan import same_words
from facilitator.domain.relationships import Relationship
from facilitator.domain.workshop import Contribution, ContributionState, Entry, Workshop
from facilitator.services.installation import Installation, new_id
from facilitator.services.partnerships import with_shared_keys
from facilitator.store import lists, partnerships, workshops

if TYPE_CHECKING:
    from facilitator.store.database import Connection

MOST_ENTRIES = 200
LONGEST_ENTRY, LONGEST_DETAIL = 160, 300
COLUMNS = ("between", "service_area", "note")
_HEADS = ("name", "names", "relationship", "relationships")  # of a first column that is pasted with its head


class ListError(ValueError):
    """Lines that cannot be taken; ``code`` is too_many or too_long, ``line`` the first wrong one."""

    def __init__(self, code: str, line: int) -> None:
        """Keep code and line."""
        super().__init__(f"{code} in line {line}")
        self.code, self.line = code, line


def read_lines(name: str, pasted: str) -> list[Entry]:
    """Return one entry per pasted line; raise ListError.

    A spreadsheet's columns (tabs between) are the name, who between, department or service area and
    note. Its row of heads, empty lines and lines that repeat a name do not count.
    """
    entries: dict[str, Entry] = {}
    for number, line in enumerate(pasted.splitlines(), start=1):
        cells = [clean_text(cell).strip('"') for cell in line.split("\t")]
        if not cells[0] or (number == 1 and len(cells) > 1 and cells[0].casefold() in _HEADS):
            continue
        if len(cells[0]) > LONGEST_ENTRY or any(len(cell) > LONGEST_DETAIL for cell in cells):
            raise ListError("too_long", number)
        details = {key: cell for key, cell in zip(COLUMNS, cells[1:], strict=False) if cell}
        entries.setdefault(cells[0].casefold(), Entry(new_id(), name, new_id(), cells[0], details))
        if len(entries) > MOST_ENTRIES:
            raise ListError("too_many", number)
    return list(entries.values())


def as_line(known: Entry | Relationship) -> str:
    """Return something's name and details as a line that read_lines takes."""
    return "\t".join([known.name, *(known.details.get(key, "") for key in COLUMNS)]).rstrip("\t")


def list_entries(installation: Installation, workshop: Workshop) -> list[Entry]:
    """Return all lines of a workshop's lists."""

    def load() -> list[Entry]:
        with installation.database.read() as connection:
            return lists.list_entries(connection, workshop.id)

    return list(installation.memory.recall(workshop, "entries", load))


def list_items(installation: Installation, workshop: Workshop, name: str) -> list[Item]:
    """Return what stands on a list for everybody to see, without what was merged; nothing without a name."""
    entries = list_entries(installation, workshop) if name else []
    return [entry.as_item() for entry in entries if entry.list == name and entry.merged_into is None]


def add_entries(installation: Installation, workshop_id: str, new: Sequence[Entry]) -> None:
    """Add lines to an unlocked list, leaving out names it holds already; raise NotNow or ListError."""
    with installation.changing(workshop_id) as connection:
        workshop = workshops.get_workshop(connection, workshop_id)
        there = lists.list_entries(connection, workshop_id)
        known = {(e.list, e.name.casefold()) for e in there}
        added = [e for e in new if (e.list, e.name.casefold()) not in known]
        for entry in added:
            _check_unlocked(workshop, entry.list)
        if len(there) + len(added) > MOST_ENTRIES:
            raise ListError("too_many", len(new))
        if added:
            taken = [e.key for e in there]
            shared = with_shared_keys(connection, workshop.partnership.id, added, taken)
            lists.put_entries(connection, workshop_id, shared)


def rename_entry(
    installation: Installation,
    workshop_id: str,
    entry_id: str,
    name: str,
    details: Mapping[str, str] | None = None,
) -> None:
    """Give a line another name and, where given, other details (see COLUMNS); raise NotNow, KeyError or ListError."""
    name = clean_text(name)
    if not name or len(name) > LONGEST_ENTRY:
        raise ListError("too_long" if name else "empty", 1)
    values: dict[str, object] = {"name": name}
    if details is not None:
        cleaned = {key: clean_text(details.get(key, "")) for key in COLUMNS}
        if any(len(text) > LONGEST_DETAIL for text in cleaned.values()):
            raise ListError("too_long", 1)
        values["details"] = {key: text for key, text in cleaned.items() if text}
    _change(installation, workshop_id, entry_id, values)


def merge_entry(installation: Installation, workshop_id: str, entry_id: str, into: str | None) -> None:
    """Merge a line into another, or take it out again; its words are kept. Raise NotNow or KeyError."""
    with installation.database.read() as connection:
        entries = {e.id: e for e in lists.list_entries(connection, workshop_id)}
    entry = entries[entry_id]
    if into is not None:
        target = entries[into]
        if target.id == entry_id or target.merged_into is not None or target.list != entry.list:
            raise KeyError(into)
        if any(e.merged_into == entry_id for e in entries.values()):
            raise NotNow("others are merged into this one")
    _change(installation, workshop_id, entry_id, {"merged_into": into})


def remove_entry(installation: Installation, workshop_id: str, entry_id: str) -> None:
    """Take a line out of an unlocked list."""
    with installation.changing(workshop_id) as connection:
        entry = _find(lists.list_entries(connection, workshop_id), entry_id)
        _check_unlocked(workshops.get_workshop(connection, workshop_id), entry.list)
        lists.delete_entry(connection, workshop_id, entry_id)


def list_contributions(installation: Installation, workshop: Workshop) -> list[Contribution]:
    """Return what people wrote in closed rounds, in random order."""
    with installation.database.read() as connection:
        return lists.list_contributions(connection, workshop.id)


def count_waiting(installation: Installation, workshop: Workshop, step: str) -> int:
    """Return how much of what people wrote in a step still waits for a look."""
    words = list_contributions(installation, workshop)
    return sum(c.step == step and c.state is ContributionState.WAITING for c in words)


def moderate(
    installation: Installation, workshop_id: str, contribution_id: str, state: ContributionState
) -> None:
    """Show or hide somebody's words; a proposal that is shown joins its list. Raise KeyError, NotNow."""
    with installation.changing(workshop_id) as connection:
        found = {c.id: c for c in lists.list_contributions(connection, workshop_id)}
        _moderate(connection, workshops.get_workshop(connection, workshop_id), found[contribution_id], state)


def show_waiting(installation: Installation, workshop_id: str, step: str) -> int:
    """Show everything of a step that still waits for a look, once it has been read; return how much.

    Raises NotNow where the list that proposals go into is locked.
    """
    with installation.changing(workshop_id) as connection:
        workshop = workshops.get_workshop(connection, workshop_id)
        found = lists.list_contributions(connection, workshop_id)
        waiting = [c for c in found if c.step == step and c.state is ContributionState.WAITING]
        for contribution in waiting:
            _moderate(connection, workshop, contribution, ContributionState.SHOWN)
    return len(waiting)


def _moderate(
    connection: "Connection", workshop: Workshop, contribution: Contribution, state: ContributionState
) -> None:
    step = workshop.framework.get_step(contribution.step)
    if step.kind is StepKind.PROPOSE:
        _check_unlocked(workshop, step.into)
        _list_proposal(connection, workshop, step.into, contribution, state)
    lists.put_contribution_state(connection, workshop.id, contribution.id, state)


def _list_proposal(
    connection: "Connection",
    workshop: Workshop,
    name: str,
    contribution: Contribution,
    state: ContributionState,
) -> None:
    """Put a shown proposal on its list, or take a hidden one off; its id there is its own."""
    there = {e.id: e for e in lists.list_entries(connection, workshop.id)}
    if state is ContributionState.SHOWN and contribution.id not in there:
        title, *_ = contribution.texts.values()
        details = {key: text for key, text in list(contribution.texts.items())[1:] if text}
        proposed = Entry(contribution.id, name, new_id(), title, details)
        taken = [e.key for e in there.values()]
        shared = with_shared_keys(connection, workshop.partnership.id, [proposed], taken)
        # The same words twice are one line; it can be taken apart again like any that was merged.
        said = same_words(title)
        alone = (e for e in there.values() if e.list == name and not e.merged_into)
        same = next((e.id for e in alone if same_words(e.name) == said), None)
        lists.put_entries(connection, workshop.id, [replace(e, merged_into=same) for e in shared])
    elif state is not ContributionState.SHOWN and contribution.id in there:
        lists.delete_entry(connection, workshop.id, contribution.id)
        # What was hidden again must not live on in the partnership's list.
        partnerships.delete_unused(connection, workshop.partnership.id, there[contribution.id].key)


def _change(installation: Installation, workshop_id: str, entry_id: str, values: dict[str, object]) -> None:
    with installation.changing(workshop_id) as connection:
        entry = _find(lists.list_entries(connection, workshop_id), entry_id)
        _check_unlocked(workshops.get_workshop(connection, workshop_id), entry.list)
        lists.change_entry(connection, workshop_id, entry_id, values)


def _find(entries: Sequence[Entry], entry_id: str) -> Entry:
    for entry in entries:
        if entry.id == entry_id:
            return entry
    raise KeyError(entry_id)


def _check_unlocked(workshop: Workshop, name: str) -> None:
    if name not in WORKSHOP_LISTS:
        raise KeyError(name)
    if name in workshop.locked_lists:
        raise NotNow("the list is locked")
