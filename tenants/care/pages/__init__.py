"""Customer care's pages: a station's alone."""
