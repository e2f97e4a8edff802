"""What several conversations share: a service's card, the list of hits, a name, a number.

In: values of the world, words somebody wrote.
Out: lines, replies and outcomes for a step to give.
"""
