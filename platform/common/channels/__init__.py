"""Messages to people outside: written as rows, sent by a process of its own through a port that a provider's adapter fills."""
