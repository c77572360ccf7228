"""Gives the plan as data: for the workbook, as JSON and as CSV in long form."""

from collections.abc import Iterable
from typing import Any

from facilitator.domain.plan import FIELDS
from facilitator.domain.plan_agreement import Agreed, AskOpenly, NotYet, Verdict
from facilitator.domain.release import Shown
from facilitator.domain.workshop import Workshop
from facilitator.services.agreeing import Standing, list_standings
from facilitator.services.csv_files import write_csv
from facilitator.services.evidence import describe_links
from facilitator.services.installation import Installation
from facilitator.store import actions, plans

VERSION = 1


def plan_document(installation: Installation, workshop: Workshop) -> dict[str, Any]:
    """Return the plan as docs/plan-files.md describes it."""
    with installation.database.read() as connection:
        found = actions.list_actions(connection, workshop.id)
        saves = actions.count_saves(connection, workshop.id)
        review_on = plans.find_review_date(connection, workshop.id)
    evidence = describe_links(installation, workshop, found)
    standings = list_standings(installation, workshop)
    return {
        "version": VERSION,
        "workshop": workshop.code,
        "title": workshop.title,
        "place": workshop.partnership.place,
        "plan_version": saves,
        "review_on": review_on.isoformat() if review_on else None,
        "actions": [
            {
                "id": action.id,
                "number": number,
                **{name: _plain(getattr(action, name)) for name in FIELDS},
                "answers": [str(evidence[link]) for link in action.links if link in evidence],
                "agreement": agreement_words(standings[action.id].verdict, workshop),
                "sides": _sides(standings[action.id]),
                "version": action.version,
            }
            for number, action in enumerate(found, start=1)
        ],
    }


def agreement_words(verdict: Verdict, workshop: Workshop) -> str:
    """Say in plain English how an action stands with both sides; empty where nobody was asked."""
    names = {side.key: side.name for side in workshop.framework.sides}
    if isinstance(verdict, Agreed):
        return "Agreed by both sides, asked in the open" if verdict.openly else "Agreed by both sides"
    if isinstance(verdict, NotYet):
        sides = " and ".join(names.get(side, side) for side in verdict.sides)
        return "Not agreed, asked in the open" if verdict.openly else f"Not yet agreed: {sides}"
    return "To be asked in the open" if isinstance(verdict, AskOpenly) else ""


def plan_csv(document: dict[str, Any]) -> str:
    """Return the plan of a document as CSV in long form: action_id, number, field, value, as text."""
    rows = [
        (action["id"], action["number"], name, value)
        for action in document["actions"]
        for name in (*FIELDS, "answers", "agreement")
        for value in _values(action[name])
    ]
    return write_csv(("action_id", "number", "field", "value"), rows)


def _values(value: Any) -> Iterable[str]:
    if isinstance(value, list):
        return [str(each) for each in value] or [""]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return ["" if value is None else str(value)]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.value if hasattr(value, "value") else value


def _sides(standing: Standing) -> dict[str, Any]:
    """Return each judged side's released middle answer and whether it stands behind the action."""
    told: dict[str, Any] = {}
    for name, figures in standing.sides:
        if isinstance(figures, Shown):
            # Fist to five counts from 0, points from 1.
            middle = None if figures.median is None else figures.median - 1
            told[name] = {"middle": middle, "behind": figures.behind}
        else:
            told[name] = {"withheld": figures.reason}
    return told
