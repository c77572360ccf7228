"""Built-in frameworks, as data files."""

from importlib.resources import files

from facilitator.domain.framework import Framework
from facilitator.domain.framework_file import parse_framework

BUILT_IN = ("council-vcs",)


def read_built_in(name: str) -> str:
    """Return the text of a built-in framework file; raise KeyError where there is none."""
    if name not in BUILT_IN:
        raise KeyError(name)
    return files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")


def get_built_in(name: str) -> Framework:
    """Return a built-in framework; raise KeyError where there is none."""
    return parse_framework(read_built_in(name))
