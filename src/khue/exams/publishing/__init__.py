"""Publication: immutable, signed files of results that any web server can serve, and the look-up that reads them.

`shards`, `sealing`, `signing`, `editions` and `writing` know files and bytes only: no Django, no database.
"""
