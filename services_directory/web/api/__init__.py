"""The HSDS API: its addresses, parameters and answers.

In: requests with parameters.
Out: JSON by the standard, or problem+json.
"""
