"""Directing the board from the console, and looking on one's own."""

from facilitator.services import directing, lists, results
from tests.web.conftest import words


def rated(make_room, **people):
    room = make_room()
    room.join(**people)
    room.start("principles")
    for n, voter in enumerate(room.voters):
        room.cast(voter, time={"now": ("partly", "fully")[n % 2], "importance": "essential"})
        room.cast(voter, capacity={"now": "a_little", "importance": "very"})
    room.close()
    room.reveal()
    return room


def test_the_board_shows_what_the_console_says(host, visitor, make_room):
    room = rated(make_room, officer=12, vcs=12)
    code = room.workshop.code
    host.get(f"/console/{code}/")
    assert host.post(f"/console/{code}/direct", what="view", picture="principles talk").status_code == 303
    assert "Talk about this next" in words(visitor.get(f"/b/{code}/panel"))
    host.post(
        f"/console/{code}/direct",
        what="view",
        picture="principles bars",
        x="importance",
        item="time",
        sort="gap",
    )
    panel = visitor.get(f"/b/{code}/panel")
    assert "Essential" in words(panel)
    assert 'class="c-ink faint"' in panel.text
    host.post(f"/console/{code}/direct", what="follow")
    assert 'class="c-ink faint"' not in visitor.get(f"/b/{code}/panel").text


def test_the_console_says_what_the_board_shows(host, make_room):
    room = rated(make_room, officer=12, vcs=12)
    code = room.workshop.code
    host.get(f"/console/{code}/")
    host.post(f"/console/{code}/direct", what="view", picture="principles positions")
    page = host.get(f"/console/{code}/").text
    assert 'value="principles positions" aria-current="true"' in page
    assert 'name="y"' in page


def test_who_browses_is_not_moved_by_the_facilitator(visitor, make_room, installation):
    room = rated(make_room, officer=12, vcs=12)
    own = f"/b/{room.workshop.code}/panel?step=principles&part=bars"
    before = visitor.get(own).text
    directing.set_blank(installation, room.id, True)
    assert visitor.get(own).text == before
    assert words(visitor.get(f"/b/{room.workshop.code}/panel")) == "The board is blank"


def test_nonsense_in_an_address_shows_the_first_picture(visitor, make_room):
    room = rated(make_room, officer=12, vcs=12)
    code = room.workshop.code
    plain = words(visitor.get(f"/b/{code}/panel?step=principles"))
    assert words(visitor.get(f"/b/{code}/panel?step=principles&part=?&x=%00&y=..&sort=up&item=q")) == plain
    assert visitor.get(f"/b/{code}/panel?step=nowhere").status_code == 200


def test_wrong_directions_are_refused(host, make_room):
    room = rated(make_room, officer=12)
    code = room.workshop.code
    host.get(f"/console/{code}/")
    assert host.post(f"/console/{code}/direct", what="nonsense").status_code == 400
    assert host.post(f"/console/{code}/direct", what="view", picture="nowhere bars").status_code == 400


def test_only_those_who_run_it_direct_and_take_pictures(visitor, make_room):
    room = rated(make_room, officer=12)
    code = room.workshop.code
    for path in (f"/console/{code}/pictures", f"/console/{code}/pictures/principles.png"):
        assert "/sign-in" in visitor.get(path).location
    assert "/sign-in" in visitor.post(f"/console/{code}/direct", what="blank", on="yes").location
    assert not room.workshop.blank


def test_a_direction_needs_the_form_token(host, make_room):
    room = make_room()
    answer = host.client.post(f"/console/{room.workshop.code}/direct", data={"what": "blank", "on": "yes"})
    assert answer.status_code == 400
    assert not room.workshop.blank


def test_pictures_for_slides_are_listed_and_come_as_png(host, make_room):
    room = rated(make_room, officer=12, vcs=12)
    code = room.workshop.code
    assert "Talk about this next" in words(host.get(f"/console/{code}/pictures"))
    answer = host.get(f"/console/{code}/pictures/principles.png?part=talk")
    assert answer.mimetype == "image/png"
    assert f"{code}-principles-talk.png" in answer.headers["Content-Disposition"]
    assert host.get(f"/console/{code}/pictures/map.png").status_code == 404


def test_the_summary_holds_every_finding_and_the_plan(host, visitor, make_room):
    room = rated(make_room, officer=12, vcs=12)
    code = room.workshop.code
    host.get(f"/console/{code}/plan")
    host.post(f"/console/{code}/plan", action="Publish decisions")
    page = visitor.get(f"/b/{code}/summary?paper=a3")
    assert "paper-a3" in page.text
    assert "Publish decisions" in words(page)
    assert page.text.count("<svg") == 2


def test_the_summary_waits_with_words_until_their_results_are_shown(visitor, make_room):
    room = make_room()
    room.join(officer=6)
    room.start("principles")
    for voter in room.voters:
        room.cast(voter, time={"now": "partly", "importance": "very"})
    room.close()
    room.reveal()
    room.start("strengths")
    (item, *_), (criterion, *_) = room.round.items, room.workshop.current_step.criteria
    for voter in room.voters:
        room.cast(voter, **{item: {criterion: "We know each other well"}})
    room.close()
    lists.show_waiting(room.installation, room.id, "strengths")
    summary = f"/b/{room.workshop.code}/summary"
    assert "We know each other well" not in words(visitor.get(summary))
    room.reveal()
    assert "We know each other well" in words(visitor.get(summary))


def test_an_empty_summary_says_what_will_stand_there(visitor, make_room):
    assert "as soon as the first results are shown" in words(
        visitor.get(f"/b/{make_room().workshop.code}/summary")
    )


def test_words_stand_under_the_headings_the_facilitator_gives(host, visitor, make_room, installation):
    room = make_room()
    voters = room.join(officer=6, vcs=6)
    room.start("strengths")
    for n, voter in enumerate(voters):
        room.cast(voter, strengths={"strengths": f"Strength {n}"})
    room.close()
    room.reveal()
    lists.show_waiting(installation, room.id, "strengths")
    code = room.workshop.code
    path = f"/console/{code}/cards/strengths"
    found = {c.text: c.id for c in results.shown_words(installation, room.workshop)}
    host.get(path)
    wanted = {f"h-{found['Strength 1']}": "People", f"h-{found['Strength 4']}": " People "}
    assert "under these headings" in words(host.post(path, follow=True, **wanted))
    board = words(visitor.get(f"/b/{code}/panel"))
    people, rest = board.split("People 2", 1)[1].split("Strength 0", 1)[0], board
    assert "Strength 1" in people
    assert "Strength 4" in people
    assert "Strength 7" in rest
    too_long = host.post(path, **{f"h-{found['Strength 1']}": "x" * 61})
    assert too_long.status_code == 400
    assert "60 characters" in words(too_long)
    assert host.get(f"/console/{code}/cards/nowhere").status_code == 404
    assert "/sign-in" in visitor.get(path).location


def test_hidden_words_cannot_be_grouped_into_sight(host, make_room, installation):
    room = make_room()
    room.start("strengths")
    for voter in room.join(officer=6):
        room.cast(voter, strengths={"strengths": "Secret"})
    room.close()
    room.reveal()
    word = lists.list_contributions(installation, room.workshop)[0]
    host.get(f"/console/{room.workshop.code}/cards/strengths")
    host.post(f"/console/{room.workshop.code}/cards/strengths", **{f"h-{word.id}": "Shown?"})
    assert all(not c.heading for c in lists.list_contributions(installation, room.workshop))
