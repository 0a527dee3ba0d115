"""The site's pages: a station's alone."""
