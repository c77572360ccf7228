"""Keeps the frameworks that partnerships write; workshops hold their own copy of what they started with."""

from collections.abc import Sequence

from facilitator.domain.framework import Framework
from facilitator.domain.framework_file import parse_framework
from facilitator.domain.framework_text import read_data, write_data
from facilitator.domain.keys import key_of
from facilitator.domain.statements import statements_framework
from facilitator.domain.workshop import Partnership
from facilitator.services.installation import Installation, new_id
from facilitator.store import framework_versions
from facilitator.store.framework_versions import FrameworkVersion

__all__ = ["Framework", "FrameworkVersion"]


def list_versions(installation: Installation, partnership: Partnership) -> list[FrameworkVersion]:
    """Return all versions of a partnership's frameworks, the newest of each first."""
    with installation.database.read() as connection:
        return framework_versions.list_versions(connection, partnership.id)


def list_own(installation: Installation, account_id: str) -> list[FrameworkVersion]:
    """Return the newest version of every framework of an account's partnerships."""
    with installation.database.read() as connection:
        found = framework_versions.list_for_account(connection, account_id)
    newest: dict[tuple[str, str], FrameworkVersion] = {}
    for version in found:
        newest.setdefault((version.partnership_id, version.key), version)
    return list(newest.values())


def find_version(
    installation: Installation, partnership: Partnership, version_id: str
) -> FrameworkVersion | None:
    """Return a version of a partnership's frameworks."""
    return next((v for v in list_versions(installation, partnership) if v.id == version_id), None)


def save_version(installation: Installation, partnership: Partnership, source: str) -> FrameworkVersion:
    """Store a framework file as the next version of the framework with its key; raise FrameworkError.

    The file's own ``version`` becomes the version's number, so that results name it.
    """
    framework = parse_framework(source)
    with installation.database.write() as connection:
        number = framework_versions.last_number(connection, partnership.id, framework.key) + 1
        if framework.version != str(number):
            data = read_data(source)
            source = write_data({**data, "version": str(number)})
            parse_framework(source)
        new = FrameworkVersion(new_id(), partnership.id, framework.key, number, framework.name, source)
        framework_versions.put_version(connection, new, installation.clock())
    return new


def save_statements(
    installation: Installation,
    partnership: Partnership,
    name: str,
    statements: str,
    answers: Sequence[str],
    sectors: Sequence[str],
    outside: Sequence[str] = (),
) -> FrameworkVersion:
    """Make a framework of pasted statements, in one step; raise FrameworkError."""
    data = read_data(statements_framework(statements, answers, sectors, name, outside))
    return save_version(installation, partnership, write_data({**data, "key": key_of(name) or "statements"}))
