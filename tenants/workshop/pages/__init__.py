"""The workshop's pages: a station's alone."""
