"""Live updates: server-sent events from a raw ASGI endpoint, with one LISTEN connection per process however many watch.

An action calls `publish(channel, event, data)`; PostgreSQL delivers at commit, so nobody hears of what was rolled back. A viewer gets
the channels that its signed token names and no others: head office's, or one station's.
"""

from common.live.publish import OFFICE, publish, publish_all, station_channel
from common.live.tokens import live_address, raw_address

__all__ = ["OFFICE", "live_address", "publish", "publish_all", "raw_address", "station_channel"]
