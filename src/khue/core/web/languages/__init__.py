"""How dates are read and written in each language, where Django's own tables would take 3/4 for the fourth of March."""
