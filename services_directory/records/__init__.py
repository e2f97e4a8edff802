"""A service as it is kept, whole, in the names of HSDS, and as staff edit it."""
