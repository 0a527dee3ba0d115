"""Electronic signature (电子签) of agreements behind a port: an envelope with the PDF and its hash, two signatories in order, signed webhooks.

`choose.provider()` returns the one at ESIGN_URL, else (never in production) a fake with signing pages of its own. Without any, agreements are
signed on paper.
"""
