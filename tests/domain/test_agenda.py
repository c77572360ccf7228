"""There is always one obvious next move, and it is always allowed."""

import itertools

import pytest

from facilitator.domain.agenda import (
    Move,
    NotNow,
    Position,
    Round,
    RoundStatus,
    WorkshopState,
    allowed_moves,
    check_go_to,
    check_move,
    next_move,
)


def positions(framework):
    for step in framework.steps:
        yield Position(framework, WorkshopState.OPEN, step, ())
        if not step.collects:
            continue
        for status, locked in itertools.product(
            RoundStatus, (frozenset(), frozenset({"relationships", "actions"}))
        ):
            yield Position(framework, WorkshopState.OPEN, step, (Round("r1", step.key, 1, status),), locked)


def test_the_next_move_is_allowed_everywhere(framework):
    for position in positions(framework):
        move = next_move(position)
        assert move in allowed_moves(position), position


def test_an_open_round_never_lets_the_workshop_go_on(framework):
    for position in positions(framework):
        if position.is_collecting:
            assert not allowed_moves(position) & {Move.GO_ON, Move.END, Move.OPEN_ROUND}
            with pytest.raises(NotNow):
                check_go_to(position, "lobby")


def test_a_released_round_cannot_be_opened_again(framework):
    step = framework.get_step("principles")
    for status in (RoundStatus.CLOSED, RoundStatus.REVEALED):
        moves = allowed_moves(
            Position(framework, WorkshopState.OPEN, step, (Round("r1", step.key, 1, status),))
        )
        assert not moves & {Move.RESUME, Move.PAUSE, Move.CLOSE_ROUND}


def test_following_the_big_button_leads_to_the_end(framework):
    position, moves = Position(framework, WorkshopState.PREPARING, framework.steps[0], ()), []
    while (move := next_move(position)) is not None and len(moves) < 100:
        moves.append(move)
        position = apply(position, move)
    assert moves[0] is Move.OPEN_WORKSHOP
    assert moves[-1] is Move.END
    assert moves.count(Move.OPEN_ROUND) == moves.count(Move.CLOSE_ROUND) == 10


def apply(position: Position, move: Move) -> Position:
    step, rounds, locked, state = (
        position.step,
        list(position.rounds),
        set(position.locked_lists),
        position.state,
    )
    status = {Move.CLOSE_ROUND: RoundStatus.CLOSED, Move.REVEAL: RoundStatus.REVEALED}
    if move is Move.OPEN_WORKSHOP:
        state = WorkshopState.OPEN
    elif move is Move.OPEN_ROUND:
        rounds.append(Round(f"r{len(rounds)}", step.key, 1, RoundStatus.OPEN))
    elif move in status:
        rounds[-1] = Round(rounds[-1].id, step.key, 1, status[move])
    elif move is Move.LOCK_LIST:
        locked.add(step.into)
    elif move is Move.GO_ON:
        assert position.next_step is not None
        step = position.next_step
    else:
        state = WorkshopState.ENDED
    return Position(position.framework, state, step, tuple(rounds), frozenset(locked))


def test_nothing_is_possible_after_the_end(framework):
    position = Position(framework, WorkshopState.ENDED, framework.steps[-1], ())
    assert next_move(position) is None
    for move in Move:
        with pytest.raises(NotNow):
            check_move(position, move)


def test_a_rated_list_stays_locked(framework):
    step = framework.get_step("relationships")
    rated = Round("r2", "evaluate", 1, RoundStatus.REVEALED)
    before = Position(framework, WorkshopState.OPEN, step, (), frozenset({"relationships"}))
    after = Position(framework, WorkshopState.OPEN, step, (rated,), frozenset({"relationships"}))
    assert Move.UNLOCK_LIST in allowed_moves(before)
    assert Move.UNLOCK_LIST not in allowed_moves(after)
