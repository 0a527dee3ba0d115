"""Places that planners bring themselves: demand points and candidate sites out of files."""
