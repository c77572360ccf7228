"""Writes a drawing as SVG, for a page (which colours it by class) or to stand alone."""

from html import escape

from markupsafe import Markup

from facilitator.charts.drawing import Box, Drawing, Mark, Oval, Sign, Text
from facilitator.charts.layout import WIDE, wrap
from facilitator.charts.palette import COLOURS

FONTS = "Liberation Sans, Arial, Helvetica, sans-serif"  # the first one comes with us (charts/fonts)


def to_svg(drawing: Drawing, label: str, key: str = "") -> Markup:
    """Return a drawing for a page; ``label`` is its text alternative, ``key`` makes its ids unique."""
    prefix = f"{key}-{drawing.name}" if key else drawing.name
    # A picture that is hardly higher than its screen shrinks to fit it; a long one would become illegible.
    look = "drawing drawing--fits" if drawing.height <= 1.2 * WIDE.height else "drawing"
    return Markup(  # noqa: S704 - every part is escaped below
        f'<svg id="{escape(prefix)}" class="{look}" viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}" preserveAspectRatio="xMinYMin"'
        f' role="img" aria-label="{escape(label)}">{_hatch(prefix)}{_body(drawing, prefix)}</svg>'
    )


def to_slide(drawing: Drawing, title: str, foot: str) -> str:
    """Return a drawing as a file of its own: its title above, ``foot`` below, on white."""
    margin, size = 60, 40
    lines = wrap(title, drawing.width, size, 3, bold=True)
    top = margin + size * 1.25 * len(lines) + 24
    height = top + drawing.height + 30 + 24 + margin
    width = drawing.width + 2 * margin
    words = "".join(
        _mark(Text(margin, margin + size * (0.9 + 1.25 * n), line, size, bold=True), "s")
        for n, line in enumerate(lines)
    )
    foot_text = _mark(Text(margin, height - margin, foot, WIDE.font, "quiet"), "s")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" width="{_n(width)}"'
        f' height="{_n(height)}" font-family="{FONTS}"><rect width="100%" height="100%" fill="#fff"/>'
        f'{_hatch("s")}{words}<g transform="translate({margin} {_n(top)})">{_body(drawing, "s")}</g>{foot_text}</svg>'
    )


def _hatch(prefix: str) -> str:
    return (
        f'<defs><pattern id="{escape(prefix)}-h" width="10" height="10" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect class="c-wash" fill="#eef1f2" width="10" height="10"></rect>'
        '<rect class="c-stripe" fill="#d3dadd" width="2.5" height="10"></rect></pattern></defs>'
    )


def _body(drawing: Drawing, prefix: str) -> str:
    return "".join(_mark(mark, prefix) for mark in drawing.marks)


def _mark(mark: Mark, prefix: str) -> str:
    if isinstance(mark, Text):
        return _text(mark, prefix)
    if isinstance(mark, Box):
        return _box(mark, prefix)
    if isinstance(mark, Sign):
        return _sign(mark, prefix)
    if isinstance(mark, Oval):
        return (
            f'<ellipse{_start(mark, prefix, "oval")} fill="#54636b" fill-opacity=".14" cx="{_n(mark.x)}"'
            f' cy="{_n(mark.y)}" rx="{_n(mark.rx)}" ry="{_n(mark.ry)}"></ellipse>'
        )
    dash = ' stroke-dasharray="5 6"' if mark.dashed else ""
    return (
        f'<line{_start(mark, prefix, "l-" + mark.look)} stroke="{COLOURS[mark.look]}" stroke-width="{_n(mark.width)}"'
        f'{dash} x1="{_n(mark.x1)}" y1="{_n(mark.y1)}" x2="{_n(mark.x2)}" y2="{_n(mark.y2)}"></line>'
    )


def _text(mark: Text, prefix: str) -> str:
    anchor = "" if mark.anchor == "start" else f' text-anchor="{mark.anchor}"'
    bold = ' font-weight="700"' if mark.bold else ""
    if mark.look == "halo":  # words that may cross a line stand on a rim of paper
        bold += ' stroke="#fff" stroke-width="5" stroke-linejoin="round" paint-order="stroke"'
    full = f"<title>{escape(mark.full)}</title>" if mark.full and mark.full != mark.words else ""
    return (
        f'<text{_start(mark, prefix, "c-" + mark.look)} fill="{COLOURS[mark.look]}"'
        f' transform="translate({_n(mark.x)} {_n(mark.y)})" font-size="{_n(mark.size)}"{anchor}{bold}>'
        f"{escape(mark.words)}{full}</text>"
    )


def _box(mark: Box, prefix: str) -> str:
    outline = ""
    if mark.outline:
        width, dash = {"strong": (4, ""), "dashed": (2, ' stroke-dasharray="8 8"')}.get(mark.outline, (1, ""))
        outline = f' stroke="#10181c" stroke-width="{width}"{dash}'
    if mark.look == "hatch":
        start = _start(mark, prefix, "hatch")
        fill = f"url(#{escape(prefix)}-h)"
    else:
        start, fill = _start(mark, prefix, "c-" + mark.look), COLOURS[mark.look]
    if mark.outline:
        start = start.replace('class="', f'class="o-{mark.outline} ', 1)
    return (
        f'<rect{start} fill="{fill}"{outline} x="{_n(mark.x)}" y="{_n(mark.y)}" width="{_n(mark.width)}"'
        f' height="{_n(mark.height)}"></rect>'
    )


def _sign(mark: Sign, prefix: str) -> str:
    r = mark.size
    colour = COLOURS[mark.look]
    hollow = mark.hollow or mark.look == "before"
    paint = (
        f' fill="#fff" stroke="{colour}" stroke-width="{_n(max(2, r / 3))}"'
        if hollow
        else f' fill="{colour}" stroke="#fff" stroke-width="1.5"'
    )
    kind = f"sign {'hollow' if hollow else 'solid'} {'l' if hollow else 'c'}-{mark.look}"
    start = f'{_start(mark, prefix, kind)}{paint} transform="translate({_n(mark.x)} {_n(mark.y)})"'
    if mark.look == "two":
        r *= 1.22
        return f'<path{start} d="M0 {_n(-r)}L{_n(r)} 0 0 {_n(r)} {_n(-r)} 0z"></path>'
    if mark.look == "other":
        return f'<path{start} d="M0 {_n(-r * 1.1)}L{_n(r * 1.15)} {_n(r * 0.9)}H{_n(-r * 1.15)}z"></path>'
    if mark.look == "room":
        return f'<rect{start} x="{_n(-r * 0.85)}" y="{_n(-r * 0.85)}" width="{_n(r * 1.7)}" height="{_n(r * 1.7)}"></rect>'
    return f'<circle{start} r="{_n(r)}"></circle>'


def _start(mark: Mark, prefix: str, classes: str) -> str:
    name = f' id="{escape(prefix)}-{escape(mark.key)}"' if mark.key else ""
    return f'{name} class="{classes}{" faint" if mark.faint else ""}"' + (
        ' opacity=".25"' if mark.faint else ""
    )


def _n(value: float) -> str:
    """Return a number with at most one decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
