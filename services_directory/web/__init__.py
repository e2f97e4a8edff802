"""What does the open internet see of the directory? The HSDS API, and a page for each service."""
