"""The demonstration world: one manufacturer with its stations, suppliers and vehicles. It uses every wing; nothing uses it."""
