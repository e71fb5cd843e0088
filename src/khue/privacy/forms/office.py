"""What the office fills in: filters, consents on paper, requests, breaches, assessments."""

from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as lazy

from khue.privacy.rules import BREACH_KINDS, GROUNDS, REQUEST, RIGHTS
from khue.privacy.rules.consents import ASKED, REASONS
from khue.privacy.rules.register import CATEGORIES

LARGEST = 10 << 20  # bytes of a scan
ANSWERS = [("agree", lazy("Đồng ý")), ("refuse", lazy("Không đồng ý")), ("withdraw", lazy("Rút lại"))]


def _choices(titles: dict[str, str], empty: Any = "") -> list[tuple[str, Any]]:
    options = [(code, lazy(title)) for code, title in titles.items()]
    return [("", empty), *options] if empty else options


def _text(label: Any, rows: int = 3, *, required: bool = True, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=required, widget=forms.Textarea(attrs={"rows": rows}), **more)


def _moment(label: Any, *, required: bool = True, **more: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format="%d/%m/%Y %H:%M", attrs={"placeholder": "20/11/2026 16:45"})
    return forms.DateTimeField(
        label=label, required=required, widget=widget, input_formats=["%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M"], **more
    )


class ConsentFilter(forms.Form):
    """Which purpose, class and standing the list of answers shows."""

    muc_dich = forms.ChoiceField(label=lazy("Mục đích"), choices=[(one.code, lazy(one.title)) for one in ASKED])
    truong = forms.CharField(label=lazy("Trường (mã)"), required=False, max_length=20)
    lop = forms.CharField(label=lazy("Lớp"), required=False, max_length=30)
    ket_qua = forms.ChoiceField(
        label=lazy("Tình trạng"),
        required=False,
        choices=_choices({code: REASONS[code] for code in ("not_answered", "agreed", "refused")}, lazy("Tất cả")),
    )


