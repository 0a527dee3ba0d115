"""Documents on paper: typst templates with our fonts, QR codes, and the tokens by which a public page verifies them."""

from common.documents.render import DocumentError, render_pdf
from common.documents.tokens import qr_svg, read_token, verification_token

__all__ = ["DocumentError", "qr_svg", "read_token", "render_pdf", "verification_token"]
