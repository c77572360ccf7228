"""Takes an edited copy of the plan back in: read in a process of its own, compared, then applied."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from facilitator.domain.plan import MOST_ACTIONS, ActionError, ActionStatus
from facilitator.domain.plan_merge import Comparison, PlanRow, compare_plan
from facilitator.domain.workshop import Workshop
from facilitator.services import plan_saves
from facilitator.services.aside import TookTooLong, WentWrong, run_module
from facilitator.services.installation import Installation, new_id
from facilitator.services.plan_saves import Editor
from facilitator.store import actions

PATIENCE_SECONDS = 90


class UploadRefused(Exception):
    """A copy that is not taken in; ``code`` says why, ``detail`` where. Nothing was changed."""

    def __init__(self, code: str, *detail: str) -> None:
        """Keep code and detail."""
        super().__init__(code, *detail)
        self.code, self.detail = code, detail


def read_upload(data: bytes) -> list[PlanRow]:
    """Return the rows of an uploaded workbook; raise UploadRefused."""
    try:
        answer = json.loads(run_module("workbook", "read", given=data, patience=PATIENCE_SECONDS))
    except (TookTooLong, WentWrong, ValueError):
        # The reader also has bounds of its own on time and memory.
        raise UploadRefused("too_slow") from None
    if "refused" in answer:
        raise UploadRefused(answer["refused"], *answer["detail"])
    return rows_from_data(answer["rows"])


def rows_from_data(data: Any) -> list[PlanRow]:
    """Return rows from plain data; raise UploadRefused where it is not what rows_to_data wrote."""
    try:
        return [
            PlanRow(
                int(row["row"]),
                str(row["id"]),
                None if row["exported"] is None else int(row["exported"]),
                {
                    **{name: str(value) for name, value in row["fields"].items()},
                    "by_when": date.fromisoformat(row["fields"]["by_when"])
                    if row["fields"]["by_when"]
                    else None,
                    "status": ActionStatus(row["fields"]["status"]),
                },
            )
            for row in data
        ]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UploadRefused("not_a_workbook") from None


def rows_to_data(rows: Sequence[PlanRow]) -> list[dict[str, Any]]:
    """Return rows as plain data."""
    return [
        {
            "row": row.row,
            "id": row.action_id,
            "exported": row.exported,
            "fields": {
                **row.fields,
                "by_when": row.fields["by_when"].isoformat() if row.fields["by_when"] else None,
                "status": row.fields["status"].value,
            },
        }
        for row in rows
    ]


def compare(
    installation: Installation, workshop: Workshop, rows: Sequence[PlanRow]
) -> tuple[Comparison, int]:
    """Return what the rows would do to the plan, and the number of the plan's newest save.

    Raises UploadRefused for a copy of another plan, for texts that are too long, empty actions, a
    stop without a reason, and for more actions than a plan may hold.
    """
    with installation.database.read() as connection:
        current = actions.list_actions(connection, workshop.id)
        gone = {a.id for a in actions.list_actions(connection, workshop.id, removed=True)}
        saves = actions.list_saves(connection, workshop.id)
    known = {action.id for action in current}
    strange = [row for row in rows if row.action_id and row.action_id not in known | gone]
    told = [row for row in rows if row.action_id]
    if strange and len(strange) == len(told):
        raise UploadRefused("other_plan")
    problems = [
        f"Row {row.row}: this action id is not in the plan. For a new action, empty the cell"
        for row in strange
    ]
    # A row of an action that was taken out since is offered as a new one, so that its words are not lost.
    rows = [PlanRow(r.row, "" if r.action_id in gone else r.action_id, r.exported, r.fields) for r in rows]
    for row in rows:
        problems += _problems(row)
    if problems:
        raise UploadRefused("cells", *problems[:20])
    found = compare_plan(rows, current, [saved.snapshot for saved in saves])
    if len(current) + len(found.new) > MOST_ACTIONS:
        raise UploadRefused("too_many_rows", str(MOST_ACTIONS))
    return found, saves[-1].sequence if saves else 0


def apply(
    installation: Installation,
    workshop: Workshop,
    rows: Sequence[PlanRow],
    seen: int,
    *,
    mine: Mapping[str, Collection[str]],
    leave: Collection[str] = (),
    new: Collection[int] = (),
    remove: Collection[str] = (),
    editor: Editor,
) -> bool:
    """Save what was chosen from a comparison; False where the plan has been saved since ``seen``.

    ``mine`` names the disputed fields to take from the copy, by action id; ``leave`` changes to leave
    out, as ``id:field``; ``new`` the rows to add, ``remove`` the actions to take out. All or nothing.
    Raises UploadRefused, BeingAsked.
    """
    sitting = Editor(editor.name, editor.sitting or new_id())
    with installation.changing(workshop.id) as connection:
        if actions.count_saves(connection, workshop.id) != seen:
            return False
        found, _ = compare(installation, workshop, rows)
        for merge in found.merges:
            now = merge.theirs
            edit = {
                name: value
                for name, value in merge.edit(mine.get(now.id, ())).items()
                if f"{now.id}:{name}" not in leave
            }
            if edit:
                plan_saves.put_edit(installation, connection, workshop.id, now, edit, sitting)
        for row in found.new:
            if row.row in new:
                fresh = plan_saves.new_action(row.fields)
                plan_saves.put_new(installation, connection, workshop.id, fresh, sitting)
        for action in found.removed:
            if action.id in remove:
                plan_saves.check_not_asked(connection, workshop.id, action.id)
                plan_saves.put_removed(installation, connection, workshop.id, action.id, sitting)
    return True


def _problems(row: PlanRow) -> list[str]:
    try:
        plan_saves.new_action(row.fields)
    except ActionError as error:
        words = {"action": "needs an action", "stopped_because": "is stopped: say why"}
        return [
            f"Row {row.row} {words[name]}"
            if code == "required"
            else f"Row {row.row}: “{name.replace('_', ' ')}” is longer than {limit} characters"
            for name, (code, limit) in error.problems.items()
        ]
    return []
