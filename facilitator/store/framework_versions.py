"""Stores the frameworks that partnerships write, every version of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from facilitator.domain.framework import Framework
from facilitator.domain.framework_file import parse_framework
from facilitator.store.schema import framework_version, membership


@dataclass(frozen=True, slots=True)
class FrameworkVersion:
    """One version of a partnership's own framework, numbered from 1."""

    id: str
    partnership_id: str
    key: str
    number: int
    name: str
    source: str

    @property
    def framework(self) -> Framework:
        """The framework this version is."""
        return parse_framework(self.source)


def put_version(connection: Connection, new: FrameworkVersion, now: datetime) -> None:
    """Store a version."""
    connection.execute(
        insert(framework_version).values(
            id=new.id,
            partnership_id=new.partnership_id,
            key=new.key,
            number=new.number,
            name=new.name,
            source=new.source,
            created_at=now,
        )
    )


def last_number(connection: Connection, partnership_id: str, key: str) -> int:
    """Return the number of a framework's newest version, 0 where there is none."""
    found = connection.execute(
        select(func.max(framework_version.c.number)).where(
            framework_version.c.partnership_id == partnership_id, framework_version.c.key == key
        )
    ).scalar()
    return found or 0


def list_versions(connection: Connection, partnership_id: str) -> list[FrameworkVersion]:
    """Return all versions of a partnership's frameworks, by name, the newest first."""
    rows = connection.execute(
        select(framework_version)
        .where(framework_version.c.partnership_id == partnership_id)
        .order_by(framework_version.c.key, framework_version.c.number.desc())
    )
    return [_version(row) for row in rows]


def list_for_account(connection: Connection, account_id: str) -> list[FrameworkVersion]:
    """Return all versions of the frameworks of an account's partnerships."""
    rows = connection.execute(
        select(framework_version)
        .join(membership, membership.c.partnership_id == framework_version.c.partnership_id)
        .where(membership.c.account_id == account_id)
        .order_by(framework_version.c.key, framework_version.c.number.desc())
    )
    return [_version(row) for row in rows]


def _version(row: Row[Any]) -> FrameworkVersion:
    return FrameworkVersion(row.id, row.partnership_id, row.key, row.number, row.name, row.source)
