"""From the straight line to the road: how much longer it is, how fast crews are on it, and what drives say about both."""
