"""The long work that planning offers."""

from network.planning.scenarios import jobs as jobs
