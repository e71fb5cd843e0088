"""The closed lists of planning: what is proposed, how a target compares, when a task is due. Pure tables.

Source: the forms of plans under Decree 30/2020/NĐ-CP, Annex III; words of the plans themselves.
"""

from khue.core.words import N_

KINDS = {
    "basis": N_("Căn cứ"),
    "goal": N_("Mục tiêu chung"),
    "target": N_("Chỉ tiêu"),
    "task": N_("Nhiệm vụ"),
    "budget": N_("Kinh phí"),
    "duty": N_("Nghĩa vụ báo cáo"),
}
DECISIONS = {
    "waiting": N_("Chờ duyệt"),
    "accepted": N_("Đã nhận"),
    "mended": N_("Nhận sau khi sửa"),
    "dropped": N_("Đã bỏ"),
}
ENTERED = ("accepted", "mended")  # decisions by which a proposal became part of the plan
COMPARATORS = {
    "ge": N_("từ … trở lên"),
    "gt": N_("trên"),
    "le": N_("không quá"),
    "lt": N_("dưới"),
    "eq": N_("đạt"),
    "range": N_("trong khoảng"),
    "inc": N_("tăng thêm"),
    "dec": N_("giảm bớt"),
}
SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "=", "range": "", "inc": "+", "dec": "−"}
DEADLINES = {
    "date": N_("Đến ngày"),
    "month": N_("Trong tháng"),
    "quarter": N_("Trong quý"),
    "year": N_("Trong năm"),
    "range": N_("Trong khoảng thời gian"),
    "ongoing": N_("Thường xuyên"),
    "yearly": N_("Hằng năm"),
    "none": N_("Không nêu thời hạn"),
}
RECURRENCES = {
    "once": N_("Một lần"),
    "yearly": N_("Hằng năm"),
    "quarterly": N_("Hằng quý"),
    "monthly": N_("Hằng tháng"),
    "none": N_("Không nêu ngày"),
}
OUTCOMES = {
    "waiting": N_("Chưa trả lời"),
    "taken": N_("Tiếp thu"),
    "partly": N_("Tiếp thu một phần"),
    "kept": N_("Giữ nguyên, giải trình"),
}
ENTRIES = {
    "progress": N_("Báo tiến độ"),
    "delay": N_("Xin lùi hạn"),
    "stop": N_("Dừng nhiệm vụ"),
    "resume": N_("Mở lại nhiệm vụ"),
}
SOURCES = {
    "CTX": N_("Chi thường xuyên"),
    "NST": N_("Ngân sách tỉnh"),
    "NSH": N_("Ngân sách huyện (cũ), nay xã, phường"),
    "NSX": N_("Ngân sách xã, phường"),
    "NSTW": N_("Ngân sách trung ương"),
    "XHH": N_("Xã hội hoá"),
}
NO_RIGHT = N_("bạn chưa được giao quyền xem chỉ số của đơn vị này")
NO_SCOPE = N_("chưa chọn đơn vị để tính")
NO_INDICATOR = N_("chỉ số không còn được khai báo")
