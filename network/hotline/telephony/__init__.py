"""The telephone exchange behind a port: what it says (signals, signed webhooks) and what it is asked to do (dial, put a call through).

`exchange()` returns the one at EXCHANGE_URL, else (never in production) a fake that behaves like one. Without any, calls are taken by hand.
"""

from network.hotline.telephony.choose import exchange, use_exchange
from network.hotline.telephony.port import BadSignature, Exchange, ExchangeError, Refused, Signal, Unavailable

__all__ = ["BadSignature", "Exchange", "ExchangeError", "Refused", "Signal", "Unavailable", "exchange", "use_exchange"]
