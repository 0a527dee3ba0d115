"""Stations in the API."""
