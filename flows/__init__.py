"""First floor: the conversations, one file each, pure. `flows/registry.py` names them all."""
