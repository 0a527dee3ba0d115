"""Old parts (旧件): labelled, shipped, received, checked; what the final review of a claim waits for."""
