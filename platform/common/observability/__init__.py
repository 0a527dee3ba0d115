"""Logs, metrics, health and error reports: what operators see, without a person's data in it."""
