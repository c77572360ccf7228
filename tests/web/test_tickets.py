"""With tickets each seat joins once, and nothing ties a ticket to who used it."""

import re
import sqlite3

import pytest

from facilitator.services import tickets, workshops
from tests.web.conftest import Visitor, words


@pytest.fixture
def room(make_room):
    made = make_room()
    rules = {"k": 5, "breakdown": made.workshop.breakdown, "tickets": True}
    workshops.change_rules(made.installation, made.id, **rules)
    return made


def join_with(app, room, ticket: str):
    phone = Visitor(app)
    phone.get(f"/j/{room.workshop.code}?ticket={ticket}")
    return phone, phone.post(f"/j/{room.workshop.code}", sector="vcs", ticket=ticket)


def test_a_ticket_lets_one_phone_in_once(app, room):
    ticket, other = tickets.make_tickets(room.installation, room.workshop, 2)
    phone, answer = join_with(app, room, ticket)
    assert answer.status_code == 302
    assert phone.get(f"/w/{room.workshop.code}/").status_code == 200
    _, again = join_with(app, room, ticket)
    assert again.status_code == 400
    assert "This ticket is wrong or has been used" in words(again)
    assert join_with(app, room, other)[1].status_code == 302
    assert tickets.count_left(room.installation, room.workshop) == 0


def test_looking_at_the_join_page_burns_no_ticket(app, room):
    (ticket,) = tickets.make_tickets(room.installation, room.workshop, 1)
    for _ in range(3):
        page = app.test_client().get(f"/j/{room.workshop.code}?ticket={ticket}")
        assert f'value="{ticket}"' in page.text
    assert tickets.count_left(room.installation, room.workshop) == 1
    assert join_with(app, room, ticket.lower()[:5] + "-" + ticket.lower()[5:])[1].status_code == 302


@pytest.mark.sqlite
def test_a_used_ticket_leaves_nothing_behind(app, room):
    (ticket,) = tickets.make_tickets(room.installation, room.workshop, 1)
    join_with(app, room, ticket)
    connection = sqlite3.connect(room.installation.settings.data / "facilitator.sqlite3")
    assert connection.execute("SELECT count(*) FROM ticket").fetchone() == (0,)
    assert connection.execute("SELECT count(*) FROM participant").fetchone() == (1,)
    names = {row[1] for row in connection.execute("PRAGMA table_info(participant)")}
    connection.close()
    assert names == {"workshop_id", "token_hash", "sector"}


def test_a_failed_join_keeps_the_ticket(app, room):
    (ticket,) = tickets.make_tickets(room.installation, room.workshop, 1)
    phone = Visitor(app)
    phone.get(f"/j/{room.workshop.code}")
    assert phone.post(f"/j/{room.workshop.code}", sector="nobody", ticket=ticket).status_code == 400
    assert tickets.count_left(room.installation, room.workshop) == 1


def test_another_workshops_ticket_does_not_count(app, room, make_room):
    (ticket,) = tickets.make_tickets(room.installation, make_room().workshop, 1)
    assert join_with(app, room, ticket)[1].status_code == 400


def test_wrong_tickets_lock_nobody_out(app, room):
    """A ticket has 47 random bits: guessing needs no brake, and a room shares one address."""
    (ticket,) = tickets.make_tickets(room.installation, room.workshop, 1)
    assert {join_with(app, room, "WRONG")[1].status_code for _ in range(31)} == {400}
    assert join_with(app, room, ticket)[1].status_code == 302


def test_the_sheet_shows_each_ticket_once_with_its_code(host, room):
    page = host.get(f"/console/{room.workshop.code}/tickets")
    assert "0 tickets have not been used" in words(page)
    sheet = host.post(f"/console/{room.workshop.code}/tickets", number="3")
    assert sheet.status_code == 200
    assert sheet.text.count("<svg") == 3
    printed = set(re.findall(r"Ticket <b>([A-Z0-9-]+)</b>", sheet.text))
    assert len(printed) == 3
    assert tickets.count_left(room.installation, room.workshop) == 3
    assert host.post(f"/console/{room.workshop.code}/tickets", number="9999").status_code == 400
    host.post(f"/console/{room.workshop.code}/tickets/withdraw")
    assert tickets.count_left(room.installation, room.workshop) == 0


def test_rules_freeze_with_the_first_person_who_joins(host, make_room):
    room = make_room()
    path = f"/console/{room.workshop.code}/rules"
    host.get(path)
    host.post(path, k="7", breakdown="side", tickets="no")
    assert (room.workshop.k, room.workshop.breakdown.value) == (7, "side")
    assert host.post(path, k="2", breakdown="side", tickets="no").status_code == 400
    room.join(vcs=1)
    answer = host.post(path, k="3", breakdown="sector", tickets="yes", follow=True)
    assert "somebody has joined" in words(answer)
    assert (room.workshop.k, room.workshop.breakdown.value, room.workshop.tickets) == (7, "side", False)
    with pytest.raises(workshops.RulesFrozen):
        workshops.change_rules(
            room.installation, room.id, k=3, breakdown=room.workshop.breakdown, tickets=True
        )


def test_a_phone_that_scans_again_goes_on_where_it_was(app, room):
    (ticket,) = tickets.make_tickets(room.installation, room.workshop, 1)
    phone, _ = join_with(app, room, ticket)
    again = phone.get(f"/j/{room.workshop.code}?ticket={ticket}")
    assert again.status_code == 302
    assert f"/w/{room.workshop.code[:3]}" in again.location


def test_strangers_make_no_tickets(visitor, room):
    assert visitor.get(f"/console/{room.workshop.code}/tickets").status_code == 302
    assert visitor.get(f"/console/{room.workshop.code}/rules").status_code == 302
