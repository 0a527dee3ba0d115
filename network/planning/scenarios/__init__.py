"""Scenarios: a named question about the network, solved in the background, kept with the proof of its answer."""
