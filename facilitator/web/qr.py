"""Draws QR codes as pictures that scale."""

import io


def draw_qr(content: str) -> str:
    """Return an SVG of a QR code on white, with the four modules of quiet it needs."""
    # Loaded with the first code: the start is spared what qrcode knows of other kinds of pictures.
    import qrcode
    from qrcode.image.svg import SvgPathImage

    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(content)
    out = io.BytesIO()
    code.make_image(image_factory=SvgPathImage).save(out)
    white = '<rect width="100%" height="100%" fill="#fff"/><path '
    svg = out.getvalue().decode()
    return svg[svg.index("<svg") :].replace("<path ", white, 1)
