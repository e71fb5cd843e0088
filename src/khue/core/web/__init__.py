"""The web shell: layouts, components, preferences, headers, limits and error answers of every page."""
