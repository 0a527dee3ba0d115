"""The desk with all rooms."""
