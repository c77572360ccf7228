"""The pages of a partnership: partners, workshops compared, sittings added up, pre-work."""

import html
import io
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from facilitator.domain.workshop import Breakdown, Mode, Pace, Role
from facilitator.services import (
    joining,
    lists,
    partnerships,
    people,
    planning,
    prework,
    rounds,
    voting,
    workshops,
)
from facilitator.services.voting import Voter
from facilitator.services.workshops import NewWorkshop
from tests.conftest import PASSWORD
from tests.web.conftest import Visitor, words

LOW, HIGH = {"now": "a_little", "importance": "very"}, {"now": "mostly", "importance": "very"}


@pytest.fixture
def partnership(installation, account):
    return workshops.create_partnership(installation, account.id, "Together", "Ambermouth")


@pytest.fixture
def hold(installation, account, framework, partnership):
    """Hold a workshop in which everybody rates one element alike."""

    def held(title, mode, people, answer, day=1, month=1):
        new = NewWorkshop(partnership.id, title, date(2027, month, day), mode, framework, 5, Breakdown.SIDE)
        made = workshops.create_workshop(
            installation, account.id, new, lists.read_lines("relationships", "Forum")
        )
        workshops.open_workshop(installation, made.id)
        voters = [
            Voter(joining.join(installation, made, sector), sector)
            for sector, number in people.items()
            for _ in range(number)
        ]
        workshops.go_to(installation, made.id, "principles")
        rounds.open_round(installation, made.id)
        now = workshops.get_workshop(installation, made.id)
        current = now.position(workshops.list_rounds(installation, now)).current_round
        for voter in voters:
            side = now.framework.get_sector(voter.sector).side
            voting.cast(installation, now, current, voter, {"time": answer.get(side, LOW)})
        rounds.close_round(installation, made.id)
        rounds.reveal(installation, made.id)
        return workshops.get_workshop(installation, made.id)

    return held


@pytest.fixture
def separate_and_joint(hold):
    return [
        hold("The sector", Mode.VCS, {"smaller": 8, "larger": 8}, {"vcs": LOW}),
        hold("The council", Mode.COUNCIL, {"children": 8, "place": 8}, {"council": HIGH}, 2),
        hold("All", Mode.JOINT, {"officer": 12, "vcs": 14}, {"council": HIGH, "vcs": HIGH}, 3, 3),
    ]


def query(found) -> str:
    return "&".join(f"w={w.code}" for w in found)


def test_partners_are_kept_changed_and_taken_off(host, installation, partnership):
    base = f"/console/partnerships/{partnership.id}"
    host.get(f"{base}/")
    fields = {"organisation": "Harbour  CVS", "sector": "vcs", "size": "small"}
    assert host.post(f"{base}/partners", **fields).status_code == 303
    refused = host.post(f"{base}/partners", **fields)
    assert refused.status_code == 400
    assert "on the list already" in words(refused)
    assert host.post(f"{base}/partners", organisation="", sector="vcs", size="small").status_code == 400
    host.post(f"{base}/partners", organisation="Youth voice", sector="vcs", size="micro", missing="y")
    page = words(host.get(f"{base}/"))
    assert "VCS 1 and 1 missing" in page
    kept = partnerships.read_overview(installation, partnership).partners
    assert [(p.organisation, p.missing) for p in kept] == [("Harbour CVS", False), ("Youth voice", True)]
    host.post(f"{base}/partners", id=kept[1].id, organisation="Youth voice", sector="vcs", size="micro")
    host.post(f"{base}/partners/{kept[0].id}/remove")
    kept = partnerships.read_overview(installation, partnership).partners
    assert [(p.organisation, p.missing) for p in kept] == [("Youth voice", False)]


