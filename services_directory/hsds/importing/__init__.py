"""A feed of HSDS comes in: files become records, and records change the directory."""
