"""Who answers now: the hotline's pages and the live board show what the room above it (duty) tells here."""

from common.pages import Card
from common.pages.registry import Makers

on_duty: Makers[Card] = Makers()
