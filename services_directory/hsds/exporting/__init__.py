"""The directory goes out as HSDS: JSON, JSON lines, CSV packages."""
