"""The stock in the API."""
