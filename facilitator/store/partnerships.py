"""Stores what belongs to a partnership: partners, shared relationships and the next date."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select, update

from facilitator.domain.partners import Partner, PartnerSector, SizeBand
from facilitator.domain.relationships import Relationship
from facilitator.store.schema import entry, partner, partnership, relationship, workshop


def put_next_date(connection: Connection, partnership_id: str, next_on: date | None) -> None:
    """Set when a partnership meets next."""
    connection.execute(update(partnership).where(partnership.c.id == partnership_id).values(next_on=next_on))


def list_partners(connection: Connection, partnership_id: str) -> list[Partner]:
    """Return the partners by name."""
    rows = connection.execute(
        select(partner).where(partner.c.partnership_id == partnership_id).order_by(partner.c.organisation)
    )
    return [
        Partner(row.id, row.organisation, PartnerSector(row.sector), SizeBand(row.size), row.missing)
        for row in rows
    ]


def put_partner(connection: Connection, partnership_id: str, new: Partner) -> None:
    """Store a partner, replacing one with the same id."""
    delete_partner(connection, partnership_id, new.id)
    connection.execute(
        insert(partner).values(
            id=new.id,
            partnership_id=partnership_id,
            organisation=new.organisation,
            sector=new.sector,
            size=new.size,
            missing=new.missing,
        )
    )


def delete_partner(connection: Connection, partnership_id: str, partner_id: str) -> None:
    """Remove a partner."""
    connection.execute(
        delete(partner).where(partner.c.id == partner_id, partner.c.partnership_id == partnership_id)
    )


def list_relationships(connection: Connection, partnership_id: str) -> list[Relationship]:
    """Return the relationships that a partnership's workshops share, in the order they were named."""
    rows = connection.execute(
        select(relationship)
        .where(relationship.c.partnership_id == partnership_id)
        .order_by(relationship.c.position, relationship.c.key)
    )
    return [Relationship(row.key, row.name, row.details, row.same_as) for row in rows]


def put_relationships(connection: Connection, partnership_id: str, new: Sequence[Relationship]) -> None:
    """Add relationships at the end."""
    last = connection.execute(
        select(func.max(relationship.c.position)).where(relationship.c.partnership_id == partnership_id)
    ).scalar()
    for number, each in enumerate(new, start=(last or 0) + 1):
        connection.execute(
            insert(relationship).values(
                partnership_id=partnership_id,
                key=each.key,
                position=number,
                name=each.name,
                details=dict(each.details),
                same_as=each.same_as,
            )
        )


def delete_unused(connection: Connection, partnership_id: str, key: str) -> bool:
    """Remove a relationship that no workshop lists; False where one does."""
    used = (
        select(entry.c.id)
        .join(workshop, workshop.c.id == entry.c.workshop_id)
        .where(workshop.c.partnership_id == partnership_id, entry.c.key == key)
    )
    if connection.execute(used).first() is not None:
        return False
    mine = relationship.c.partnership_id == partnership_id
    connection.execute(update(relationship).where(mine, relationship.c.same_as == key).values(same_as=None))
    connection.execute(delete(relationship).where(mine, relationship.c.key == key))
    return True


def put_same_as(connection: Connection, partnership_id: str, key: str, same_as: str | None) -> None:
    """Say that a relationship is another one, or that it is not."""
    connection.execute(
        update(relationship)
        .where(relationship.c.partnership_id == partnership_id, relationship.c.key == key)
        .values(same_as=same_as)
    )
