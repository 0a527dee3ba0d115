"""Stations as head office sees them, and a station's own page."""
