"""The `dalil` commands, one file each; `bot/__main__.py` lists them."""
