"""A made-up plan with every kind of line, for tests and for the demo province."""

from datetime import date
from io import BytesIO

from khue.core.actor import Actor
from khue.planning import actions
from khue.planning.models import Plan

TODAY = date(2026, 9, 1)
TEXT = """UBND TỈNH MẪU
SỞ GIÁO DỤC VÀ ĐÀO TẠO
Số: 15/KH-SGDĐT

KẾ HOẠCH
Chuyển đổi số ngành Giáo dục năm 2026

Căn cứ Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ về chuyển đổi số trong giáo dục;

I. MỤC TIÊU

1. Mục tiêu chung

Đổi mới cách dạy, cách học trên nền tảng số.

2. Chỉ tiêu cụ thể đến năm 2026

- Tối thiểu 95% học sinh được quản lý bằng hồ sơ số.

- 100% nhà giáo được quản lý bằng hồ sơ số.

- 120% cơ sở giáo dục triển khai nền tảng dạy học trực tuyến.

II. NHIỆM VỤ

1. Xây dựng cơ sở dữ liệu dùng chung của ngành.
Đơn vị chủ trì: Văn phòng Sở. Đơn vị phối hợp: các trường.
Thời gian hoàn thành: Quý III năm 2026.

2. Tập huấn kỹ năng số cho giáo viên.
Đơn vị chủ trì: Phòng chuyên môn.
Thời gian thực hiện: Thường xuyên.

III. TỔ CHỨC THỰC HIỆN

Các đơn vị báo cáo kết quả thực hiện về Sở GDĐT trước ngày 10/12 hằng năm.
"""


def plan(actor: Actor, issuer_id: int, *, text: str = TEXT, name: str = "ke-hoach.txt", on: date = TODAY) -> Plan:
    """Hand in a made-up document and read it: a draft whose proposals wait."""
    batch, known = actions.submit(actor, issuer_id, BytesIO(text.encode()), name)
    return known or actions.read(actor, batch.pk, today=on)


def accepted(actor: Actor, issuer_id: int, *, text: str = TEXT) -> Plan:
    """Make a draft of which every proposal is decided: what is complete and faultless is taken in, the rest dropped."""
    made = plan(actor, issuer_id, text=text)
    for proposal in made.proposals.all():
        if proposal.faults.exists():
            actions.drop(actor, proposal.pk)
        else:
            actions.accept(actor, proposal.pk)
    made.refresh_from_db()
    return made


def in_force(actor: Actor, issuer_id: int, *, text: str = TEXT) -> Plan:
    """Make a plan in force."""
    made = accepted(actor, issuer_id, text=text)
    actions.approve(actor, made.pk)
    return actions.put_in_force(actor, made.pk)
