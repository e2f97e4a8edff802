"""Commands that set a provider up, one file each.

In: the settings of the provider.
Out: what it has to hold for us, made once.
"""