def test_the_next_date_is_kept_and_shown(host, partnership):
    base = f"/console/partnerships/{partnership.id}"
    host.get(f"{base}/")
    assert host.post(f"{base}/next-date", next_on="32/13/2027").status_code == 400
    past = host.post(f"{base}/next-date", next_on="14/09/2020")
    assert past.status_code == 400
    assert "This day has passed" in words(past)
    assert "you meet next" not in words(host.get(f"{base}/"))
    for written in ("14/09/2099", "2099-09-14", "14 September 2099"):
        assert host.post(f"{base}/next-date", next_on=written).status_code == 303
        page = host.get(f"{base}/")
        assert "you meet next on 14 Sept 2099" in words(page)
        assert 'value="14/09/2099"' in page.text
        host.post(f"{base}/next-date", next_on="")
        assert "you meet next" not in words(host.get(f"{base}/"))


def test_a_day_agreed_stands_beside_the_next_workshop_until_it_has_passed(
    host, installation, account, framework, partnership
):
    base, clock = f"/console/partnerships/{partnership.id}", installation.clock
    today = clock().date()
    soon, later = today + timedelta(days=5), today + timedelta(days=60)
    new = NewWorkshop(partnership.id, "Soon", soon, Mode.JOINT, framework, 5, Breakdown.SIDE)
    made = workshops.create_workshop(installation, account.id, new, [])
    partnerships.set_next_date(installation, partnership, later)
    overview = partnerships.read_overview(installation, replace(partnership, next_on=later))
    assert (overview.next_workshop.id, overview.next_on) == (made.id, later)
    workshops.open_workshop(installation, made.id)
    workshops.end_workshop(installation, made.id)
    page = words(host.get(f"{base}/"))
    assert "next workshop" not in page
    assert f"you meet next on {later.day} " in page
    afterwards = replace(installation, clock=lambda: clock() + timedelta(days=61))
    gone = partnerships.read_overview(afterwards, replace(partnership, next_on=later))
    assert gone.next_on is None


def test_two_names_of_one_relationship_can_be_joined(host, installation, partnership, hold):
    one = hold("One", Mode.JOINT, {"vcs": 5}, {})
    lists_key = partnerships.list_relationships(installation, partnership)[0].key
    new = lists.read_lines("relationships", "The forum\nforum")
    with installation.database.write() as connection:
        shared = partnerships.with_shared_keys(connection, partnership.id, new)
    assert [e.key == lists_key for e in shared] == [False, True]
    base = f"/console/partnerships/{partnership.id}"
    host.get(f"{base}/")
    assert host.post(f"{base}/relationships/{shared[0].key}", same_as=lists_key).status_code == 303
    assert "The forum is the same as Forum" in words(host.get(f"{base}/"))
    assert host.post(f"{base}/relationships/nonsense", same_as=lists_key).status_code == 404
    host.post(f"{base}/relationships/{lists_key}", what="remove")
    assert "A workshop lists this relationship" in words(host.get(f"{base}/"))
    assert one.code in host.get(f"{base}/").text


def test_workshops_are_compared_on_page_board_and_as_data(host, visitor, installation, separate_and_joint):
    found = separate_and_joint
    planning.add_action(installation, found[2].id, "Share the calendar")
    base = f"/console/partnerships/{found[0].partnership.id}"
    page = host.get(f"{base}/compare?{query(found)}")
    told = words(page)
    assert "Council and VCS came closer on Time: from 2.0 points apart to 0.0" in told
    assert "Share the calendar" in told
    others = "&".join(f"w={w.code}" for w in found[:2])
    board = visitor.get(f"/b/{found[2].code}/compare?{others}&topic=principles.now")
    assert board.status_code == 200
    assert "Separately, Jan 27" in words(board)
    data = visitor.get(f"/b/{found[2].code}/comparison.json?{others}").json
    row = next(r for r in data["results"] if r["item"]["key"] == "time" and r["criterion"]["key"] == "now")
    assert row["workshops"][found[0].code]["sides"]["vcs"]["mean"] == 2
    assert row["workshops"][found[1].code]["room"]["n"] == 16
    assert set(row["workshops"][found[2].code]["sides"]) == {"council", "vcs", "other"}
    assert [each["actions"][0]["action"] for each in data["agreed"]] == ["Share the calendar"]


