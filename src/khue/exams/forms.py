"""Forms of sessions, their imports and corrections."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khue.exams import rules
from khue.exams.models import ExamSession

RESERVED = ("moi", "nhap")  # words of addresses beside the codes


class SessionFilter(forms.Form):
    """What the list of sessions is narrowed by."""

    q = forms.CharField(label=_("Tên hoặc mã"), required=False)
    year = forms.IntegerField(label=_("Năm thi"), required=False, min_value=2015, max_value=2100)
    state = forms.ChoiceField(label=_("Trạng thái"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(code, gettext(title)) for code, title in rules.STATES.items()]
        self.fields["state"].choices = [("", gettext("Tất cả")), *states]  # type: ignore[attr-defined]


class EditForm(forms.Form):
    """What may be changed of a draft."""

    title = forms.CharField(label=_("Tên kì thi"), max_length=200)
    papers = forms.MultipleChoiceField(
        label=_("Môn thi"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Bỏ trống khi tạo mới: lấy các môn theo quy chế của năm thi."),
    )
    requires_second_factor = forms.BooleanField(
        label=_("Tra cứu cần mã riêng của thí sinh"),
        required=False,
        help_text=_("Khi chọn, tệp kết quả phải có cột MA_TRA_CUU; chỉ dấu vân tay của mã được lưu."),
    )
    note = forms.CharField(label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = [(paper.code, gettext(paper.title)) for paper in rules.PAPERS.values()]
        self.fields["papers"].choices = titles  # type: ignore[attr-defined]


class SessionForm(EditForm):
    """A new session."""

    field_order = ("year", "code", "title")
    year = forms.IntegerField(label=_("Năm thi"), min_value=2015, max_value=2100)
    code = forms.SlugField(
        label=_("Mã kì thi"),
        max_length=40,
        help_text=_("Chữ không dấu, số và dấu gạch, ví dụ thpt-2026. Mã nằm trong địa chỉ tra cứu và không đổi."),
    )

    def clean_code(self) -> str:
        """Keep the words that addresses use themselves."""
        code: str = self.cleaned_data["code"]
        if code in RESERVED:
            raise forms.ValidationError(_("Mã «%(code)s» được dành riêng. Hãy chọn mã khác."), params={"code": code})
        return code


class UploadForm(forms.Form):
    """A file of results."""

    file = forms.FileField(
        label=_("Tệp kết quả"),
        help_text=_(
            "Nhận .xlsx, .xls, .ods, .csv, .json và tệp nén .gz. Chỉ kiểm tra; chưa ghi gì khi bạn chưa đồng ý."
        ),
    )


class ScheduleForm(forms.Form):
    """The time of publication."""

    at = forms.DateTimeField(
        label=_("Giờ công bố"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Giờ Việt Nam. Kết quả tự công bố vào thời điểm này."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].widget.attrs["min"] = f"{timezone.localtime():%Y-%m-%dT%H:%M}"


class CorrectionForm(forms.Form):
    """One corrected score."""

    candidate_number = forms.CharField(label=_("Số báo danh"), max_length=12)
    paper = forms.ChoiceField(label=_("Môn thi"))
    after = forms.CharField(
        label=_("Điểm mới"), max_length=6, help_text=_("Từ 0 đến 10, ví dụ 7,25. Ghi -1 khi huỷ kết quả môn thi.")
    )
    reason = forms.CharField(label=_("Lí do"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    decision = forms.CharField(label=_("Số quyết định"), max_length=100)

    def __init__(self, session: ExamSession, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = [(code, gettext(rules.PAPERS[code].title)) for code in session.papers]
        self.fields["paper"].choices = titles  # type: ignore[attr-defined]

    def clean_after(self) -> int | None:
        """Read the score as a published file would be read."""
        try:
            return rules.read_score(self.cleaned_data["after"])
        except rules.BadScore as error:
            raise forms.ValidationError(
                _("Điểm «%(value)s» %(says)s."),
                params={"value": self.cleaned_data["after"], "says": gettext(str(error))},
            ) from error
