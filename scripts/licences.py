"""Refuses dependencies whose licence would bind whoever installs the program: `make check` runs it offline."""

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

# As they are named in metadata; LGPL libraries are used as they are, through their interfaces.
GOOD = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|ISC|MPL|LGPL|Lesser|Unlicense|0BSD|Zope|ZPL|HPND|Unicode",
    re.I,
)


def closure(name: str, extras: tuple[str, ...], found: dict[str, Distribution]) -> None:
    """Collect a package and everything it needs here."""
    for text in distribution(name).requires or ():
        need = Requirement(text)
        wanted = any(need.marker.evaluate({"extra": e}) for e in (extras or ("",))) if need.marker else True
        if not wanted or need.name.lower() in found:
            continue
        try:
            found[need.name.lower()] = distribution(need.name)
        except PackageNotFoundError:
            continue  # an extra that is not installed here
        closure(need.name, tuple(need.extras), found)


def licence_of(package: Distribution) -> str:
    """Return what a package says of its licence."""
    data = package.metadata
    stated = [data.get("License-Expression") or "", (data.get("License") or "")[:200]]
    stated += [
        c.rsplit("::", 1)[1].strip() for c in data.get_all("Classifier") or () if c.startswith("License")
    ]
    if not any(stated):
        texts = [f.read_text() for f in package.files or () if f.name.upper().startswith("LICEN")]
        stated = ["MIT" for text in texts if "Permission is hereby granted, free of charge" in text]
    return "; ".join(s.strip() for s in stated if s.strip()) or "none stated"


def main() -> None:
    found: dict[str, Distribution] = {}
    closure("facilitator", ("postgres", "redis", ""), found)
    bad = {name: licence_of(p) for name, p in sorted(found.items()) if not GOOD.search(licence_of(p))}
    for name, licence in bad.items():
        print(f"{name}: {licence}")
    print(f"{len(found)} packages looked at, {len(bad)} with a licence to think about.")
    sys.exit(bool(bad))


main()
