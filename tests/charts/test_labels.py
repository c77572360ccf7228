"""Labels keep out of each other's way, stay inside, and stay where they are."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from facilitator.charts.labels import Frame, nudge, place_labels

FRAME = Frame(0, 0, 1600, 640)
SMALL = (190.0, 29.0)  # the size that names are cut to where longer ones do not fit

points = st.tuples(st.floats(40, 1560), st.floats(40, 600))
rooms = st.lists(points, min_size=1, max_size=25)
sizes = st.lists(st.tuples(st.floats(20, 270), st.sampled_from([29.0, 54.0])), min_size=25, max_size=25)


def overlap(one, other):
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def check(places):
    assert all(FRAME.holds(place) for place in places)
    assert not any(overlap(a, b) for a, b in combinations(places, 2))


@settings(deadline=None, max_examples=60)
@given(rooms)
def test_25_names_cut_short_always_fit_without_overlap(room):
    places = place_labels(room, [SMALL] * len(room), FRAME)
    assert places is not None
    check(places)


@settings(deadline=None, max_examples=60)
@given(rooms, sizes)
def test_names_of_any_size_never_overlap_or_leave_the_frame(room, wanted):
    places = place_labels(room, wanted[: len(room)], FRAME)
    if places is not None:
        check(places)


def test_25_names_of_one_place_fit():
    places = place_labels([(800.0, 320.0)] * 25, [SMALL] * 25, FRAME)
    assert places is not None
    check(places)


@settings(deadline=None, max_examples=60)
@given(rooms, points, st.data())
def test_when_one_moves_those_before_it_stay(room, to, data):
    which = data.draw(st.integers(0, len(room) - 1))
    before = place_labels(room, [SMALL] * len(room), FRAME)
    after = place_labels([to if n == which else p for n, p in enumerate(room)], [SMALL] * len(room), FRAME)
    assert before[:which] == after[:which]


@settings(deadline=None, max_examples=60)
@given(rooms, points, st.data())
def test_when_one_moves_labels_change_only_in_a_chain_that_starts_with_it(room, to, data):
    which = data.draw(st.integers(0, len(room) - 1))
    before = place_labels(room, [SMALL] * len(room), FRAME)
    after = place_labels([to if n == which else p for n, p in enumerate(room)], [SMALL] * len(room), FRAME)
    pushed = [which]
    for n in range(which + 1, len(room)):
        if before[n] != after[n]:
            # Something that moved before it took its old place, or left a nearer one.
            assert any(overlap(after[m], before[n]) or overlap(before[m], after[n]) for m in pushed)
            pushed.append(n)


def test_the_same_room_gives_the_same_places():
    room = [(n * 37 % 1500 + 50.0, n * 91 % 560 + 40.0) for n in range(25)]
    assert place_labels(room, [SMALL] * 25, FRAME) == place_labels(room, [SMALL] * 25, FRAME)


def test_no_room_is_said_rather_than_drawn():
    assert place_labels([(10.0, 10.0)] * 3, [(90.0, 90.0)] * 3, Frame(0, 0, 100, 100)) is None


@settings(deadline=None)
@given(st.lists(points, min_size=1, max_size=20))
def test_marks_that_coincide_move_apart_as_little_as_it_takes(room):
    moved = nudge(room, 16)
    assert moved[0] == room[0]
    for n, (a, b) in enumerate(zip(room, moved, strict=True)):
        assert (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 <= (4 * 16 * 1.01) ** 2
        if a == b:
            continue
        assert any((a[0] - c[0]) ** 2 + (a[1] - c[1]) ** 2 < 16**2 for c in moved[:n])
