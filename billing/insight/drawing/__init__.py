"""Charts made of figures: numbers in, `Chart` out, each point with the address of what is behind it."""
