"""What people fill in about the index of digital maturity."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from khue.maturity.models import Edition, Item, Season
from khue.maturity.rules import LEVELS, STATES, VERDICTS, Criterion, due_days

MOST_BYTES = 10 * 1024 * 1024
SUFFIXES = (".pdf", ".docx", ".xlsx", ".ods", ".jpg", ".jpeg", ".png")


def area(rows: int) -> forms.Textarea:
    """Return a box of several lines."""
    return forms.Textarea(attrs={"rows": rows})


class AssessmentFilter(forms.Form):
    """Narrows the list of assessments."""

    tu_khoa = forms.CharField(label=lazy("Trường"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    trang_thai = forms.ChoiceField(label=lazy("Trạng thái"), required=False)
    muc = forms.ChoiceField(label=lazy("Mức"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data, label_suffix="")
        states = [(code, _(title)) for code, title in STATES.items()]
        levels = [(str(level), f"{level}. {_(title)}") for level, title in LEVELS.items()]
        self.fields["trang_thai"].choices = [("", _("Mọi trạng thái")), *states]  # type: ignore[attr-defined]
        self.fields["muc"].choices = [("", _("Mọi mức")), *levels]  # type: ignore[attr-defined]


class SeasonForm(forms.Form):
    """A season: its year, its criteria, its days, how the decision is read."""

    year = forms.IntegerField(label=lazy("Năm"), min_value=2022, max_value=2100)
    edition_id = forms.TypedChoiceField(label=lazy("Bộ tiêu chí"), coerce=int)
    due_school = forms.DateField(label=lazy("Hạn của trường"), help_text=lazy("Trường tự đánh giá và gửi phiếu."))
    due_commune = forms.DateField(label=lazy("Hạn của cấp xã"), help_text=lazy("Thẩm định, công nhận trường trong xã."))
    due_department = forms.DateField(
        label=lazy("Hạn của Sở"), help_text=lazy("Thẩm định, công nhận trường trực thuộc.")
    )
    least = forms.DecimalField(
        label=lazy("Đạt mức 2 từ (điểm)"), max_digits=4, decimal_places=1, initial=Decimal(50), localize=True
    )
    enough = forms.DecimalField(
        label=lazy("Đạt mức 3 khi trên"), max_digits=4, decimal_places=1, initial=Decimal(75), localize=True
    )
    overall_is_lower = forms.BooleanField(
        label=lazy("Mức chung của trường là mức thấp hơn của hai nhóm"), required=False, initial=True
    )
    mandatory_holds_down = forms.BooleanField(
        label=lazy("Nhóm thiếu tiêu chí bắt buộc thì ở mức 1"), required=False, initial=True
    )
    due_day_counts = forms.BooleanField(label=lazy("Gửi đúng ngày hạn vẫn là đúng hạn"), required=False, initial=True)
    commune_recognises = forms.BooleanField(
        label=lazy("Đơn vị quản lí trực tiếp công nhận; bỏ chọn thì Sở công nhận tất cả"), required=False, initial=True
    )

    def __init__(self, data: Any, editions: list[Edition], season: Season | None = None, *, year: int = 0) -> None:
        initial: dict[str, Any] = {name: getattr(season, name) for name in self.base_fields} if season else {}
        if season is None:
            days = due_days(year)
            initial = {"year": year, **dict(zip(("due_school", "due_commune", "due_department"), days, strict=True))}
        super().__init__(data, initial=initial, label_suffix="")
        titles = [(one.pk, f"{_(one.title)} · {len(one.rows)} {_('dòng')}") for one in editions]
        self.fields["edition_id"].choices = titles  # type: ignore[attr-defined]
        if season is not None:
            del self.fields["year"]


class ItemForm(forms.Form):
    """What a school says of a criterion, with a first piece of evidence if there is one."""

    points = forms.DecimalField(label=lazy("Điểm tự chấm"), min_value=0, max_digits=4, decimal_places=1, localize=True)
    note = forms.CharField(label=lazy("Diễn giải"), max_length=1000, required=False, widget=area(2))
    text = forms.CharField(
        label=lazy("Thêm minh chứng"),
        max_length=1000,
        required=False,
        help_text=lazy("Số văn bản, đường dẫn, hoặc cách kiểm tra."),
    )
    file = forms.FileField(
        label=lazy("Tệp minh chứng"), required=False, help_text=lazy("PDF, Word, Excel hoặc ảnh, đến 10 MB.")
    )

    def __init__(self, data: Any, files: Any, criterion: Criterion, item: Item | None) -> None:
        super().__init__(
            data, files, initial={"points": item.points if item else None, "note": item.note if item else ""}
        )
        self.label_suffix = ""
        if criterion.most is None:
            choices = [("1", _("Đã có")), ("0", _("Chưa có"))]
            initial = None if item is None else str(int(item.points))
            self.fields["points"] = forms.TypedChoiceField(
                label=_("Tiêu chí bắt buộc"), choices=choices, coerce=Decimal, widget=forms.RadioSelect, initial=initial
            )
            self.initial["points"] = initial
        else:
            self.fields["points"].help_text = _("Từ 0 đến {most}.").format(most=criterion.most)

    def clean_file(self) -> Any:
        """Refuse what is no evidence, or too large."""
        file = self.cleaned_data.get("file")
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_("Tệp lớn hơn 10 MB. Hãy gửi tệp nhỏ hơn hoặc ghi đường dẫn."))
        if file and not file.name.lower().endswith(SUFFIXES):
            raise forms.ValidationError(_("Tệp không đúng loại. Hãy gửi PDF, Word, Excel hoặc ảnh."))
        return file


class CheckForm(forms.Form):
    """What the level above decides on an item."""

    verdict = forms.ChoiceField(label=lazy("Kết quả thẩm định"), widget=forms.RadioSelect)
    given = forms.DecimalField(
        label=lazy("Điểm thẩm định"), min_value=0, max_digits=4, decimal_places=1, required=False, localize=True,
        help_text=lazy("Chỉ ghi khi sửa điểm; tiêu chí bắt buộc ghi 1 (đã có) hoặc 0 (chưa có)."),
    )  # fmt: skip
    reason = forms.CharField(label=lazy("Lí do"), max_length=500, required=False, widget=area(2))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, item: Item) -> None:
        verdict = "" if item.verdict == "waiting" else item.verdict
        initial = {"verdict": verdict, "given": item.given, "reason": item.reason, "version": item.version}
        super().__init__(data, initial=initial, label_suffix="")
        told = [(code, _(title)) for code, title in VERDICTS.items() if code != "waiting"]
        self.fields["verdict"].choices = told  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """Why, in words."""

    why = forms.CharField(label=lazy("Lí do"), max_length=300, widget=area(3))


class MoreForm(forms.Form):
    """What the level above asks for."""

    why = forms.CharField(label=lazy("Trường cần bổ sung"), max_length=1000, widget=area(4))


class RecogniseForm(forms.Form):
    """The decision by which a level is recognised."""

    number = forms.CharField(label=lazy("Số, kí hiệu quyết định"), max_length=60)
    on = forms.DateField(label=lazy("Ngày công nhận"))
