"""The official lists of administrative units as they are published: one declaration a file."""

from decimal import Decimal, InvalidOperation

from khue.core.sheets import Cell, Column, Kind, Sheet, clean_text, code, shown, text, truth
from khue.core.sheets.cells import BadCell, Mended
from khue.core.sheets.kinds import whole
from khue.core.words import N_

NOT_YET = frozenset({"đang cập nhật", "giữ nguyên"})
GSO = "Danh mục đơn vị hành chính của Cục Thống kê"
MERGE_TEXT = "Bản đồ sắp xếp đơn vị hành chính"


def numbered(width: int) -> Kind:
    """Accept a code that a spreadsheet may have turned into a number: `1.0` is `00001`."""
    strict = code(width)

    def read(cell: Cell) -> str | Mended:
        value = shown(cell) if not isinstance(cell, str) else clean_text(cell)
        whole_part, point, rest = value.partition(".")
        if point and set(rest) == {"0"}:
            value = whole_part
        read_value: str | Mended = strict.read(value)
        return read_value

    return Kind(read, strict.schema, strict.note, strict.note_facts)


def when_known(kind: Kind) -> Kind:
    """Accept what the kind accepts, and `đang cập nhật` as not known."""

    def read(cell: Cell) -> object:
        if isinstance(cell, str) and clean_text(cell).lower() in NOT_YET:
            return Mended(None, N_("chưa có số liệu ở nguồn, đã để trống"), {})
        return kind.read(cell)

    return Kind(read, kind.schema, kind.note, kind.note_facts)


def degrees(low: int, high: int) -> Kind:
    """Accept a longitude or latitude with a decimal point, within Vietnam."""

    def read(cell: Cell) -> float:
        try:
            value = float(shown(cell).replace(",", "."))
        except ValueError:
            raise BadCell(N_("phải là số độ, ví dụ 105.708")) from None
        if not low <= value <= high:
            raise BadCell(N_("phải trong khoảng từ {low} đến {high}"), low=low, high=high)
        return value

    return Kind(read, {"type": "number", "minimum": low, "maximum": high}, N_("Số độ, ví dụ 105.708"))


def area() -> Kind:
    """Accept square kilometres as the lists write them: `28.69`, `22.4206`, `3.359,80`; `0` means not known.

    One point is a decimal point here (these lists never group thousands by a point alone), so `47.059` is 47.06.
    """

    def read(cell: Cell) -> Decimal | Mended:
        written = shown(cell)
        plain = written.replace(".", "").replace(",", ".") if "," in written else written
        try:
            value = Decimal(plain).quantize(Decimal("0.01"))
        except InvalidOperation:
            raise BadCell(N_("phải là diện tích theo km², ví dụ 28.69 hoặc 3.359,80")) from None
        if value == 0:
            return Mended(None, N_("chưa có số liệu ở nguồn, đã để trống"), {})
        if not 0 < value <= 50_000:
            raise BadCell(N_("phải trong khoảng từ {low} đến {high}"), low="0,01", high="50.000")
        return value

    return Kind(read, {"type": "number", "minimum": 0.01, "maximum": 50_000}, N_("Diện tích (km²), ví dụ 28.69"))


DISTRICTS_BEFORE = Sheet(
    "catalogues.districts_before_2025",
    "Đơn vị hành chính cấp huyện trước ngày 01/7/2025",
    (
        Column("code", "Mã", code(3), "001"),
        Column("name", "Tên", text(120), "Quận Ba Đình"),
        Column("kind", "Cấp", text(30), "Quận"),
        Column("province_code", "Mã TP", code(2), "01"),
        Column("province", "Tỉnh / Thành Phố", text(120), "Thành phố Hà Nội"),
    ),
    source=GSO,
    unique=("code",),
)
COMMUNES_BEFORE = Sheet(
    "catalogues.communes_before_2025",
    "Đơn vị hành chính cấp xã trước ngày 01/7/2025",
    (
        Column("code", "Mã", code(5), "00001"),
        Column("name", "Tên", text(120), "Phường Phúc Xá"),
        Column("kind", "Cấp", text(30), "Phường"),
        Column("district_code", "Mã QH", code(3), "001"),
        Column("district", "Quận Huyện", text(120), "Quận Ba Đình"),
        Column("province_code", "Mã TP", code(2), "01"),
        Column("province", "Tỉnh / Thành Phố", text(120), "Thành phố Hà Nội"),
    ),
    source=GSO,
    unique=("code",),
)
_MERGE_COLUMNS = (
    Column("area_km2", "dientichkm2", when_known(area()), "28.69", required=False),
    Column("population", "dansonguoi", when_known(whole(0, 20_000_000)), "102136", required=False),
    Column("seat", "trungtamhc", when_known(text(300)), "Thôn Lũng Vân, xã An Khánh", required=False),
    Column("longitude", "kinhdo", degrees(100, 120), "105.708", required=False),
    Column("latitude", "vido", degrees(5, 25), "20.9876", required=False),
    Column("formed_from", "truocsapnhap", text(4000), "Xã Đông La, Phường Dương Nội", required=False),
)
MERGE_COMMUNES = Sheet(
    "catalogues.communes_merge_text",
    "Đơn vị cấp xã từ ngày 01/7/2025 và các đơn vị hình thành nên",
    (
        Column("province", "tentinh", text(120), "Thủ đô Hà Nội"),
        Column("kind", "loai", text(20), "xã"),
        Column("name", "tenhc", text(120), "An Khánh"),
        *_MERGE_COLUMNS,
    ),
    source=MERGE_TEXT,
    unique=("province", "kind", "name"),
)
MERGE_PROVINCES = Sheet(
    "catalogues.provinces_merge_text",
    "Đơn vị cấp tỉnh từ ngày 01/7/2025 và các đơn vị hình thành nên",
    (
        Column("number", "mahc", whole(1, 99), "1"),
        Column("province", "tentinh", text(120), "Thủ đô Hà Nội"),
        *_MERGE_COLUMNS,
    ),
    source=MERGE_TEXT,
    unique=("province",),
)
MAPPING = Sheet(
    "catalogues.commune_mapping",
    "Xã cũ thành xã mới ngày 01/7/2025",
    (
        Column("province_code", "provinceCode", numbered(2), "1"),
        Column("district_code", "districtCode", numbered(3), "1"),
        Column("code", "wardCode", numbered(5), "1.0", required=False),
        Column("is_merged", "isMergedWard", truth(), "True"),
        Column("is_divided", "isDividedWard", truth(), "False"),
        Column("name", "ward", text(120), "Phường Phúc Xá", required=False),
        Column("new_province_code", "newProvinceCode", code(2), "01"),
        Column("new_code", "newWardCode", code(5), "00097"),
        Column("new_name", "newWard", text(120), "Phường Hồng Hà"),
    ),
    source="Bảng chuyển đổi xã cũ, xã mới",
    unique=("district_code", "code", "new_code"),
)
LISTS = (COMMUNES_BEFORE, DISTRICTS_BEFORE, MERGE_COMMUNES, MERGE_PROVINCES, MAPPING)
