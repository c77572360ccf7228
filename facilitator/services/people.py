"""Lets several facilitators work in one partnership, and keeps what each of them changed."""

from datetime import timedelta

from facilitator.domain.workshop import Account, Change, Member, Partnership, Role, Workshop
from facilitator.services.accounts import EmailTaken, LinkUsed, link_hash, new_account, new_link_token
from facilitator.services.installation import Installation, new_id
from facilitator.store import accounts, members, workshops
from facilitator.store.accounts import Invitation

INVITATION_LASTS = timedelta(days=14)


class LastOwner(Exception):
    """A partnership keeps at least one owner."""


def find_role(installation: Installation, partnership_id: str, account_id: str) -> Role | None:
    """Return an account's role in a partnership, None where it has none."""
    with installation.database.read() as connection:
        return members.find_role(connection, partnership_id, account_id)


def list_members(installation: Installation, partnership: Partnership) -> list[Member]:
    """Return the accounts of a partnership by name."""
    with installation.database.read() as connection:
        return members.list_members(connection, partnership.id)


def count_invitations(installation: Installation, partnership: Partnership) -> int:
    """Return how many links into a partnership are still open."""
    with installation.database.read() as connection:
        return accounts.count_invitations(connection, partnership.id)


def invite(installation: Installation, partnership: Partnership, role: Role) -> str:
    """Return the path of a one-time link into a partnership, good for two weeks."""
    token = new_link_token()
    with installation.database.write() as connection:
        new = Invitation("join", installation.clock(), partnership.id, role)
        accounts.put_invitation(connection, link_hash(token), new)
    return f"/invitation/{token}"


def revoke_invitations(installation: Installation, partnership: Partnership) -> None:
    """Take back all open links into a partnership."""
    with installation.database.write() as connection:
        accounts.revoke_invitations(connection, partnership.id)


def find_invitation(installation: Installation, token: str) -> tuple[Partnership, Role] | None:
    """Return where a one-time link leads, and in which role; None where it is no good."""
    with installation.database.read() as connection:
        found = accounts.find_invitation(connection, link_hash(token))
        if found is None or found.partnership_id is None or found.role is None:
            return None
        if installation.clock() - found.created_at > INVITATION_LASTS:
            return None
        return workshops.get_partnership(connection, found.partnership_id), found.role


def accept(installation: Installation, token: str, account: Account) -> Partnership:
    """Let an account into a partnership with a one-time link, which is burnt; raise LinkUsed.

    Somebody who is in already keeps the higher role.
    """
    found = find_invitation(installation, token)
    if found is None:
        raise LinkUsed
    partnership, role = found
    order = list(Role)
    with installation.database.write() as connection:
        if not accounts.use_invitation(connection, link_hash(token)):
            raise LinkUsed
        held = members.find_role(connection, partnership.id, account.id)
        if held is None or order.index(role) < order.index(held):
            members.put_member(connection, partnership.id, account.id, role)
    return partnership


def accept_as_newcomer(
    installation: Installation, token: str, name: str, email: str, password: str
) -> Account:
    """Create an account with a link into a partnership; raise LinkUsed or EmailTaken."""
    if find_invitation(installation, token) is None:
        raise LinkUsed
    account = new_account(name, email, password)
    with installation.database.write() as connection:
        if accounts.find_account_by_email(connection, account.email):
            raise EmailTaken
        accounts.put_account(connection, account, installation.clock())
    accept(installation, token, account)
    return account


def change_role(
    installation: Installation, partnership: Partnership, account_id: str, role: Role | None
) -> None:
    """Change a member's role, or let them out (None); raise LastOwner, or KeyError for a stranger."""
    with installation.database.write() as connection:
        found = {
            member.account_id: member.role for member in members.list_members(connection, partnership.id)
        }
        owners = [key for key, held in found.items() if held is Role.OWNER]
        if owners == [account_id] and role is not Role.OWNER:
            raise LastOwner
        if found[account_id] and role is None:
            members.remove_member(connection, partnership.id, account_id)
        elif role is not None:
            members.put_member(connection, partnership.id, account_id, role)


def note_change(
    installation: Installation, workshop: Workshop, account: Account, what: str, detail: str
) -> None:
    """Write down what a facilitator changed; a workshop that is gone takes its history along."""
    made = Change(installation.clock(), account.name, what[:60], detail[:200])
    with installation.database.write() as connection:
        try:
            workshops.get_workshop(connection, workshop.id)
        except workshops.UnknownWorkshop:
            return
        members.put_change(connection, new_id(), workshop.id, made)


def list_changes(installation: Installation, workshop: Workshop) -> list[Change]:
    """Return what facilitators changed in a workshop, the newest first."""
    with installation.database.read() as connection:
        return members.list_changes(connection, workshop.id)
