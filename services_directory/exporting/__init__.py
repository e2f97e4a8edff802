"""The directory into files that other programs read."""
