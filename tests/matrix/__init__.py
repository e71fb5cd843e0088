"""Every role against every page, every operation of the API and every guarded table; see `needs.csv`."""
