"""Pages of privacy: of the office, and of pupils and guardians."""
