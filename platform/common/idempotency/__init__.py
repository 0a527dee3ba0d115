"""The same POST twice is done once: keys, the answers stored under them, and what two requests at the same moment get."""
