"""The board shows what has been released, and nothing else."""

import json

import zxingcpp
from lxml import etree
from PIL import Image, ImageDraw

from facilitator.domain.direction import View
from facilitator.services import directing, lists, planning, rounds, workshops
from tests.web.conftest import words

ANSWERS = {"now": "partly", "importance": "essential"}


def rated(make_room, **people):
    room = make_room()
    room.join(**people)
    room.start("principles")
    for voter in room.voters:
        room.cast(voter, time=ANSWERS)
    return room


def test_the_lobby_shows_code_address_and_heads(visitor, make_room):
    room = make_room()
    room.join(officer=3, vcs=2)
    page = words(visitor.get(f"/b/{room.workshop.code}/"))
    code = room.workshop.code
    assert f"{code[:3]}-{code[3:]}" in page
    assert "3 Council officers" in page
    assert "2 VCS" in page


def test_a_workshop_that_is_deleted_while_a_page_is_made_is_told_in_words(visitor, make_room, monkeypatch):
    code = make_room().workshop.code

    def gone(_installation, workshop_id):
        raise workshops.UnknownWorkshop(workshop_id)

    monkeypatch.setattr(workshops, "get_revision", gone)
    answer = visitor.get(f"/b/{code}/panel")
    assert (answer.status_code, "There is nothing here" in words(answer)) == (404, True)
    assert visitor.get(f"/b/{code}/events").text.endswith("event: gone\ndata: gone\n\n")


def test_while_a_round_is_open_only_the_count_changes(visitor, make_room):
    room = rated(make_room, officer=12)
    code = room.workshop.code
    before = visitor.get(f"/b/{code}/panel").text, visitor.get(f"/b/{code}/results.json").text
    assert "12 of 12 answered" in words(visitor.get(f"/b/{code}/panel"))
    room.cast(room.voters[0], time={"now": "fully"})
    room.cast(room.voters[0], capacity={"now": "fully"})
    assert (visitor.get(f"/b/{code}/panel").text, visitor.get(f"/b/{code}/results.json").text) == before
    assert json.loads(before[1])["results"] == []


def test_results_come_with_the_reveal_and_equal_the_json_twin(visitor, make_room):
    room = rated(make_room, officer=12, vcs=11)
    code = room.workshop.code
    room.close()
    assert "The results come in a moment" in words(visitor.get(f"/b/{code}/"))
    room.reveal()
    page = visitor.get(f"/b/{code}/")
    assert f'type="application/json" href="/b/{code[:3]}-{code[3:]}/results.json"' in page.text
    rows = visitor.get(f"/b/{code}/results.json").json["results"]
    row = next(r for r in rows if r["item"]["key"] == "time" and r["criterion"] == "importance")
    assert row["room"]["n"] == 23
    assert row["room"]["counts"]["essential"] == 23
    assert row["room"]["agreement"] == 100
    assert "mean 5.0, middle 5, n 23" in words(page)


def test_withheld_figures_explain_themselves(visitor, make_room):
    room = rated(make_room, officer=12, vcs=3)
    room.close()
    room.reveal()
    code = room.workshop.code
    row = visitor.get(f"/b/{code}/results.json").json["results"][0]
    assert row["groups"]["vcs"] == {"withheld": "too_few_answers"}
    assert "not shown, to protect groups under 5" in words(visitor.get(f"/b/{code}/"))


def test_the_qr_code_leads_to_the_join_page(visitor, make_room, installation, tmp_path):
    room = make_room()
    svg = etree.fromstring(visitor.get(f"/b/{room.workshop.code}/qr.svg").data)
    size = float(svg.get("viewBox").split()[2])
    picture = Image.new("L", (400, 400), 255)
    draw, scale = ImageDraw.Draw(picture), 400 / size
    for part in svg.find("{*}path").get("d").split("M")[1:]:
        x, y = (float(v) for v in part.split("H")[0].split(","))
        draw.rectangle([x * scale, y * scale, (x + 1) * scale - 1, (y + 1) * scale - 1], fill=0)
    found = zxingcpp.read_barcodes(picture)
    code = room.workshop.code
    assert [f.text for f in found] == [f"{installation.settings.public_url}/j/{code[:3]}-{code[3:]}"]


def test_the_address_never_comes_from_the_host_header(visitor, make_room):
    room = make_room()
    page = visitor.get(f"/b/{room.workshop.code}/", headers={"Host": "evil.example"})
    assert "evil.example" not in page.text


