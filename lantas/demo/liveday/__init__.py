"""A day in the town: simulated people who use the public doors, as anybody would."""
