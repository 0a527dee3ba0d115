"""Roads from a routing server: the port, the adapter that speaks HTTP, a fake, and asking for the pairs of a scenario."""
