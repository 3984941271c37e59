"""An address as a QR code."""

from io import BytesIO

import segno


def qr_svg(address: str) -> str:
    """An SVG to set into a page; it takes the size and colour that the page gives it."""
    return segno.make(address, error="m").svg_inline(omitsize=True, border=4, svgclass="qr", lineclass=None)


def qr_picture(address: str) -> str:
    """The same as a picture of its own, for paper."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=4)
    return drawn.getvalue().decode()
