"""The desk in the API."""
