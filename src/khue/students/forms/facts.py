"""What is filled in about one pupil: the person's facts, statuses, health, awards and discipline."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from khue.catalogues import queries as catalogues
from khue.people.rules import SEXES
from khue.students.actions import HealthFacts, RecognitionFacts, StatusFacts
from khue.students.actions.statuses import last_of, titles
from khue.students.models import HealthCheck, Recognition, Status
from khue.students.rules import AWARD_LEVELS, MEASURES, NOTE, STATUSES

NOT_KNOWN = ("", lazy("Chưa rõ"))


class Plain(forms.Form):
    """A form without colons after its labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class PersonForm(Plain):
    """The facts of a pupil as a person; `version` says from which state of the record they were changed."""

    full_name = forms.CharField(label=lazy("Họ và tên"), max_length=100)
    birth = forms.CharField(
        label=lazy("Ngày sinh"), max_length=20, help_text=lazy("31/12/2015, hoặc chỉ 12/2015, 2015.")
    )
    sex = forms.ChoiceField(label=lazy("Giới tính"), required=False)
    ethnicity = forms.ChoiceField(label=lazy("Dân tộc"), required=False)
    birth_place = forms.CharField(label=lazy("Nơi sinh"), required=False, max_length=200)
    home_address = forms.CharField(label=lazy("Nơi ở (số nhà, thôn, tổ)"), required=False, max_length=200)
    phone = forms.CharField(label=lazy("Điện thoại của học sinh"), required=False, max_length=20)
    email = forms.EmailField(label=lazy("Thư điện tử"), required=False)
    why = forms.CharField(
        label=lazy("Lí do sửa"), required=False, max_length=200, help_text=lazy("Ví dụ: theo giấy khai sinh mới.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    FACTS = ("full_name", "birth", "sex", "ethnicity", "birth_place", "home_address", "phone", "email")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sexes = [(code, lazy(title)) for code, title in SEXES.items()]
        self.fields["sex"].choices = [NOT_KNOWN, *sexes]  # type: ignore[attr-defined]
        ethnic = catalogues.labels("ethnic_groups", on).items()
        self.fields["ethnicity"].choices = [NOT_KNOWN, *ethnic]  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """Return the facts as asked for; where the other's value was chosen, nothing is asked for."""
        kept = {name for name in self.FACTS if self.data.get(f"chon_{name}") == "theirs"}
        return {name: self.cleaned_data[name] for name in self.FACTS if name not in kept}


class StatusForm(Plain):
    """A status: its kind and code in one list ("kind:code"), or the number of an insurance card."""

    dien = forms.ChoiceField(label=lazy("Diện, chế độ"))
    so_the = forms.CharField(label=lazy("Số thẻ bảo hiểm y tế"), required=False, max_length=20)
    tu_ngay = forms.DateField(label=lazy("Từ ngày"))
    den_ngay = forms.DateField(label=lazy("Đến hết ngày"), required=False)
    giay_to = forms.CharField(label=lazy("Giấy tờ kèm theo"), required=False, max_length=120)
    ghi_chu = forms.CharField(label=lazy("Ghi chú"), required=False, max_length=200)

    def __init__(self, *args: Any, kinds: Sequence[str], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = []
        for kind in kinds:
            codes: dict[str, Any] = dict(titles(kind, on)) or {"": lazy("Thẻ bảo hiểm y tế")}
            groups.append((lazy(STATUSES[kind]), [(f"{kind}:{code}", name) for code, name in codes.items()]))
        self.fields["dien"].choices = groups  # type: ignore[attr-defined]
        if "insurance" not in kinds:
            del self.fields["so_the"]

    def facts(self) -> StatusFacts:
        """Return what is said."""
        told = self.cleaned_data
        kind, _, code = told["dien"].partition(":")
        code = told.get("so_the", "") if kind == "insurance" else code
        return StatusFacts(kind, code, told["tu_ngay"], told["den_ngay"], told["giay_to"], told["ghi_chu"])

    @staticmethod
    def beginning(status: Status) -> dict[str, Any]:
        """Return what the form begins with when a status is corrected."""
        is_card = status.kind == "insurance"
        return {
            "dien": f"{status.kind}:{'' if is_card else status.code}",
            "so_the": status.code if is_card else "",
            "tu_ngay": status.period.lower,
            "den_ngay": last_of(status),
            "giay_to": status.document,
            "ghi_chu": status.note,
        }


class HealthForm(Plain):
    """A measurement or check of a day."""

    ngay = forms.DateField(label=lazy("Ngày"))
    chieu_cao = forms.DecimalField(label=lazy("Chiều cao (cm)"), required=False, max_digits=4, decimal_places=1)
    can_nang = forms.DecimalField(label=lazy("Cân nặng (kg)"), required=False, max_digits=4, decimal_places=1)
    mat_trai = forms.CharField(label=lazy("Mắt trái"), required=False, max_length=10, help_text=lazy("Ví dụ: 8/10."))
    mat_phai = forms.CharField(label=lazy("Mắt phải"), required=False, max_length=10)
    ghi_chu = forms.CharField(label=lazy("Ghi chú y tế"), required=False, max_length=300)

    def facts(self) -> HealthFacts:
        """Return what was measured."""
        told = self.cleaned_data
        return HealthFacts(
            told["ngay"],
            told["chieu_cao"],
            told["can_nang"],
            told["mat_trai"],
            told["mat_phai"],
            told["ghi_chu"],
        )

    @staticmethod
    def beginning(check: HealthCheck) -> dict[str, Any]:
        """Return what the form begins with when a check is corrected."""
        return {
            "ngay": check.on,
            "chieu_cao": check.height_cm,
            "can_nang": check.weight_kg,
            "mat_trai": check.left_eye,
            "mat_phai": check.right_eye,
            "ghi_chu": check.note,
        }


class RecognitionForm(Plain):
    """An award or a measure; its kind and level in one list."""

    hinh_thuc = forms.ChoiceField(label=lazy("Hình thức"))
    noi_dung = forms.CharField(label=lazy("Nội dung"), max_length=200)
    ngay = forms.DateField(label=lazy("Ngày"))
    so_quyet_dinh = forms.CharField(label=lazy("Số quyết định"), required=False, max_length=60)

    def __init__(self, *args: Any, measures: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        awards = [(f"award:{code}", lazy(title)) for code, title in AWARD_LEVELS.items()]
        discipline = [(f"discipline:{code}", lazy(MEASURES[code])) for code in measures]
        groups = [(lazy("Khen thưởng"), awards), (lazy("Kỉ luật"), discipline)]
        self.fields["hinh_thuc"].choices = groups  # type: ignore[attr-defined]

    def facts(self) -> RecognitionFacts:
        """Return what is said."""
        told = self.cleaned_data
        kind, _, level = told["hinh_thuc"].partition(":")
        return RecognitionFacts(kind, told["noi_dung"], level, told["ngay"], told["so_quyet_dinh"])

    @staticmethod
    def beginning(row: Recognition) -> dict[str, Any]:
        """Return what the form begins with when a row is corrected."""
        return {
            "hinh_thuc": f"{row.kind}:{row.level}",
            "noi_dung": row.title,
            "ngay": row.on,
            "so_quyet_dinh": row.decision,
        }


class NoteForm(Plain):
    """What the school notes about a pupil; `version` says from which state of the stay it was changed."""

    ghi_chu = forms.CharField(
        label=lazy("Ghi chú"), required=False, max_length=NOTE, widget=forms.Textarea(attrs={"rows": 4})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class DayForm(Plain):
    """The day on which something ends or is lifted."""

    ngay = forms.DateField(label=lazy("Ngày"))


class WhyForm(Plain):
    """Why something is taken away."""

    ly_do = forms.CharField(label=lazy("Lí do"), max_length=200)


class PurposeForm(Plain):
    """What a full number is needed for."""

    muc_dich = forms.CharField(
        label=lazy("Mục đích xem"), max_length=200, help_text=lazy("Ví dụ: lập danh sách dự thi. Lần xem được ghi lại.")
    )
