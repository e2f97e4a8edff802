"""HSDS 3.2, the standard directories are exchanged in: its names and tables, in both directions."""
