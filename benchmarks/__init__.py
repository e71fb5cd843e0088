"""Benchmarks: `khue bench NAME`. Each module measures Khuê beside what it is compared with, in the same call."""
