"""Recalls and service campaigns: which vehicles, what work, how far they have come."""
