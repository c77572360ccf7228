"""What the pages of the plan and of one action show."""

import secrets
from collections.abc import Sequence
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from facilitator.domain.framework import ACTIONS
from facilitator.domain.plan import FIELDS, Action, list_hints, same_words
from facilitator.domain.plan_merge import Merge
from facilitator.domain.workshop import Entry, Workshop, code_for_people
from facilitator.services import (
    agreeing,
    evidence,
    following,
    housekeeping,
    lists,
    plan_ideas,
    planning,
    results,
    workshops,
)
from facilitator.services.plan_saves import find_undo
from facilitator.web.access import installation
from facilitator.web.forms import plan as plan_form


def _deleted_before(workshop: Workshop, days: Sequence[date | None]) -> date | None:
    """Return the day the plan is deleted with its workshop, where that is before the last of its days."""
    deleted = housekeeping.delete_on(installation(), workshop)
    return deleted if any(day is not None and day > deleted for day in days) else None


def plan_context(workshop: Workshop) -> dict[str, object]:
    """Return what the plan's page shows."""
    here = installation()
    actions = planning.list_actions(here, workshop)
    ideas, there = plan_ideas.list_ideas(here, workshop, actions)
    entries = lists.list_entries(here, workshop)
    dots, shares = results.dots_by_item(here, workshop, ACTIONS), evidence.idea_shares(here, workshop)
    ideas.sort(key=lambda idea: -dots.get(idea.key, 0))
    saves, review_on = planning.list_saves(here, workshop), following.find_review_date(here, workshop)
    return {
        "workshop": workshop,
        "code": code_for_people(workshop.code),
        "actions": actions,
        "removed": planning.list_removed(here, workshop),
        "undoable": {a.id for a in actions if find_undo([s for s in saves if s.action.id == a.id])},
        "last": {s.action.id: s.save for s in saves},
        "ideas": ideas,
        "taken": [(e.name, actions.index(there[e.id]) + 1) for e in entries if e.id in there],
        "alike": _alike(ideas),
        "merged": {i.key: _other_words(i, entries) for i in entries},
        "dots": dots,
        "shares": shares,
        "points": evidence.list_points(here, workshop, actions),
        "figures": evidence.describe_links(here, workshop, actions),
        "standings": agreeing.list_standings(here, workshop),
        "reasons": agreeing.list_reasons(here, workshop),
        "hints": {a.id: [plan_form.HINTS[h] for h in list_hints(a)] for a in actions},
        "statuses": plan_form.STATUSES,
        "form": FlaskForm(),
        "deleted_before": _deleted_before(workshop, [review_on, *(a.by_when for a in actions)]),
        "review": plan_form.ReviewForm(formdata=None, review_on=review_on),
        "has_link": following.has_link(here, workshop),
        "typed": request.form.get("action", ""),
        "today": here.clock().date(),
        "position": workshop.position(workshops.list_rounds(here, workshop)),
    }


def _other_words(idea: Entry, entries: Sequence[Entry]) -> list[str]:
    """Return how else an idea was put, by those whose ideas were merged into it."""
    said = same_words(idea.name)
    return [e.name for e in entries if e.merged_into == idea.id and same_words(e.name) != said]


def _alike(ideas: Sequence[Entry]) -> set[str]:
    """Return the ids of ideas that say the same as one before them."""
    said: set[str] = set()
    found = set()
    for idea in ideas:
        words = same_words(idea.name)
        if words in said:
            found.add(idea.id)
        said.add(words)
    return found


def action_page(
    workshop: Workshop,
    action: Action,
    form: plan_form.ActionForm,
    names: dict[str, str],
    found: Merge | None,
) -> ResponseReturnValue:
    """Return the page of one action; 409 where somebody else changed the same words (``found``)."""
    if found is not None:
        plan_form.take_over(form, found)
    form.sitting.data = form.sitting.data or secrets.token_hex(8)
    saves = planning.list_saves(installation(), workshop, [action.id])
    page = render_template(
        "facilitator/edit_action.html",
        workshop=workshop,
        code=code_for_people(workshop.code),
        action=action,
        form=form,
        found=found,
        labels=field_labels(),
        show=lambda name, value: plan_form.show_value(name, value, names),
        standing=agreeing.list_standings(installation(), workshop).get(action.id),
        history=following.status_history(saves),
        last=saves[-1].save if saves else None,
        hints=[plan_form.HINTS[hint] for hint in list_hints(action)],
        statuses=plan_form.STATUSES,
        figures=evidence.describe_links(installation(), workshop, [action]),
    )
    return page, 409 if found else 400 if form.errors else 200


def field_labels() -> dict[str, str]:
    """Return the label of each field of an action."""
    form = plan_form.ActionForm(formdata=None)
    own = {
        "links": "What it answers",
        "council_accepted": "Council lead accepted",
        "vcs_accepted": "VCS lead accepted",
    }
    return {name: own.get(name, str(form[name].label.text)) for name in FIELDS}