def test_a_blank_board_shows_nothing_and_comes_back(visitor, make_room, installation):
    room = make_room()
    directing.set_blank(installation, room.id, True)
    assert words(visitor.get(f"/b/{room.workshop.code}/panel")) == "The board is blank"
    directing.set_blank(installation, room.id, False)
    assert "Join the workshop" in words(visitor.get(f"/b/{room.workshop.code}/panel"))


def test_every_part_of_a_step_can_be_looked_at(visitor, make_room, installation):
    room = make_room()
    voters = room.join(officer=6, vcs=6)
    room.start("evaluate")
    for voter in voters:
        for item in room.round.items:
            room.cast(
                voter, **{item: {"types": ["shaping"], "strategic": "strategic", "why": "<b>Because</b>"}}
            )
    room.close()
    room.reveal()
    lists.show_waiting(installation, room.id, "evaluate")
    code = room.workshop.code
    assert "On 3 of 3, 100% say Shaping" in words(visitor.get(f"/b/{code}/panel"))
    assert "100% say Yes" in words(visitor.get(f"/b/{code}/panel?step=evaluate&part=strategic"))
    why = visitor.get(f"/b/{code}/panel?step=evaluate&part=why")
    assert "&lt;b&gt;Because" in why.text
    directing.show_view(installation, room.workshop, View("strategic"))
    assert "100% say Yes" in words(visitor.get(f"/b/{code}/panel"))


def test_the_stream_wakes_up_and_carries_the_revision(app, visitor, make_room, installation):
    room = make_room()
    code = room.workshop.code
    stream = visitor.client.get(f"/b/{code}/events", buffered=False).response
    first = [next(stream).decode() for _ in range(2)]
    assert first[0].startswith("retry: ")
    assert first[1].startswith(f"id: {room.workshop.revision}.")
    rounds_before = room.workshop.revision
    workshops.go_to(installation, room.id)
    assert next(stream).decode().startswith(f"id: {room.workshop.revision}.")
    assert room.workshop.revision > rounds_before
    stream.close()


def test_the_panel_is_the_same_fragment_that_the_page_includes(visitor, make_room):
    room = make_room()
    code = room.workshop.code
    panel = visitor.get(f"/b/{code}/panel").text.strip()
    assert panel in visitor.get(f"/b/{code}/").text


def test_an_unreleased_round_is_not_in_any_address(visitor, make_room, installation):
    room = rated(make_room, officer=12)
    room.close()
    rounds_now = rounds.count_answered(installation, room.round)
    assert rounds_now == 12
    code = room.workshop.code
    for address in (f"/b/{code}/panel?step=principles", f"/b/{code}/?step=principles&part=scales"):
        assert "mean" not in words(visitor.get(address))


def test_before_and_after_is_told_drawn_and_tabled(visitor, make_room, installation):
    room = rated(make_room, officer=12)
    room.close()
    room.reveal()
    rounds.open_round(installation, room.id, ["time"])
    for voter in room.voters[:6]:
        room.cast(voter, time={"now": "fully", "importance": "essential"})
    for voter in room.voters[6:]:
        room.cast(voter, time={"now": "partly", "importance": "essential"})
    room.close()
    room.reveal()
    page = visitor.get(f"/b/{room.workshop.code}/panel")
    assert "After talking, the room is further apart on Time" in words(page)
    assert "Time Now 6 6 0" in words(page)
    assert "Before and after" in words(page)


