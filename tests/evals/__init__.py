"""How well owners are understood: `make eval`."""
