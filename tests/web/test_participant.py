"""Phones: join, answer, change, find again; and every wrong way in, with a clear message."""

import pytest

from facilitator.services import lists, rounds, voting
from tests.web.conftest import Visitor, words


@pytest.fixture
def rating(make_room):
    room = make_room()
    room.join(officer=3)
    room.start("principles")
    return room


def path(room, item: str = "time", step: str = "principles") -> str:
    return f"/w/{room.workshop.code}/{step}/{item}"


def stored(installation, room, phone):
    token = phone.client.get_cookie(f"workshop-{room.workshop.code}").value
    return voting.own_answers(installation, room.workshop, room.round, voting.Voter(token, "vcs"))


def test_from_the_code_to_the_first_question_in_three_requests(visitor, rating):
    visitor.get("/")
    answer = visitor.post(
        "/", code=f" {rating.workshop.code[:3].lower()}-{rating.workshop.code[3:]} ", follow=True
    )
    assert "Which group do you belong to?" in words(answer)
    assert "groups of at least 5" in words(answer)
    visitor.get(answer.request.path)
    answer = visitor.post(answer.request.path, sector="vcs", follow=True)
    assert answer.request.path == path(rating, "rebalancing_power").replace(
        rating.workshop.code, answer.request.path.split("/")[2]
    )
    assert "1 of 13" in words(answer)


def test_looking_at_the_join_page_joins_nobody(visitor, rating):
    before = rating.workshop.progress
    for _ in range(3):
        visitor.get(f"/j/{rating.workshop.code}")
        visitor.client.head(f"/j/{rating.workshop.code}")
    assert rating.workshop.progress == before


def test_an_answer_is_kept_shown_again_and_can_be_changed(installation, rating, join):
    phone = join(rating)
    phone.get(path(rating))
    assert phone.post(path(rating), q_now="partly", q_importance="dont_know").status_code == 302
    page = phone.get(path(rating)).text
    assert 'value="partly" checked' in page.replace("  ", " ")
    assert "Saved" in page
    phone.post(path(rating), q_now="fully")
    assert stored(installation, rating, phone) == {"time": {"now": "fully"}}


def test_the_way_through_all_questions_ends_at_the_review(rating, join):
    phone = join(rating)
    answer = phone.get(f"/w/{rating.workshop.code}/", follow_redirects=True)
    for _ in range(13):
        phone.get(answer.request.path)
        answer = phone.post(answer.request.path, q_now="mostly", follow=True)
    assert "All answered" in words(answer)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"q_now": "eleven"}, "Choose one of the answers shown"),
        ({}, "Choose an answer"),
        ({"q_now": "partly", "q_importance": "10"}, "Choose one of the answers shown"),
    ],
)
def test_a_wrong_answer_gets_a_message_and_changes_nothing(installation, rating, join, fields, message):
    phone = join(rating)
    phone.get(path(rating))
    answer = phone.post(path(rating), **fields)
    assert answer.status_code == 400
    assert message in words(answer)
    assert answer.text.count("<title>Error:") == 1
    assert stored(installation, rating, phone) == {}


def test_a_text_that_is_too_long_stays_in_the_form(make_room, join):
    room = make_room()
    room.start("relationships")
    phone = join(room)
    phone.get(path(room, "proposal-1", "relationships"))
    answer = phone.post(
        path(room, "proposal-1", "relationships"), q_relationship="x" * 10_000, q_note="keep me"
    )
    assert answer.status_code == 400
    assert "Shorten this to 120 characters" in words(answer)
    assert "keep me" in answer.text


def test_an_empty_name_is_asked_for(make_room, join):
    room = make_room()
    room.start("relationships")
    phone = join(room)
    phone.get(path(room, "proposal-1", "relationships"))
    answer = phone.post(path(room, "proposal-1", "relationships"), q_relationship="  ", q_between="us")
    assert (answer.status_code, "Give it a name" in words(answer)) == (400, True)


