"""Visits of a vehicle to any station, as far as head office may know of them."""
