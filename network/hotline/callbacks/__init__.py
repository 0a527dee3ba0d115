"""Calls that are owed: missed ones, promised ones, and the question after a rescue whether the driver was helped."""
