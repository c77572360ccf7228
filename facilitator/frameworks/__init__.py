"""Built-in frameworks, as data files."""

from importlib.resources import files

from facilitator.domain.framework import Framework
from facilitator.domain.framework_file import parse_framework

BUILT_IN = ("council-vcs",)
TRANSLATED = ("cy",)


def read_built_in(name: str) -> str:
    """Return the text of a built-in framework file with its translations; raise KeyError for another."""
    if name not in BUILT_IN:
        raise KeyError(name)
    parts = [f"{name}.toml", *(f"{name}.{language}.toml" for language in TRANSLATED)]
    return "".join(files(__name__).joinpath(part).read_text(encoding="utf-8") for part in parts)


def get_built_in(name: str) -> Framework:
    """Return a built-in framework; raise KeyError where there is none."""
    return parse_framework(read_built_in(name))
