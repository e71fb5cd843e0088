"""A frozen report as a document in the form of Decree 30/2020/NĐ-CP: Word and PDF, always the same bytes."""

from khue.reports.exports.files import answer_file, file_of
from khue.reports.exports.paper import Paper, paper_of
from khue.reports.exports.printed import as_pdf
from khue.reports.exports.word import as_word

__all__ = ["Paper", "answer_file", "as_pdf", "as_word", "file_of", "paper_of"]
