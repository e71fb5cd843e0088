"""The file of a frozen report, for pages, programs and the command."""

from django.http import HttpResponse

from khue.core.errors import Missing
from khue.core.words import N_
from khue.reports.exports.paper import paper_of
from khue.reports.exports.printed import as_pdf
from khue.reports.exports.word import as_word
from khue.reports.models import Report

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = {"pdf": (as_pdf, "application/pdf"), "docx": (as_word, WORD)}


def file_of(report: Report, form: str) -> tuple[bytes, str, str]:
    """Return the bytes, the name and the kind of the file. Raises: Missing, while the report is not signed."""
    if form not in FORMS or not report.is_frozen:
        raise Missing(what=N_("tệp của báo cáo chưa kí"))
    make, kind = FORMS[form]
    return make(paper_of(report)), f"bao-cao-{report.unit_id}-{report.year}-{report.number:02d}.{form}", kind


def answer_file(report: Report, form: str) -> HttpResponse:
    """Answer with the file. Raises: Missing."""
    content, name, kind = file_of(report, form)
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
