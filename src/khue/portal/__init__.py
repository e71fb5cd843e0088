"""The front door: the public home page, the desk of those who are signed in, and the search over everything."""
