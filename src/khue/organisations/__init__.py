"""Organisations: departments, communes, schools and their sites, through every merger, with two clocks."""
