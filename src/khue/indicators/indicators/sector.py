"""What the sector counts each year and whose records do not exist yet."""

from khue.core.words import N_
from khue.indicators.indicators.digital import ASSESSMENT, FACILITIES, FINANCE
from khue.indicators.indicators.shapes import reported, waiting

COUNTS = N_("Thông tư 19/2017/TT-BGDĐT (chỉ tiêu thống kê ngành giáo dục), cần đối chiếu bản hiện hành")
LITERACY = N_("Nghị định 20/2014/NĐ-CP (phổ cập giáo dục, xoá mù chữ)")
STANDARD = N_("Thông tư 17, 18, 19/2018/TT-BGDĐT (kiểm định, trường đạt chuẩn quốc gia)")
POPULATION = N_("dân số theo độ tuổi của từng xã (cơ sở dữ liệu dân cư)")
ACCREDITATION = N_("quyết định công nhận kiểm định và chuẩn quốc gia")
ADMISSIONS = N_("hồ sơ tuyển sinh (phân hệ tuyển sinh)")
TRAINING = N_("trình độ đào tạo và đánh giá chuẩn nghề nghiệp của giáo viên")
GRADUATION = N_("công nhận hoàn thành cấp học và tốt nghiệp (phân hệ đánh giá, văn bằng)")

