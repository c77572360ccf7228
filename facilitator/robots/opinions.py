"""Makes up plausible answers: sides differ, people vary, and the same seed gives the same room."""

import random
import zlib
from collections.abc import Mapping, Sequence

from facilitator.domain.framework import Criterion, CriterionKind, Framework, Step
from facilitator.robots.browser import Form

# Words for free text and proposals; fictional, like everything a rehearsal shows.
WORDS = {
    "relationship": [
        "Mental health forum",
        "Youth work network",
        "Community transport contract",
        "Library friends groups",
        "Digital inclusion partnership",
        "Winter warm spaces",
        "Refugee welcome network",
        "Food bank alliance",
        "Allotments and parks volunteers",
        "Carers' strategy group",
    ],
    "between": ["Council and VCS", "Within the VCS", "Council, NHS and VCS"],
    "service_area": ["Adult social care", "Public health", "Housing", "Communities"],
    "action": [
        "Publish grant decisions with reasons",
        "Give every group one named contact",
        "Agree three-year funding where budgets allow",
        "Invite small groups to set the forum's agenda",
        "Pay small groups for time in shared meetings",
        "Share a calendar of consultations a year ahead",
        "Bring decision makers and small groups together each quarter",
        "Write a short compact and review it yearly",
        "Train staff and volunteers side by side",
        "Open meeting rooms to groups in the evening",
    ],
    "reason": ["It came up in every step", "Small groups lose out today", "Trust grows with openness"],
    "why": [
        "We set its goals together",
        "It mostly follows the contract",
        "It meets often and lasts",
        "It reacts when money appears",
        "Depends on one person",
    ],
    "support": [
        "A shared post would help",
        "The forum holds it together",
        "A room and travel money",
        "Training for new members",
    ],
    "strengths": [
        "People know each other",
        "The pandemic brought us close",
        "Good neighbourhood work",
        "Officers listen",
    ],
    "weaknesses": [
        "Decisions come late",
        "Too many forms",
        "Small groups are not heard",
        "Staff change too often",
    ],
    "what_to_change": [
        "Name who pays for it",
        "Give small groups more time",
        "Start with one ward",
        "Say who decides",
    ],
    "who_is_missing": [
        "Disabled people's groups",
        "Youth groups",
        "Traders' association",
        "Faith groups",
        "Housing associations",
    ],
}
# For texts that a framework of one's own asks for, whatever they are about.
ANYTHING = [
    "We should talk earlier",
    "It works where people know each other",
    "Somebody has to decide",
    "Small steps first",
    "Ask those who are not here",
]


class Opinion:
    """One made-up person."""

    def __init__(self, framework: Framework, sector: str, seed: int, number: int) -> None:
        """Be person ``number`` of a room made from ``seed``."""
        self.framework = framework
        self.side = framework.get_sector(sector).side
        self.seed = seed
        self.dice = random.Random(f"{seed}/{number}")
        self.mood = self.dice.gauss(0, 0.45)

    def answer(self, step: str, item: str, form: Form) -> Mapping[str, str | Sequence[str]] | None:
        """Fill in a form; None when this person does not answer (any more)."""
        found = self.framework.get_step(step)
        criteria = self.framework.criteria_of(found)
        if found.kind.value == "propose" and self.dice.random() > 0.45:
            return None
        if criteria[0].kind is CriterionKind.DOTS:
            return self._spread(criteria[0], form)
        answers: dict[str, str | Sequence[str]] = {}
        for criterion in criteria:
            given = self.choose(criterion, item, found)
            if given:
                answers[f"q_{criterion.key}"] = given
        return answers or None

    def choose(self, criterion: Criterion, item: str, step: Step) -> str | Sequence[str]:
        """Answer one criterion about an item: an option's key, several keys, or words; empty for no answer."""
        if criterion.kind is CriterionKind.TEXT:
            return self._write(criterion, step)
        if criterion.outside and self.dice.random() < 0.07:
            return self.dice.choice(criterion.outside).key
        keys, lean = criterion.option_keys, self._lean(criterion.key, item)
        if criterion.kind is CriterionKind.SCALE:
            centre = (len(keys) - 1) / 2 + lean + self.mood
            if self.framework.agreement and criterion.key == self.framework.agreement[0]:
                centre += 1.2  # what came so far in a workshop finds support more often than not
            return keys[min(len(keys) - 1, max(0, round(self.dice.gauss(centre, 0.8))))]
        favourite = zlib.crc32(
            f"{self.seed}/{item}/{criterion.key.removeprefix('main_')[:4]}".encode()
        ) % len(keys)
        if criterion.kind is CriterionKind.CHOICE:
            return keys[favourite] if self.dice.random() < 0.62 + lean / 10 else self.dice.choice(keys)
        chosen = [k for n, k in enumerate(keys) if self.dice.random() < (0.8 if n == favourite else 0.28)]
        return chosen or [keys[favourite]]

    def _lean(self, criterion: str, item: str) -> float:
        """Return how far this side leans on an item, in points: all agree on some, differ on others."""
        shared = zlib.crc32(f"{self.seed}/{criterion}/{item}".encode()) % 1000 / 1000 * 2 - 1
        own = zlib.crc32(f"{self.seed}/{criterion}/{item}/{self.side}".encode()) % 1000 / 1000 * 2 - 1
        return shared * 0.8 + own * 0.7

    def _write(self, criterion: Criterion, step: Step) -> str:
        proposed = step.into.removesuffix("s") if criterion.key == step.criteria[0] else ""
        if not proposed and not criterion.required and self.dice.random() > 0.5:
            return ""
        words = WORDS.get(criterion.key) or WORDS.get(proposed) or ANYTHING
        return self.dice.choice(words)[: criterion.longest]

    def _spread(self, criterion: Criterion, form: Form) -> dict[str, str | Sequence[str]]:
        names = [name for name in form.fields if name.startswith("q_")]
        left = criterion.dots_for(len(names))
        weights = [2 ** (2 * self._lean(criterion.key, name)) for name in names]
        dots = dict.fromkeys(names, 0)
        while left and any(n < criterion.most_on_one for n in dots.values()):
            name = self.dice.choices(names, weights)[0]
            if dots[name] < criterion.most_on_one:
                dots[name] += 1
                left -= 1
        return {name: str(number) for name, number in dots.items()}
