"""What a person sees first: home, things to do, search, notifications, preferences."""
