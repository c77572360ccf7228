"""The addresses of all pages there are, with a room's own values in them."""

import re
from collections.abc import Iterator, Mapping

# What is no page: streams, pictures and files.
NO_PAGES = ("static", "board.follow", "directing.download_slide", "board.show_qr")


def list_addresses(app, room, values: Mapping[str, str], audience: str = "") -> Iterator[str]:
    """Yield the address of every page for an audience, by default for all; step by step where it has one.

    ``values`` fill what stands in an address beside code and step; what is not named becomes "x1".
    """
    known = {"code": room.workshop.code} | dict(values)
    for rule in app.url_map.iter_rules():
        its_audience = getattr(app.view_functions[rule.endpoint], "audience", "")
        if "GET" not in rule.methods or rule.endpoint in NO_PAGES or audience not in ("", its_audience):
            continue
        for step in room.workshop.framework.steps if "step" in rule.arguments else [None]:
            filled = known | ({"step": step.key} if step else {})
            yield re.sub(r"<(?:\w+:)?(\w+)>", lambda m, f=filled: f.get(m.group(1), "x1"), str(rule))
