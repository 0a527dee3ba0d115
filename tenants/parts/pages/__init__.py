"""The stock's pages: a station's alone."""