def test_a_change_of_nearly_the_same_people_is_not_worked_out(visitor, hold):
    one = hold("One", Mode.JOINT, {"officer": 12, "vcs": 14}, {})
    other = hold("Two", Mode.JOINT, {"officer": 12, "vcs": 15}, {"vcs": HIGH}, 5)
    board = words(visitor.get(f"/b/{one.code}/compare?w={other.code}&topic=principles.now"))
    assert "Council: +0.0" in board
    assert "VCS: not worked out, fewer than 5 came or went" in board


def test_only_workshops_of_one_partnership_whose_codes_one_knows_are_compared(
    host, visitor, make_room, separate_and_joint
):
    found = separate_and_joint
    elsewhere = make_room()
    code = elsewhere.workshop.code
    base = f"/console/partnerships/{found[0].partnership.id}"
    assert host.get(f"{base}/compare?{query(found)}&w={code}").status_code == 404
    assert host.get(f"{base}/compare?w={found[0].code}").status_code == 400
    assert visitor.get(f"/b/{found[0].code}/compare?w={code}").status_code == 404
    assert visitor.get(f"/b/{found[0].code}/compare?w=NOSUCH").status_code == 404
    assert visitor.get(f"/b/{found[0].code}/compare").status_code == 400
    assert visitor.get(f"/b/{code}/comparison.json?w={found[0].code}").status_code == 404


def test_sittings_of_one_mode_are_added_up(host, visitor, hold):
    found = [hold(f"No {n}", Mode.JOINT, {"officer": 12, "vcs": n}, {}, n) for n in (3, 14)]
    base = f"/console/partnerships/{found[0].partnership.id}"
    told = words(host.get(f"{base}/combine?{query(found)}"))
    assert "2 sittings as one result" in told
    assert "from 1 of 2" in told  # three people of the VCS stay hidden, and so does the council beside them
    data = visitor.get(f"/b/{found[0].code}/combined.json?w={found[1].code}").json
    row = next(r for r in data["results"] if r["item"]["key"] == "time" and r["criterion"]["key"] == "now")
    assert (row["room"]["n"], row["room"]["sittings"]) == (41, 2)
    assert (row["groups"]["vcs"]["n"], row["groups"]["vcs"]["sittings"]) == (14, 1)
    board = visitor.get(f"/b/{found[0].code}/combined?w={found[1].code}&step=principles")
    assert board.status_code == 200
    assert "2 sittings as one" in words(board)


def test_sittings_of_one_side_are_added_up_by_its_sectors(visitor, hold):
    found = [hold(f"No {n}", Mode.VCS, {"smaller": 11, "larger": 12}, {}, n) for n in (3, 14)]
    data = visitor.get(f"/b/{found[0].code}/combined.json?w={found[1].code}").json
    row = next(r for r in data["results"] if r["item"]["key"] == "time")
    assert {g: f.get("n") for g, f in row["groups"].items()} == {
        "led_by": None,
        "smaller": 22,
        "larger": 24,
    }


def test_other_modes_are_not_added_up(host, visitor, separate_and_joint):
    found = separate_and_joint
    base = f"/console/partnerships/{found[0].partnership.id}"
    assert host.get(f"{base}/combine?{query(found)}").status_code == 400
    assert visitor.get(f"/b/{found[0].code}/combined.json?w={found[1].code}").status_code == 400


def test_the_workbook_has_a_sheet_that_compares(host, separate_and_joint):
    found = separate_and_joint
    base = f"/console/partnerships/{found[0].partnership.id}"
    answer = host.get(f"{base}/comparison.xlsx?{query(found)}")
    sheet = load_workbook(io.BytesIO(answer.data))["Comparison"]
    heads = [cell.value for cell in sheet[4]]
    row = next(r for r in sheet.iter_rows(min_row=5, values_only=True) if r[:2] == ("Time", "Now"))
    assert row[heads.index("VCS alone, 01/01/2027")] == 2
    assert row[heads.index("Together, 03/03/2027: Council")] == 4
    assert row[heads.index("Together, 03/03/2027: Other partners")] == "not shown"


