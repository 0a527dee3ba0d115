"""A station's first week (开业首周): what it has to show after its opening, seen by the system or ticked by the regional office."""
