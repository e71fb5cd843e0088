"""Accounts, roles and grants: builds the actor of every request. Nobody imports this app."""
