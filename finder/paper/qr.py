"""An address as a QR code."""

from io import BytesIO


def qr_svg(address: str) -> str:
    """Return an inline SVG, which takes the size and color of the page."""
    import segno

    return segno.make(address, error="m").svg_inline(
        omitsize=True, border=4, svgclass="qr", lineclass=None
    )


def qr_picture(address: str) -> str:
    """Return a complete SVG file, for paper."""
    import segno

    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=4)
    return drawn.getvalue().decode()
