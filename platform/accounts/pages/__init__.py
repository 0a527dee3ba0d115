"""Pages about people: head office's, the stations', and the invitation that leads in."""
