"""Khuê: the records of education of a province, entered once, where they arise."""

__version__ = "0.1.0"
