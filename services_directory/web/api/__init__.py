"""The HSDS API: its addresses, parameters and answers."""
