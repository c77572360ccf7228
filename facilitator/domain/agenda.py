"""Decides what may happen next in a workshop."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from facilitator.domain.framework import Framework, Step, StepKind


class WorkshopState(StrEnum):
    """Where a workshop is in its life."""

    PREPARING = "preparing"
    OPEN = "open"
    ENDED = "ended"


class RoundStatus(StrEnum):
    """Where a round is in its life; it never goes back, except between open and paused."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    REVEALED = "revealed"


class Move(StrEnum):
    """What a facilitator can do to take the workshop on."""

    OPEN_WORKSHOP = "open_workshop"
    OPEN_ROUND = "open_round"
    PAUSE = "pause"
    RESUME = "resume"
    CLOSE_ROUND = "close_round"
    REVEAL = "reveal"
    LOCK_LIST = "lock_list"
    UNLOCK_LIST = "unlock_list"
    GO_ON = "go_on"
    END = "end"


class NotNow(Exception):
    """A move that the agenda does not allow at this point."""


@dataclass(frozen=True, slots=True)
class Round:
    """One silent rating of a step's items (their keys, fixed when the round opens).

    ``live``: the room sees results in safe batches while people answer, not only after the close.
    """

    id: str
    step: str
    number: int
    status: RoundStatus
    items: tuple[str, ...] = ()
    sealed: bool = False
    live: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """Where a workshop stands: its state, the current step, its rounds and its locked lists."""

    framework: Framework
    state: WorkshopState
    step: Step
    rounds: tuple[Round, ...]
    locked_lists: frozenset[str] = frozenset()

    @property
    def current_round(self) -> Round | None:
        """The newest round of the current step."""
        return latest_round(self.rounds, self.step.key)

    @property
    def next_step(self) -> Step | None:
        """The step after the current one."""
        at = self.framework.steps.index(self.step)
        return self.framework.steps[at + 1] if at + 1 < len(self.framework.steps) else None

    @property
    def is_collecting(self) -> bool:
        """Whether the current round is open or paused."""
        current = self.current_round
        return current is not None and current.status in (RoundStatus.OPEN, RoundStatus.PAUSED)


def latest_round(rounds: Sequence[Round], step: str) -> Round | None:
    """Return the newest round of a step, None where it has none."""
    return max((r for r in rounds if r.step == step), key=lambda r: r.number, default=None)


def next_move(position: Position) -> Move | None:
    """Return the one obvious next move, None when the workshop has ended."""
    if position.state is WorkshopState.PREPARING:
        return Move.OPEN_WORKSHOP
    if position.state is WorkshopState.ENDED:
        return None
    if position.step.collects:
        move = _next_move_of_round(position)
        if move:
            return move
    return Move.GO_ON if position.next_step else Move.END


def _next_move_of_round(position: Position) -> Move | None:
    current, step = position.current_round, position.step
    if current is None:
        locked = step.kind is StepKind.PROPOSE and step.into in position.locked_lists
        return None if locked else Move.OPEN_ROUND
    if current.status is RoundStatus.OPEN:
        return Move.CLOSE_ROUND
    if current.status is RoundStatus.PAUSED:
        return Move.RESUME
    if step.kind is StepKind.PROPOSE:
        return None if step.into in position.locked_lists else Move.LOCK_LIST
    return Move.REVEAL if current.status is RoundStatus.CLOSED else None


def allowed_moves(position: Position) -> frozenset[Move]:
    """Return every move that is allowed now, the obvious one among them."""
    if position.state is WorkshopState.PREPARING:
        return frozenset({Move.OPEN_WORKSHOP})
    if position.state is WorkshopState.ENDED:
        return frozenset()
    moves = {Move.END} if not position.is_collecting else set()
    current, step = position.current_round, position.step
    if not position.is_collecting and position.next_step:
        moves.add(Move.GO_ON)
    if step.collects and (
        current is None
        or current.status is RoundStatus.REVEALED
        or (step.kind is StepKind.PROPOSE and not position.is_collecting)
    ):
        moves.add(Move.OPEN_ROUND)
    if current is not None:
        moves |= {
            RoundStatus.OPEN: {Move.CLOSE_ROUND, Move.PAUSE},
            RoundStatus.PAUSED: {Move.RESUME, Move.CLOSE_ROUND},
            RoundStatus.CLOSED: {Move.REVEAL} if step.rates else set(),
            RoundStatus.REVEALED: set(),
        }[current.status]
    if step.kind is StepKind.PROPOSE and not position.is_collecting:
        if step.into in position.locked_lists:
            moves -= {Move.OPEN_ROUND}
            if not list_in_use(position, step.into):
                moves.add(Move.UNLOCK_LIST)
        else:
            moves.add(Move.LOCK_LIST)
    return frozenset(moves)


def list_in_use(position: Position, name: str) -> bool:
    """Tell whether a list of the workshop has been rated, so that it can no longer be unlocked."""
    rated = {
        step.key for step in position.framework.steps if step.kind is StepKind.RATE and step.items == name
    }
    return any(r.step in rated for r in position.rounds)


def check_move(position: Position, move: Move) -> None:
    """Raise NotNow unless the move is allowed at this position."""
    if move not in allowed_moves(position):
        raise NotNow(f"{move} is not possible now")


def check_go_to(position: Position, step: str) -> Step:
    """Return the step to go to; raise NotNow while a round is open, KeyError for an unknown step."""
    wanted = position.framework.get_step(step)
    if position.state is not WorkshopState.OPEN or position.is_collecting:
        raise NotNow("close the round first")
    return wanted
