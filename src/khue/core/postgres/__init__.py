"""The PostgreSQL under Khuê: a private server of its own, roles and databases, addresses, backup and restore.

Pure Python, no Django: the settings import this package. Nothing here knows a table of Khuê.
"""
