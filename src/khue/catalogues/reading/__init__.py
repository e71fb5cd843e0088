"""Reading of the official lists: what their files look like (`lists`), and files into lines (`files`). Pure."""

from khue.catalogues.reading.files import (
    FIRST_LIST,
    SECOND_LIST,
    ListTooLarge,
    Reading,
    UnknownList,
    list_files,
    read,
)

__all__ = ["FIRST_LIST", "SECOND_LIST", "ListTooLarge", "Reading", "UnknownList", "list_files", "read"]
