"""Reads published files of exam results: recognises the layout, cleans and checks every cell, in bounded memory.

Pure but for the file itself: nothing here knows the database. Columns that are not needed (names, dates of birth,
identity numbers, sex, home province, whatever they are called) are dropped before anything is checked or shown.
"""

from khue.exams.reading.cleaning import Cleaned, Cleaner
from khue.exams.reading.columns import Columns, Expected
from khue.exams.reading.pieces import Piece, read_pieces
from khue.exams.reading.problems import SHOWN, Fault, ProblemFile, first_faults, write_workbook

__all__ = [
    "SHOWN",
    "Cleaned",
    "Cleaner",
    "Columns",
    "Expected",
    "Fault",
    "Piece",
    "ProblemFile",
    "first_faults",
    "read_pieces",
    "write_workbook",
]
