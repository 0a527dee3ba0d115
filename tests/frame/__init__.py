"""The page frame: lists, details, forms, errors, search, notifications, preferences."""