def test_the_workbook_has_a_sheet_that_adds_up_sittings_of_one_mode(host, hold, separate_and_joint):
    found = [hold(f"No {n}", Mode.JOINT, {"officer": 12, "vcs": n}, {"vcs": HIGH}, n) for n in (3, 14)]
    base = f"/console/partnerships/{found[0].partnership.id}"
    page = host.get(f"{base}/combine?{query(found)}").text
    link = html.unescape(re.search(r'href="([^"]+comparison\.xlsx[^"]*)"', page).group(1))
    book = load_workbook(io.BytesIO(host.get(link).data))
    sheet = book["Added up"]
    heads = [cell.value for cell in sheet[4]]
    row = next(r for r in sheet.iter_rows(min_row=5, values_only=True) if r[:2] == ("Time", "Now"))
    told = dict(zip(heads, row, strict=True))
    assert told["Everybody"] == pytest.approx((2 * 24 + 4 * 17) / 41, abs=0.01)
    assert told["Answers"] == "41, from 2 of 2"
    assert (told["VCS"], told["Answers: VCS"]) == (4, "14, from 1 of 2")
    assert told["Other partners"] == "not shown"
    assert told["Answers: Other partners"] is None
    assert "Several sittings added up" in [cell.value for cell in book["Cover"]["B"]]
    mixed = host.get(f"{base}/comparison.xlsx?{query(separate_and_joint)}")
    assert "Added up" not in load_workbook(io.BytesIO(mixed.data)).sheetnames


def test_strangers_see_no_partnership(visitor, app, installation, partnership):
    base = f"/console/partnerships/{partnership.id}"
    pages = ["/", "/compare", "/combine", "/comparison.xlsx", "/frameworks/"]
    assert {visitor.get(base + page).status_code for page in pages} == {302}
    assert visitor.post(f"{base}/partners", organisation="x").status_code == 302


def test_members_of_another_partnership_see_none_of_this_one(host, installation, partnership):
    with installation.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM membership")
    base = f"/console/partnerships/{partnership.id}"
    for page in ["/", "/compare", "/combine", "/comparison.xlsx", "/frameworks/"]:
        assert host.get(base + page).status_code == 404


def test_viewers_look_and_change_nothing(app, installation, partnership):
    token = people.invite(installation, partnership, Role.VIEWER).rsplit("/", 1)[1]
    people.accept_as_newcomer(installation, token, "Bea", "bea@example.org", PASSWORD)
    bea = Visitor(app)
    bea.get("/sign-in")
    bea.post("/sign-in", email="bea@example.org", password=PASSWORD)
    base = f"/console/partnerships/{partnership.id}"
    assert bea.get(f"{base}/").status_code == 200
    assert bea.post(f"{base}/partners", organisation="x", sector="vcs", size="small").status_code == 403
    assert bea.post(f"{base}/frameworks/copy/council-vcs").status_code == 403
    assert partnerships.read_overview(installation, partnership).partners == ()


@pytest.fixture
def prepared(installation, account, framework, partnership):
    new = NewWorkshop(
        partnership.id, "Before", date(2027, 2, 1), Mode.JOINT, framework, 5, Breakdown.SIDE, pace=Pace.SELF
    )
    return workshops.create_workshop(
        installation, account.id, new, lists.read_lines("relationships", "Forum\nHub")
    )


class PreworkRoom:
    def __init__(self, workshop):
        self.workshop = workshop


