"""Writes of catalogues: loading what comes with Khuê, importing the official lists."""

from khue.catalogues.actions.importing import Imported, NothingToImport, NotLoaded, import_units
from khue.catalogues.actions.loading import Loaded, load

__all__ = ["Imported", "Loaded", "NotLoaded", "NothingToImport", "import_units", "load"]
