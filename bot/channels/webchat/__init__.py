"""The page at /try: somebody tries Dalil without a phone."""
