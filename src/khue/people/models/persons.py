"""The person: names, birth, origin, contacts, and which organisation holds the record."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import PROTECT, F, Func, Q
from django.utils import timezone

from khue.people.rules import BIRTH_PRECISIONS, SEXES


class Person(models.Model):
    """A person (con người): one row for life, whoever they are at the time: pupil, guardian, teacher.

    Names are NFC; `full_name` is the three parts in order. `name_key` orders a class list: given name first, then
    family and middle name, in Vietnamese order. Units are those of their time; `catalogues` says what they are today.
    """

    full_name = models.CharField("họ và tên", max_length=100)
    family_name = models.CharField("họ", max_length=40, blank=True)
    middle_name = models.CharField("tên đệm", max_length=60, blank=True)
    given_name = models.CharField("tên", max_length=40)
    name_key = models.TextField("khoá sắp xếp", db_collation="C")
    folded = models.GeneratedField(
        expression=Func(F("full_name"), function="vn_fold"), output_field=models.TextField(), db_persist=True
    )
    birth_date = models.DateField("ngày sinh", null=True)
    birth_precision = models.CharField(
        "độ chính xác của ngày sinh", max_length=7, choices=list(BIRTH_PRECISIONS.items()), default="day"
    )
    sex = models.CharField("giới tính", max_length=6, choices=list(SEXES.items()), blank=True)
    ethnicity = models.CharField("dân tộc", max_length=2, blank=True)  # catalogue ethnic_groups
    nationality = models.CharField("quốc tịch", max_length=2, default="VN")  # ISO 3166-1
    birth_unit = models.ForeignKey(
        "catalogues.AdministrativeUnit", PROTECT, related_name="+", null=True, blank=True, verbose_name="nơi sinh"
    )
    birth_place = models.CharField("nơi sinh (ghi chi tiết)", max_length=200, blank=True)
    native_unit = models.ForeignKey(
        "catalogues.AdministrativeUnit", PROTECT, related_name="+", null=True, blank=True, verbose_name="quê quán"
    )
    home_unit = models.ForeignKey(
        "catalogues.AdministrativeUnit", PROTECT, related_name="+", null=True, blank=True, verbose_name="nơi ở"
    )
    home_address = models.CharField("nơi ở (số nhà, thôn, tổ)", max_length=200, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    photo = models.CharField("ảnh", max_length=120, blank=True)  # name of the file in the folder of photos
    died_on = models.DateField("ngày mất", null=True, blank=True)
    custody = models.ForeignKey(
        "organisations.Organisation", PROTECT, related_name="+", verbose_name="đơn vị quản lí hồ sơ"
    )
    merged_into = models.ForeignKey("self", PROTECT, related_name="+", null=True, blank=True, verbose_name="nhập vào")
    restricted_on = models.DateField("hạn chế xử lí từ ngày", null=True, editable=False)  # as `privacy` says
    is_synthetic = models.BooleanField("người mẫu", default=False)
    version = models.PositiveIntegerField("phiên bản", default=1)
    created_at = models.DateTimeField("tạo lúc", default=timezone.now)
    changed_at = models.DateTimeField("sửa lúc", default=timezone.now)

    class Meta:
        verbose_name = "con người"
        indexes = [
            models.Index(  # holds whole names: those of a unit are read through without their rows
                fields=["custody", "name_key"],
                include=["id", "full_name", "folded", "birth_date", "merged_into"],
                name="people_person_of_unit",
            ),
            models.Index(fields=["birth_date"], name="people_person_by_birth"),
            models.Index(F("folded"), models.F("birth_date"), name="people_person_by_name"),
            GinIndex(
                Func(
                    F("folded"), function="to_tsvector", template="%(function)s('simple'::regconfig, %(expressions)s)"
                ),
                name="people_person_by_words",
                fastupdate=False,
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="person_name_is_its_parts",
                condition=Q(
                    full_name=Func(
                        Func(F("family_name"), models.Value(""), function="nullif"),
                        Func(F("middle_name"), models.Value(""), function="nullif"),
                        F("given_name"),
                        function="concat_ws",
                        template="%(function)s(' ', %(expressions)s)",
                        output_field=models.CharField(),
                    )
                ),
            ),
            models.CheckConstraint(name="person_has_a_given_name", condition=~Q(given_name="")),
            models.CheckConstraint(
                name="person_birth_says_how_exact",
                condition=Q(birth_date__isnull=False) | Q(birth_precision="unknown"),
            ),
            models.CheckConstraint(
                name="person_born_before_death",
                condition=Q(died_on__isnull=True) | Q(birth_date__isnull=True) | Q(died_on__gte=F("birth_date")),
            ),
            models.CheckConstraint(name="person_not_merged_into_itself", condition=~Q(merged_into=F("pk"))),
        ]

    class Data:
        scope = "custody"
        personal = (
            "full_name", "family_name", "middle_name", "given_name", "name_key", "folded", "birth_date", "sex",
            "ethnicity", "nationality", "birth_unit", "birth_place", "native_unit", "home_unit", "home_address",
            "phone", "email", "photo", "died_on", "restricted_on",
        )  # fmt: skip
        sensitive = ("ethnicity",)
        keep = "forever: the lifelong record (Decree 88/2026/NĐ-CP); contacts and home end with the last stay"
        open = False

    def __str__(self) -> str:
        return str(self.pk)


class Word(models.Model):
    """A word of the names known here (âm tiết trong họ tên), without marks; a search mends one typo with it."""

    word = models.CharField("âm tiết", max_length=40, primary_key=True)
    count = models.PositiveIntegerField("số lần gặp", default=0)

    class Meta:
        verbose_name = "âm tiết trong họ tên"

    class Data:
        scope = None
        personal = ()
        keep = "forever"
        open = False

    def __str__(self) -> str:
        return self.word
