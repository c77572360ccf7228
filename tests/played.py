"""A whole made-up workshop, played through the services: every step that is rated, and a plan."""

import random

from facilitator.domain.framework import CriterionKind, StepKind
from facilitator.domain.workshop import Breakdown
from facilitator.services import lists, planning, rounds, workshops

IDEAS = [f"Idea {letter}" for letter in "ABCDEFGHI"]
ACTIONS = ("Publish decisions within a week", "Three-year grants for small groups")
WORDS = "Because we said so together"


def made_up(dice, criterion, lean):
    """Return an answer; ``lean`` (0 to 1) says where on a scale most of them lie."""
    keys = criterion.option_keys
    if criterion.kind is CriterionKind.TEXT:
        return WORDS
    if criterion.kind is CriterionKind.SEVERAL:
        return [key for key in keys if dice.random() < 0.4] or [keys[0]]
    if criterion.outside and dice.random() < 0.1:
        return criterion.outside[0].key
    return keys[max(0, min(len(keys) - 1, round(dice.gauss((len(keys) - 1) * lean, 1.1))))]


def answer_all(room, seed):
    """Have everybody answer the open round, the same way for the same seed."""
    framework, step = room.workshop.framework, room.workshop.current_step
    for n, voter in enumerate(room.voters):
        dice, given = random.Random(f"{seed}-{n}"), {}
        criteria = framework.criteria_of(step)
        chosen = dice.sample(list(room.round.items), min(2, len(room.round.items)))
        for item in room.round.items:
            lean = 0.65 if voter.sector == "vcs" else 0.4
            given[item] = {
                c.key: ("1" if item in chosen else "0")
                if c.kind is CriterionKind.DOTS
                else made_up(dice, c, lean)
                for c in criteria
            }
        if any("main_type" in answers for answers in given.values()):
            for answers in given.values():
                answers["main_type"] = answers["types"][0]
        room.cast(voter, **given)


def play_everything(make_room, installation):
    """Return the room of an ended workshop, shown by side, the principles rated twice."""
    room = make_room("Forum\nGrants panel\nHub\nCompact", breakdown=Breakdown.SIDE)
    room.join(officer=11, councillor=3, vcs=13, other=5)
    for step in room.workshop.framework.steps:
        if step.kind is not StepKind.RATE or not room.workshop.framework.criteria_of(step):
            continue
        if step.items == "actions":
            lists.add_entries(installation, room.id, lists.read_lines("actions", "\n".join(IDEAS)))
        room.start(step.key)
        answer_all(room, step.key)
        room.close()
        room.reveal()
        lists.show_waiting(installation, room.id, step.key)
        if step.key == "principles":
            rounds.open_round(installation, room.id, ["time", "capacity", "transparency"])
            answer_all(room, "again")
            room.close()
            room.reveal()
    for text in ACTIONS:
        planning.add_action(installation, room.id, text)
    room.start("plan")
    answer_all(room, "plan")
    room.close()
    room.reveal()
    workshops.end_workshop(installation, room.id)
    return room