def test_an_unknown_item_and_an_unknown_step(rating, join):
    phone = join(rating)
    phone.get(path(rating))
    assert phone.post(path(rating, "elephants"), q_now="partly").status_code == 404
    assert phone.post(path(rating, "time", "elephants"), q_now="partly").status_code == 409
    assert phone.get(path(rating, "dots")).status_code == 404


def test_a_vote_after_the_close_says_so(installation, rating, join):
    phone = join(rating)
    phone.get(path(rating))
    phone.post(path(rating), q_now="partly")
    rating.close()
    answer = phone.post(path(rating), q_now="fully")
    assert answer.status_code == 409
    assert "came too late" in words(answer)
    assert stored(installation, rating, phone) == {"time": {"now": "partly"}}
    assert "Your answer was counted" in words(phone.get(f"/w/{rating.workshop.code}/"))


def test_a_pause_says_so(installation, rating, join):
    phone = join(rating)
    phone.get(path(rating))
    rounds.set_paused(installation, rating.id, True)
    assert "paused" in words(phone.post(path(rating), q_now="partly"))
    assert "Pause" in words(phone.get(f"/w/{rating.workshop.code}/"))


def test_a_double_submit_is_one_answer(installation, rating, join):
    phone = join(rating)
    phone.get(path(rating))
    first, second = (phone.post(path(rating), q_now="partly") for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert rounds.count_answered(installation, rating.round) == 1


def test_a_forged_form_token_keeps_what_was_typed(installation, rating, join):
    phone = join(rating)
    phone.get(path(rating))
    phone.token = "forged"
    answer = phone.post(path(rating), q_now="partly")
    assert answer.status_code == 400
    assert "send them again" in words(answer)
    assert 'value="partly" checked' in answer.text
    assert stored(installation, rating, phone) == {}


def test_another_workshops_cookie_does_not_count(installation, make_room, join, rating):
    other = make_room(title="Elsewhere")
    phone = join(other)
    cookie = phone.client.get_cookie(f"workshop-{other.workshop.code}").value
    phone.client.set_cookie(f"workshop-{rating.workshop.code}", cookie)
    answer = phone.post(path(rating), q_now="partly")
    assert answer.status_code == 403
    assert "has not joined" in words(answer)
    assert phone.get(path(rating)).location.startswith("/j/")


def test_a_phone_that_has_not_joined_is_asked_to(visitor, rating):
    assert visitor.get(path(rating)).location.startswith("/j/")
    assert visitor.post(path(rating), q_now="partly").status_code == 403


@pytest.mark.parametrize("code", ["XXXXXX", "x", "%00", "<script>alert(1)</script>", "q" * 300])
def test_a_wrong_code_is_told_in_words(visitor, code):
    answer = visitor.get(f"/j/{code}")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


def test_a_wrong_code_that_was_typed_can_be_mended_where_it_was_typed(visitor, rating):
    visitor.get("/")
    answer = visitor.post("/", code="abc-xyz")
    assert answer.status_code == 404
    assert "no workshop with the code" in words(answer)
    assert 'value="abc-xyz"' in answer.text
    assert visitor.post("/", code=rating.workshop.code).location.startswith("/j/")


def test_only_wrong_codes_are_throttled(visitor, rating):
    for _ in range(200):
        assert visitor.get(f"/j/{rating.workshop.code}").status_code == 200
    for _ in range(30):
        assert visitor.get("/j/WRONGX").status_code == 404
    answer = visitor.get("/j/WRONGX")
    assert (answer.status_code, "Too many wrong codes" in words(answer)) == (429, True)


def test_somebodys_guesses_do_not_lock_the_room_out(visitor, rating, make_room):
    """Whoever knows the code goes on; a code that nobody has used from here waits, right or wrong."""
    code, other = rating.workshop.code, make_room().workshop.code
    assert visitor.get(f"/b/{code}/").status_code == 200
    for _ in range(31):
        visitor.get("/j/WRONGX")
    assert visitor.get(f"/b/{code}/").status_code == 200
    assert visitor.get(f"/j/{code}").status_code == 200
    assert visitor.get(f"/j/{other}").status_code == 429


@pytest.mark.parametrize("sector", ["", "admiral"])
def test_joining_needs_a_known_group(visitor, rating, sector):
    visitor.get(f"/j/{rating.workshop.code}")
    answer = visitor.post(f"/j/{rating.workshop.code}", sector=sector)
    assert (answer.status_code, "Choose the group you belong to" in words(answer)) == (400, True)


def test_before_the_opening_and_after_the_end(visitor, make_room, installation):
    from facilitator.services import workshops

    room = make_room(opened=False)
    assert "has not started yet" in words(visitor.get(f"/j/{room.workshop.code}"))
    visitor.get("/")
    assert visitor.post(f"/j/{room.workshop.code}", sector="vcs").status_code == 409
    room.open()
    workshops.set_room_locked(installation, room.id, True)
    assert "room is locked" in words(visitor.get(f"/j/{room.workshop.code}"))
    workshops.end_workshop(installation, room.id)
    assert "has ended" in words(visitor.get(f"/j/{room.workshop.code}"))


def test_dots_are_spread_saved_and_limited(installation, make_room, join):
    room = make_room()
    room.start("barriers")
    phone = join(room)
    page = phone.get(f"/w/{room.workshop.code}/", follow_redirects=True)
    assert "You have 3 dots." in words(page)
    items = room.round.items
    spread = {f"q_{item}": "0" for item in items}
    too_many = phone.post(page.request.path, **spread | {f"q_{i}": "2" for i in items[:2]})
    assert (too_many.status_code, "You have 3 dots: take some back" in words(too_many)) == (400, True)
    assert 'id="q_ways_of_working-2" name="q_ways_of_working" type="radio" value="2" checked' in too_many.text
    assert phone.post(page.request.path, **spread | {f"q_{items[0]}": "2"}).status_code == 302
    assert "Your dots are saved" in words(phone.get(f"/w/{room.workshop.code}/review"))


def test_proposals_can_be_written_changed_and_taken_back(installation, make_room, join):
    room = make_room()
    room.start("actions")
    phone = join(room)
    phone.get(path(room, "proposal-1", "actions"))
    phone.post(path(room, "proposal-1", "actions"), q_action="Meet monthly")
    review = phone.get(f"/w/{room.workshop.code}/review")
    assert "Meet monthly" in words(review)
    assert "Write another" in words(review)
    phone.post(path(room, "proposal-1", "actions"), q_action="")
    assert "Nothing yet" in words(phone.get(f"/w/{room.workshop.code}/review"))
    room.close()
    assert lists.list_contributions(installation, room.workshop) == []


def test_who_names_relationships_sees_which_are_known(make_room, join):
    room = make_room("Forum\tCouncil and VCS\nGrants panel")
    phone = join(room)
    room.start("relationships")
    for page in ("", "review"):
        text = words(phone.get(f"/w/{room.workshop.code}/{page}", follow_redirects=True))
        assert "On the list already: 2 Forum Council and VCS Grants panel" in text
    room.close()
    assert "On the list already: 2" in words(phone.get(f"/w/{room.workshop.code}/"))
    room.start("evaluate")
    assert "On the list already" not in words(phone.get(f"/w/{room.workshop.code}/", follow_redirects=True))


def test_a_body_that_is_too_large_is_refused(rating, join):
    phone = join(rating)
    phone.get(path(rating))
    answer = phone.client.post(path(rating), data={"csrf_token": phone.token, "q_now": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "too long" in words(answer)


def test_the_cookie_is_out_of_scripts_reach(app, rating):
    phone = Visitor(app)
    phone.get(f"/j/{rating.workshop.code}")
    answer = phone.post(f"/j/{rating.workshop.code}", sector="vcs")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("workshop-"))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert answer.headers["Cache-Control"] == "no-store"
