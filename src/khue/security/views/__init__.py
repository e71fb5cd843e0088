"""The pages of security; each module lists its own addresses."""