class PaperForm(forms.Form):
    """A consent given on paper. Nothing is chosen beforehand: silence is no consent."""

    purpose = forms.ChoiceField(label=lazy("Mục đích"))
    giver = forms.TypedChoiceField(label=lazy("Người trả lời"), coerce=int)
    said = forms.ChoiceField(label=lazy("Trả lời"), choices=ANSWERS, widget=forms.RadioSelect)
    paper = forms.FileField(
        label=lazy("Bản quét giấy đồng ý"),
        validators=[FileExtensionValidator(["pdf", "jpg", "jpeg", "png"])],
        help_text=lazy("PDF hoặc ảnh có chữ kí, không quá 10 MB."),
    )

    def __init__(self, *args: Any, givers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["giver"].choices = [("", "—"), *givers]  # type: ignore[attr-defined]
        purposes = [("", "—"), *((one.code, lazy(one.title)) for one in ASKED)]
        self.fields["purpose"].choices = purposes  # type: ignore[attr-defined]

    def clean_paper(self) -> Any:
        """Refuse scans that are too large."""
        paper = self.cleaned_data["paper"]
        if paper.size > LARGEST:
            raise forms.ValidationError(lazy("Tệp lớn hơn 10 MB. Hãy quét lại ở độ phân giải thấp hơn."))
        return paper


class RequestFilter(forms.Form):
    """Which requests to list."""

    trang_thai = forms.ChoiceField(
        label=lazy("Trạng thái"), required=False, choices=_choices(REQUEST.states, lazy("Tất cả"))
    )
    quyen = forms.ChoiceField(label=lazy("Quyền"), required=False, choices=_choices(RIGHTS, lazy("Tất cả")))


class EnterRequestForm(forms.Form):
    """A request that came to the office."""

    asker = forms.TypedChoiceField(label=lazy("Người yêu cầu"), coerce=int)
    right = forms.ChoiceField(label=lazy("Quyền"), choices=_choices(RIGHTS))
    words = _text(lazy("Nội dung yêu cầu"), max_length=2000)
    received_on = forms.DateField(label=lazy("Ngày nhận"))

    def __init__(self, *args: Any, askers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asker"].choices = askers  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """What is told to the person."""

    note = _text(lazy("Nội dung trả lời"), max_length=1000)


class ReasonForm(forms.Form):
    """Why."""

    reason = _text(lazy("Lí do"), max_length=300)


class RefuseForm(forms.Form):
    """A refusal with its ground in law."""

    ground = forms.ChoiceField(label=lazy("Căn cứ"), choices=_choices(GROUNDS, "—"))
    why = _text(lazy("Giải thích cho người yêu cầu"), max_length=1000)


class BreachForm(forms.Form):
    """What is known of a breach; the lower half is Form 08."""

    title = forms.CharField(label=lazy("Tên sự cố"), max_length=200)
    kind = forms.ChoiceField(label=lazy("Loại"), choices=_choices(BREACH_KINDS))
    found_at = _moment(lazy("Phát hiện lúc"), help_text=lazy("Từ lúc này tính 72 giờ, kể cả ngày nghỉ."))
    is_serious = forms.BooleanField(label=lazy("Nghiêm trọng: báo ban đầu trong 24 giờ"), required=False)
    tells_people = forms.BooleanField(
        label=lazy("Có dữ liệu vị trí hoặc sinh trắc học: báo người bị ảnh hưởng trong 72 giờ"), required=False
    )
    what = _text(lazy("Diễn biến"), max_length=4000)
    data_kinds = forms.MultipleChoiceField(
        label=lazy("Loại dữ liệu"),
        required=False,
        choices=[(one.code, lazy(one.title)) for one in CATEGORIES],
        widget=forms.CheckboxSelectMultiple,
    )
    happened_from = _moment(lazy("Xảy ra từ"), required=False)
    happened_until = _moment(lazy("Xảy ra đến"), required=False)
    suspect_id = forms.IntegerField(
        label=lazy("Mã tài khoản liên quan"),
        required=False,
        help_text=lazy("Dùng để tìm hồ sơ đã bị xem, xem mã trong nhật ký hệ thống."),
    )
    cause = _text(lazy("Nguyên nhân"), required=False, max_length=2000)
    harm = _text(lazy("Hậu quả có thể xảy ra"), required=False, max_length=2000)
    remedy = _text(lazy("Biện pháp khắc phục"), required=False, max_length=2000)
    contact = forms.CharField(label=lazy("Người liên hệ"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        """A span of time has both ends, in order."""
        told = super().clean() or {}
        start, end = told.get("happened_from"), told.get("happened_until")
        if end and (start is None or end < start):
            self.add_error("happened_until", lazy("Hãy ghi cả lúc bắt đầu, và không muộn hơn lúc kết thúc."))
        return told


class PersonIdsForm(forms.Form):
    """Affected persons, by the numbers of their records."""

    ids = _text(lazy("Mã hồ sơ"), help_text=lazy("Mỗi mã một dòng, hoặc cách nhau bằng dấu phẩy."))

    def clean_ids(self) -> list[int]:
        """Read the numbers; what is none is named."""
        words = self.cleaned_data["ids"].replace(",", " ").split()
        wrong = [word for word in words if not word.isdecimal() or len(word) > 18]
        if wrong:
            raise forms.ValidationError(
                lazy("Không phải mã hồ sơ: %(wrong)s. Hãy chỉ ghi số."), params={"wrong": ", ".join(wrong)}
            )
        return [int(word) for word in words]


class TellForm(forms.Form):
    """What the affected persons are told."""

    text = _text(
        lazy("Nội dung thông báo"),
        5,
        max_length=2000,
        help_text=lazy("Nói rõ chuyện gì đã xảy ra, dữ liệu nào, hậu quả và người đó nên làm gì."),
    )


class AssessmentForm(forms.Form):
    """What a person writes into an impact assessment."""

    first_processing_on = forms.DateField(label=lazy("Bắt đầu xử lí ngày"))
    officer = forms.CharField(
        label=lazy("Người phụ trách bảo vệ dữ liệu"),
        max_length=200,
        help_text=lazy("Trình độ từ cao đẳng, ít nhất 2 năm kinh nghiệm (Nghị định 356/2025/NĐ-CP, Điều 33)."),
    )
    risks = _text(lazy("Nguy cơ đối với người có dữ liệu"), max_length=4000)
    measures = _text(lazy("Biện pháp bảo vệ"), max_length=4000)
    reason = forms.CharField(label=lazy("Lí do cập nhật"), required=False, max_length=300)
    changed_on = forms.DateField(label=lazy("Có thay đổi từ ngày"), required=False)


class DossierSentForm(forms.Form):
    """When and under which number an assessment was sent."""

    number = forms.CharField(label=lazy("Số văn bản gửi"), max_length=60)
    on = forms.DateField(label=lazy("Ngày gửi"))
