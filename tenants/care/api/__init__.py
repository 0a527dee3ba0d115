"""Customer care in the API."""
