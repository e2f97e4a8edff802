"""What several conversations share: a service's card, the list of hits, a name, a number."""
