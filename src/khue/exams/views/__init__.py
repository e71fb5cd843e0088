"""Pages of the office for exam sessions and their imports."""