ENROLMENT = (
    waiting(
        "nursery_enrolment_share", N_("Tỉ lệ huy động trẻ nhà trẻ"),
        N_("Trẻ dưới 3 tuổi đi học, trong tổng số trẻ dưới 3 tuổi."), POPULATION, COUNTS, owner="early",
        every="school_year",
    ),
    waiting(
        "kindergarten_enrolment_share", N_("Tỉ lệ huy động trẻ mẫu giáo"),
        N_("Trẻ 3 đến 5 tuổi đi học, trong tổng số trẻ 3 đến 5 tuổi."), POPULATION, COUNTS, owner="early",
        every="school_year",
    ),
    waiting(
        "five_year_olds_share", N_("Tỉ lệ trẻ 5 tuổi đi học mẫu giáo"),
        N_("Trẻ 5 tuổi đi học, trong tổng số trẻ 5 tuổi."), POPULATION, LITERACY, owner="early", every="school_year",
    ),
    waiting(
        "six_year_olds_share", N_("Tỉ lệ trẻ 6 tuổi vào lớp 1"),
        N_("Trẻ 6 tuổi học lớp 1, trong tổng số trẻ 6 tuổi."), POPULATION, LITERACY, owner="early",
        every="school_year",
    ),
    waiting(
        "primary_net_share", N_("Tỉ lệ đi học đúng tuổi cấp tiểu học"),
        N_("Học sinh 6 đến 10 tuổi học tiểu học, trong tổng số trẻ 6 đến 10 tuổi."), POPULATION, COUNTS,
        owner="early", every="school_year",
    ),
    waiting(
        "lower_secondary_net_share", N_("Tỉ lệ đi học đúng tuổi cấp trung học cơ sở"),
        N_("Học sinh 11 đến 14 tuổi học trung học cơ sở, trong tổng số trẻ 11 đến 14 tuổi."), POPULATION, COUNTS,
        owner="secondary", every="school_year",
    ),
    waiting(
        "upper_secondary_net_share", N_("Tỉ lệ đi học đúng tuổi cấp trung học phổ thông"),
        N_("Học sinh 15 đến 17 tuổi học trung học phổ thông, trong tổng số người 15 đến 17 tuổi."), POPULATION,
        COUNTS, owner="secondary", every="school_year",
    ),
    waiting(
        "literacy_share", N_("Tỉ lệ người biết chữ"), N_("Người từ 15 tuổi biết chữ, trong tổng số người từ 15 tuổi."),
        POPULATION, LITERACY, owner="secondary",
    ),
    waiting(
        "admitted_share", N_("Tỉ lệ trúng tuyển lớp 10 công lập"),
        N_("Học sinh trúng tuyển lớp 10 công lập, trong số học sinh dự tuyển."), ADMISSIONS, COUNTS, owner="quality",
        every="school_year",
    ),
    waiting(
        "vocational_streaming_share", N_("Tỉ lệ học sinh tốt nghiệp trung học cơ sở học nghề"),
        N_("Học sinh vào cơ sở giáo dục nghề nghiệp sau trung học cơ sở, trong số học sinh tốt nghiệp."), ADMISSIONS,
        COUNTS, owner="secondary", every="school_year",
    ),
)  # fmt: skip
OUTCOMES = (
    waiting(
        "primary_completion_share", N_("Tỉ lệ hoàn thành chương trình tiểu học"),
        N_("Học sinh lớp 5 hoàn thành chương trình, trong tổng số học sinh lớp 5."), GRADUATION, COUNTS,
        owner="early", every="school_year",
    ),
    waiting(
        "lower_secondary_completion_share", N_("Tỉ lệ tốt nghiệp trung học cơ sở"),
        N_("Học sinh lớp 9 được công nhận tốt nghiệp, trong tổng số học sinh lớp 9."), GRADUATION, COUNTS,
        owner="quality", every="school_year",
    ),
    waiting(
        "upper_secondary_graduation_share", N_("Tỉ lệ tốt nghiệp trung học phổ thông"),
        N_("Thí sinh được công nhận tốt nghiệp, trong số thí sinh dự xét."), GRADUATION, COUNTS, owner="quality",
        every="school_year",
    ),
    waiting(
        "good_study_share", N_("Tỉ lệ học sinh có kết quả học tập mức tốt"),
        N_("Học sinh trung học xếp mức tốt cả năm, trong tổng số học sinh được đánh giá."), ASSESSMENT, COUNTS,
        owner="secondary", every="term",
    ),
    waiting(
        "weak_study_share", N_("Tỉ lệ học sinh có kết quả học tập chưa đạt"),
        N_("Học sinh trung học xếp mức chưa đạt cả năm, trong tổng số học sinh được đánh giá."), ASSESSMENT, COUNTS,
        owner="secondary", direction="down", every="term",
    ),
    waiting(
        "good_conduct_share", N_("Tỉ lệ học sinh có kết quả rèn luyện mức tốt"),
        N_("Học sinh trung học rèn luyện mức tốt cả năm, trong tổng số học sinh được đánh giá."), ASSESSMENT, COUNTS,
        owner="secondary", every="term",
    ),
    waiting(
        "excellent_primary_share", N_("Tỉ lệ học sinh tiểu học hoàn thành xuất sắc"),
        N_("Học sinh tiểu học hoàn thành xuất sắc, trong tổng số học sinh được đánh giá."), ASSESSMENT, COUNTS,
        owner="early", every="school_year",
    ),
    reported(
        "national_prizes", N_("Số giải học sinh giỏi quốc gia"), N_("Giải học sinh giỏi quốc gia trong năm học."),
        COUNTS, owner="quality", unit=N_("giải"), every="school_year",
    ),
    reported(
        "undernourished_share", N_("Tỉ lệ trẻ mầm non suy dinh dưỡng thể nhẹ cân"),
        N_("Trẻ mầm non suy dinh dưỡng thể nhẹ cân, trong số trẻ được cân đo."), COUNTS, owner="early",
        direction="down", every="school_year",
    ),
    reported(
        "swimming_share", N_("Tỉ lệ học sinh biết bơi"),
        N_("Học sinh biết bơi an toàn, trong tổng số học sinh."), COUNTS, owner="secondary", every="school_year",
    ),
)  # fmt: skip
MEANS = (
    waiting(
        "qualified_teachers_share", N_("Tỉ lệ giáo viên đạt chuẩn trình độ đào tạo"),
        N_("Giáo viên đạt chuẩn trình độ theo Luật Giáo dục, trong tổng số giáo viên."), TRAINING, COUNTS,
        owner="staff", every="school_year",
    ),
    waiting(
        "above_qualified_teachers_share", N_("Tỉ lệ giáo viên trên chuẩn trình độ đào tạo"),
        N_("Giáo viên có trình độ trên chuẩn, trong tổng số giáo viên."), TRAINING, COUNTS, owner="staff",
        every="school_year",
    ),
    waiting(
        "standard_teachers_share", N_("Tỉ lệ giáo viên đạt chuẩn nghề nghiệp mức khá trở lên"),
        N_("Giáo viên xếp loại chuẩn nghề nghiệp khá trở lên, trong số giáo viên được đánh giá."), TRAINING, COUNTS,
        owner="staff", every="school_year",
    ),
    waiting(
        "national_standard_share", N_("Tỉ lệ trường đạt chuẩn quốc gia"),
        N_("Trường có quyết định công nhận đạt chuẩn quốc gia còn hạn, trong tổng số trường."), ACCREDITATION,
        STANDARD, owner="quality",
    ),
    waiting(
        "accredited_share", N_("Tỉ lệ trường được công nhận kiểm định chất lượng"),
        N_("Trường có quyết định kiểm định còn hạn, trong tổng số trường."), ACCREDITATION, STANDARD, owner="quality",
    ),
    waiting(
        "solid_rooms_share", N_("Tỉ lệ phòng học kiên cố"),
        N_("Phòng học kiên cố, trong tổng số phòng học."), FACILITIES, COUNTS, owner="finance", every="school_year",
    ),
    waiting(
        "rooms", N_("Số phòng học"), N_("Phòng học đang sử dụng."), FACILITIES, COUNTS, owner="finance",
        unit=N_("phòng"), every="school_year",
    ),
    waiting(
        "subject_rooms_share", N_("Tỉ lệ trường đủ phòng học bộ môn"),
        N_("Trường đủ phòng bộ môn theo quy định, trong tổng số trường trung học."), FACILITIES, COUNTS,
        owner="finance", every="school_year",
    ),
    waiting(
        "computers", N_("Số máy tính phục vụ dạy học"), N_("Máy tính đang dùng để dạy và học."), FACILITIES, COUNTS,
        owner="finance", unit=N_("máy"), every="school_year",
    ),
    waiting(
        "library_share", N_("Tỉ lệ trường có thư viện đạt chuẩn"),
        N_("Trường có thư viện đạt mức độ 1 trở lên, trong tổng số trường."), FACILITIES, COUNTS, owner="finance",
        every="school_year",
    ),
    waiting(
        "clean_water_share", N_("Tỉ lệ trường có nước sạch"),
        N_("Trường có nguồn nước sạch, trong tổng số trường."), FACILITIES, COUNTS, owner="finance",
        every="school_year",
    ),
    waiting(
        "toilets_share", N_("Tỉ lệ trường có nhà vệ sinh đạt chuẩn"),
        N_("Trường có nhà vệ sinh hợp vệ sinh, riêng nam và nữ, trong tổng số trường."), FACILITIES, COUNTS,
        owner="finance", every="school_year",
    ),
    waiting(
        "disbursed_share", N_("Tỉ lệ giải ngân kinh phí giáo dục"),
        N_("Kinh phí đã giải ngân, trong dự toán được giao."), FINANCE, COUNTS, owner="finance", every="quarter",
    ),
    waiting(
        "spending_per_pupil", N_("Chi thường xuyên cho một học sinh"),
        N_("Chi thường xuyên trong năm chia cho số học sinh."), FINANCE, COUNTS, owner="finance", direction="",
        unit=N_("đồng"),
    ),
)  # fmt: skip
SECTOR = (*ENROLMENT, *OUTCOMES, *MEANS)