def test_prework_is_answered_in_any_order_and_released_once(host, visitor, join, installation, prepared):
    code = prepared.code
    page = host.get(f"/console/{code}/")
    assert page.status_code == 302
    assert page.location.endswith("/prework")
    host.get(page.location)
    host.post(f"/console/{code}/prework", move="open")
    room = PreworkRoom(prepared)
    phones = [join(room, sector) for sector in ["officer"] * 6 + ["vcs"] * 6]
    for phone in phones:
        here = phone.get(f"/w/{code}/", follow_redirects=True)
        assert "Answer in any order" in words(here)
        phone.get(f"/w/{code}/principles/time")
        sent = phone.post(f"/w/{code}/principles/time", q_now="partly", q_importance="very")
        assert sent.status_code == 302
        assert "/principles/" in sent.location
        key = lists.list_entries(installation, prepared)[0].key
        phone.get(f"/w/{code}/spatial/{key}")
        phone.post(f"/w/{code}/spatial/{key}", q_spatial_scale="neighbourhood")
        assert "1 of 2 answered" in words(phone.get(f"/w/{code}/steps"))
        assert "1 of 13 answered" in words(phone.get(f"/w/{code}/review?step=principles"))
    told = words(host.get(f"/console/{code}/prework"))
    assert "12 have joined" in told
    assert "Principles: 12 have answered" in told
    assert "not the facilitator, not the host" in told  # the reminder to copy
    assert visitor.get(f"/b/{code}/results.json").json["results"] == []
    host.post(f"/console/{code}/prework", move="close")
    released = visitor.get(f"/b/{code}/results.json").json["results"]
    assert {r["step"] for r in released if "n" in r["room"]} == {"principles", "spatial"}
    late = phones[0].post(f"/w/{code}/principles/time", q_now="fully")
    assert late.status_code == 409
    assert "Thank you" in words(phones[0].get(f"/w/{code}/", follow_redirects=True))
    assert "been done already" in words(host.post(f"/console/{code}/prework", move="close", follow=True))


@pytest.mark.parametrize("move", ["open_workshop", "open_round", "go_on", "close_round", "end"])
def test_nobody_leads_a_self_paced_workshop(host, installation, prepared, move):
    host.get(f"/console/{prepared.code}/prework")
    host.post(f"/console/{prepared.code}/prework", move="open")
    before = workshops.list_rounds(installation, prepared)
    host.post(f"/console/{prepared.code}/move", move=move)
    assert workshops.list_rounds(installation, prepared) == before


def test_prework_becomes_round_one_only_where_promise_and_people_are_the_same(
    host, installation, prepared, join, account, framework
):
    prework.open_prework(installation, prepared.id)
    key = prepared.code
    for phone in [join(PreworkRoom(prepared), "vcs") for _ in range(6)]:
        phone.get(f"/w/{key}/principles/time")
        phone.post(f"/w/{key}/principles/time", q_now="partly")
    prework.close_prework(installation, prepared.id)

    def meeting(**changes):
        given = {"mode": Mode.JOINT, "k": 5, "breakdown": Breakdown.SIDE} | changes
        new = NewWorkshop(prepared.partnership.id, "Meeting", date(2027, 2, 9), framework=framework, **given)
        return workshops.create_workshop(installation, account.id, new)

    for changes in ({"mode": Mode.VCS}, {"k": 3}, {"breakdown": Breakdown.SECTOR}):
        other = meeting(**changes)
        host.get(f"/console/{other.code}/take-prework")
        page = host.post(f"/console/{other.code}/take-prework", prework=key)
        assert "That pre-work" in words(page)
        assert workshops.list_rounds(installation, other) == []
    fits = meeting()
    host.get(f"/console/{fits.code}/take-prework")
    taken = host.post(f"/console/{fits.code}/take-prework", prework=key)
    assert taken.status_code == 303
    assert [e.name for e in lists.list_entries(installation, fits)] == ["Forum", "Hub"]
    host.get(f"/console/{fits.code}/")
    for move in ("open_workshop", "go_on"):
        host.post(f"/console/{fits.code}/move", move=move)
    workshops.go_to(installation, fits.id, "principles")
    host.post(f"/console/{fits.code}/move", move="open_round")
    found = [r for r in workshops.list_rounds(installation, fits) if r.step == "principles"]
    assert [(r.number, r.status.value) for r in found] == [(1, "revealed"), (2, "open")]
    again = host.post(f"/console/{fits.code}/take-prework", prework=key)
    assert "rated those steps already" in words(again)


def test_prework_belongs_to_its_participants_and_facilitators(visitor, join, installation, prepared):
    prework.open_prework(installation, prepared.id)
    code = prepared.code
    assert visitor.get(f"/w/{code}/steps").status_code == 302
    assert visitor.get(f"/console/{code}/prework").status_code == 302
    phone = join(PreworkRoom(prepared))
    assert phone.get(f"/w/{code}/steps").status_code == 200
    assert phone.post(f"/console/{code}/prework", move="close").status_code == 302
    assert workshops.get_workshop(installation, prepared.id).state == "open"
