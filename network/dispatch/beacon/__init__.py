"""How crews' phones say where they are: `POST /positions/`, a bare ASGI endpoint that writes the positions of many phones at once.

Through the pages a single position costs a session, a gate, a transaction and a state that nobody reads. Here the phone shows a signed pass,
its positions wait a fraction of a second for those of other phones, one transaction stores them all, and each phone is answered after the
commit: what was acknowledged is there, what was not stays in the phone's outbox.
"""

from network.dispatch.beacon.passes import pass_for

__all__ = ["pass_for"]