def test_results_as_csv_are_the_released_figures_and_hold_no_formula(make_room, visitor):
    """The same figures as the JSON twin, in long form; a name like a formula is text."""
    import csv
    import io

    room = make_room('=HYPERLINK("http://evil")\nForum')
    room.join(officer=12)
    code = room.workshop.code
    assert len(visitor.get(f"/b/{code}/results.csv").text.splitlines()) == 1
    room.start("map")
    for voter in room.voters:
        for item in room.round.items:
            room.cast(voter, **{item: {"proactive_reactive": room_answer(room)}})
    assert len(visitor.get(f"/b/{code}/results.csv").text.splitlines()) == 1  # nothing before the reveal
    room.close()
    room.reveal()
    answer = visitor.get(f"/b/{code}/results.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    document = visitor.get(f"/b/{code}/results.json").json
    means = {(r["item"]["key"], r["criterion"]): r["room"].get("mean") for r in document["results"]}
    shown = [r for r in rows if (r["group"], r["measure"]) == ("room", "mean")]
    assert shown
    assert all(float(r["value"]) == means[r["item_key"], r["criterion"]] for r in shown)
    assert {r["item"] for r in rows} == {'\'=HYPERLINK("http://evil")', "Forum"}


def room_answer(room) -> str:
    return room.workshop.framework.get_criterion("proactive_reactive").option_keys[2]


def test_a_workshop_that_ended_shows_what_came_of_it_and_leads_on(visitor, make_room, installation):
    room = rated(make_room, officer=12, vcs=11)
    room.close()
    room.reveal()
    planning.add_action(installation, room.id, "Publish decisions")
    workshops.end_workshop(installation, room.id)
    code = room.workshop.code
    page = visitor.get(f"/b/{code}/")
    assert "Thank you. The workshop has ended" in words(page)
    assert "Publish decisions" in words(page)
    shown = page.text.split('<details class="menu')[0]
    assert f'href="/b/{code[:3]}-{code[3:]}/summary"' in shown
    assert f'href="/b/{code[:3]}-{code[3:]}/?step=plan"' in shown
    assert page.text.count("<h1") == 1
    assert "mean 5.0" in words(visitor.get(f"/b/{code}/panel?step=principles"))
    directing.show_view(installation, room.workshop, View("bars"), "principles")
    assert "mean 5.0" in words(visitor.get(f"/b/{code}/panel"))


def test_without_a_plan_the_end_says_what_the_room_said(visitor, make_room, installation):
    room = rated(make_room, officer=12)
    room.close()
    room.reveal()
    workshops.end_workshop(installation, room.id)
    page = words(visitor.get(f"/b/{room.workshop.code}/panel"))
    assert "What we said Principles" in page
    assert "Joint action plan" not in page


def test_who_comes_late_finds_code_and_picture_until_the_room_is_locked(visitor, make_room, installation):
    room = rated(make_room, officer=12)
    code = room.workshop.code
    for address in (f"/b/{code}/panel", f"/b/{code}/panel?step=principles"):
        panel = visitor.get(address).text
        assert 'class="corner' in panel
        assert f"{code[:3]}-{code[3:]}/qr.svg" in panel
    workshops.set_room_locked(installation, room.id, True)
    for address in (f"/b/{code}/panel", f"/b/{code}/panel?step=principles"):
        panel = visitor.get(address).text
        assert "qr.svg" not in panel
        assert "Join:" not in panel
    room.close()
    workshops.go_to(installation, room.id, "lobby")
    locked = visitor.get(f"/b/{code}/panel").text
    assert "qr.svg" not in locked
    assert "locked the room" in locked
    workshops.set_room_locked(installation, room.id, False)
    assert "qr.svg" in visitor.get(f"/b/{code}/panel").text


def test_the_plan_says_what_agreed_means_and_which_side_holds_back(visitor, make_room, installation):
    room = make_room()
    room.join(officer=6, vcs=6, other=3)
    action = planning.add_action(installation, room.id, "Publish decisions")
    page = f"/b/{room.workshop.code}/panel?step=plan"
    assert "A side stands behind" not in words(visitor.get(page))
    room.start("plan")
    for voter in room.voters:
        room.cast(voter, **{action.id: {"fist_to_five": "one" if voter.sector == "vcs" else "five"}})
    room.close()
    assert "Not yet agreed" not in words(visitor.get(page))  # nothing before it is shown
    room.reveal()
    said = words(visitor.get(page))
    assert "Not yet agreed by VCS: what should change?" in said
    assert "its middle answer is “3 – Good enough: I can live with it” or more" in said


def test_a_side_too_small_to_be_shown_is_never_named_as_holding_back(visitor, make_room, installation):
    room = make_room()
    room.join(officer=6, vcs=4)
    action = planning.add_action(installation, room.id, "Publish decisions")
    room.start("plan")
    for voter in room.voters:
        room.cast(voter, **{action.id: {"fist_to_five": "zero"}})
    room.close()
    room.reveal()
    said = words(visitor.get(f"/b/{room.workshop.code}/panel?step=plan"))
    assert "Not yet agreed by Council: what should change?" in said
    assert "either side" not in said
    assert "by VCS" not in said
