"""What the plans of digital transformation measure."""

from khue.core.words import N_
from khue.indicators.indicators.shapes import reported, waiting

SERVICES = N_("hồ sơ thủ tục hành chính (phân hệ dịch vụ công)")
PAPERS = N_("hồ sơ công việc và văn bản điện tử (phân hệ văn bản)")
LEARNING = N_("khoá học, học liệu và lượt học trực tuyến (phân hệ dạy và học)")
FINANCE = N_("khoản thu và thanh toán của trường (phân hệ tài chính)")
FACILITIES = N_("phòng, thiết bị và tài sản của trường (phân hệ cơ sở vật chất)")
EXCHANGE = N_("kết nối và bộ dữ liệu chia sẻ (phân hệ trao đổi dữ liệu)")
CHECKS = N_("cuộc kiểm tra và kết luận (phân hệ thanh tra, kiểm tra)")
MATURITY = N_("phiếu tự đánh giá mức độ chuyển đổi số của trường")
CREDENTIALS = N_("văn bằng và sổ gốc (phân hệ văn bằng, chứng chỉ)")
ASSESSMENT = N_("sổ điểm và học bạ (phân hệ đánh giá)")

STRATEGY = N_("Quyết định 142/QĐ-TTg năm 2024 (Chiến lược dữ liệu quốc gia) và kế hoạch của tỉnh")
PROJECT = N_("Quyết định 131/QĐ-TTg năm 2022 và kế hoạch chuyển đổi số của tỉnh")
ECONOMY = N_("Quyết định 411/QĐ-TTg năm 2022 (kinh tế số, xã hội số) và kế hoạch của tỉnh")
ACTION = N_("Chương trình hành động về chuyển đổi số gắn với cải cách hành chính của tỉnh")

SERVICES_ONLINE = (
    waiting(
        "procedures_online_share", N_("Tỉ lệ thủ tục hành chính đủ điều kiện được cung cấp toàn trình"),
        N_("Thủ tục cung cấp dịch vụ công toàn trình, trong số thủ tục đủ điều kiện."), SERVICES, ACTION,
        owner="office",
    ),
    waiting(
        "services_on_phone_share", N_("Tỉ lệ dịch vụ công dùng được trên nhiều phương tiện"),
        N_("Dịch vụ công toàn trình dùng được trên thiết bị di động, trong tổng số dịch vụ."), SERVICES, ACTION,
        owner="office",
    ),
    waiting(
        "dossiers_sent_online_share", N_("Tỉ lệ hồ sơ thủ tục hành chính nộp trực tuyến"),
        N_("Hồ sơ nộp trực tuyến, trong tổng số hồ sơ nhận."), SERVICES, PROJECT, owner="office", every="quarter",
    ),
    waiting(
        "dossiers_solved_online_share", N_("Tỉ lệ hồ sơ được xử lí hoàn toàn trực tuyến"),
        N_("Hồ sơ xử lí trực tuyến từ đầu tới cuối, trong tổng số hồ sơ giải quyết."), SERVICES, PROJECT,
        owner="office", every="quarter",
    ),
    waiting(
        "dossiers_in_time_share", N_("Tỉ lệ hồ sơ thủ tục hành chính giải quyết đúng hẹn"),
        N_("Hồ sơ trả đúng hoặc trước hẹn, trong tổng số hồ sơ đã giải quyết."), SERVICES, ACTION, owner="office",
        every="month",
    ),
    waiting(
        "dossiers_digitised_share", N_("Tỉ lệ hồ sơ, kết quả thủ tục hành chính được số hoá"),
        N_("Hồ sơ và kết quả đã số hoá, trong tổng số hồ sơ giải quyết."), SERVICES, STRATEGY, owner="office",
    ),
    waiting(
        "results_reused_share", N_("Tỉ lệ dữ liệu kết quả thủ tục hành chính được tái sử dụng"),
        N_("Kết quả được dùng lại cho thủ tục khác, trong tổng số kết quả."), SERVICES, STRATEGY, owner="office",
    ),
    waiting(
        "fees_paid_online_share", N_("Tỉ lệ thanh toán trực tuyến của dịch vụ công giáo dục"),
        N_("Hồ sơ có phí được thanh toán trực tuyến, trong tổng số hồ sơ có phí."), SERVICES, ECONOMY,
        owner="finance", every="quarter",
    ),
    waiting(
        "procedures_cut_share", N_("Tỉ lệ thủ tục hành chính được cắt giảm"),
        N_("Thủ tục đã bãi bỏ hoặc gộp, so với số thủ tục đầu kì kế hoạch."), SERVICES, PROJECT, owner="office",
    ),
    waiting(
        "new_services_share", N_("Tỉ lệ dịch vụ mới dựa trên dữ liệu"),
        N_("Dịch vụ mới có tính sáng tạo dựa trên dữ liệu, so với số dịch vụ đầu kì kế hoạch."), SERVICES, PROJECT,
        owner="office",
    ),
    reported(
        "ai_procedures_share", N_("Tỉ lệ thủ tục hành chính có ứng dụng trí tuệ nhân tạo"),
        N_("Thủ tục trực tuyến có ứng dụng trí tuệ nhân tạo hỗ trợ, trong số thủ tục đủ điều kiện."), STRATEGY,
        owner="office",
    ),
    reported(
        "citizens_satisfied_share", N_("Tỉ lệ người dân, doanh nghiệp hài lòng về giải quyết thủ tục hành chính"),
        N_("Người trả lời khảo sát ở mức hài lòng trở lên, trong tổng số người trả lời."), ACTION, owner="office",
    ),
    reported(
        "services_satisfied_share", N_("Tỉ lệ tổ chức, cá nhân hài lòng về dịch vụ công trực tuyến"),
        N_("Người trả lời hài lòng về dịch vụ công trực tuyến, trong tổng số người trả lời."), PROJECT, owner="office",
    ),
    reported(
        "families_satisfied_share", N_("Tỉ lệ người học, phụ huynh hài lòng về dịch vụ trực tuyến của trường"),
        N_("Người học, phụ huynh trả lời hài lòng, trong tổng số người trả lời."), PROJECT, owner="secondary",
    ),
)  # fmt: skip
OFFICE_WORK = (
    waiting(
        "work_files_online_share", N_("Tỉ lệ hồ sơ công việc xử lí trên môi trường mạng"),
        N_("Hồ sơ công việc xử lí trên mạng (trừ bí mật nhà nước), trong tổng số hồ sơ công việc."), PAPERS, PROJECT,
        owner="office", every="quarter",
    ),
    waiting(
        "reports_online_share", N_("Tỉ lệ báo cáo định kì thực hiện trên hệ thống thông tin báo cáo"),
        N_("Báo cáo định kì lập và gửi trên hệ thống (trừ nội dung mật), trong tổng số báo cáo định kì."), PAPERS,
        ACTION, owner="office", every="quarter",
    ),
    waiting(
        "appraised_by_data_share", N_("Tỉ lệ cán bộ được đánh giá dựa trên dữ liệu công việc số"),
        N_("Người được đánh giá, xếp loại bằng dữ liệu xử lí công việc, trong tổng số người được đánh giá."), PAPERS,
        STRATEGY, owner="staff",
    ),
    waiting(
        "checks_online_share", N_("Tỉ lệ hoạt động kiểm tra thực hiện qua môi trường số"),
        N_("Cuộc kiểm tra, đánh giá thực hiện qua hệ thống thông tin, trong tổng số cuộc."), CHECKS, PROJECT,
        owner="inspection", every="quarter",
    ),
    waiting(
        "archives_digitised_share", N_("Tỉ lệ tài liệu lưu trữ của Sở đã số hoá"),
        N_("Tài liệu lưu trữ đã số hoá, trong tổng số tài liệu phải số hoá."), PAPERS, PROJECT, owner="office",
    ),
    waiting(
        "diplomas_digitised_share", N_("Tỉ lệ văn bằng, chứng chỉ có trong cơ sở dữ liệu"),
        N_("Văn bằng đã vào sổ gốc điện tử, trong tổng số văn bằng đã cấp."), CREDENTIALS, PROJECT, owner="quality",
    ),
    waiting(
        "databases_built_share", N_("Tỉ lệ cơ sở dữ liệu chuyên ngành đã xây dựng"),
        N_("Cơ sở dữ liệu đã đưa vào sử dụng, trong danh mục phải xây dựng."), EXCHANGE, PROJECT, owner="office",
    ),
    waiting(
        "databases_shared_share", N_("Tỉ lệ cơ sở dữ liệu dùng chung đã kết nối, chia sẻ"),
        N_("Cơ sở dữ liệu đã kết nối toàn tỉnh, trong danh mục dùng chung."), EXCHANGE, PROJECT, owner="office",
    ),
    waiting(
        "national_databases_share", N_("Tỉ lệ cơ sở dữ liệu trong danh mục quốc gia đã số hoá và sử dụng"),
        N_("Cơ sở dữ liệu đã số hoá, cập nhật và kết nối, trong danh mục liên quan đến giáo dục."), EXCHANGE, STRATEGY,
        owner="office",
    ),
    waiting(
        "sharing_demand_share", N_("Tỉ lệ nhu cầu lưu trữ, kết nối, chia sẻ dữ liệu được đáp ứng"),
        N_("Yêu cầu kết nối, chia sẻ đã đáp ứng, trong tổng số yêu cầu."), EXCHANGE, STRATEGY, owner="office",
    ),
    waiting(
        "open_data_units_share", N_("Tỉ lệ đơn vị cung cấp dữ liệu mở"),
        N_("Đơn vị có ít nhất một bộ dữ liệu mở được kết nối với kho dữ liệu của tỉnh, trong tổng số đơn vị."),
        EXCHANGE, STRATEGY, owner="office",
    ),
    waiting(
        "resources_managed_share", N_("Tỉ lệ nguồn lực giáo dục được quản lí trên môi trường số"),
        N_("Chương trình, nguồn lực, đối tượng đã có hồ sơ số và liên thông, trong tổng số phải quản lí."), EXCHANGE,
        PROJECT, owner="finance",
    ),
    waiting(
        "facilities_recorded_share", N_("Tỉ lệ cơ sở vật chất, thiết bị quản lí bằng hồ sơ số"),
        N_("Phòng, thiết bị có hồ sơ số, trong tổng số phòng, thiết bị."), FACILITIES, PROJECT, owner="finance",
    ),
    reported(
        "levels_approved_share", N_("Tỉ lệ hệ thống thông tin được phê duyệt cấp độ an toàn"),
        N_("Hệ thống đã phê duyệt hồ sơ cấp độ, trong tổng số hệ thống đang vận hành."), STRATEGY, owner="quality",
    ),
    reported(
        "four_layers_share", N_("Tỉ lệ hệ thống bảo vệ theo mô hình 4 lớp"),
        N_("Hệ thống đã triển khai đủ 4 lớp bảo vệ, trong tổng số hệ thống đang vận hành."), STRATEGY, owner="quality",
    ),
    reported(
        "machines_protected_share", N_("Tỉ lệ máy trạm, máy chủ cài phần mềm phòng chống mã độc tập trung"),
        N_("Máy đã cài và báo về hệ thống tập trung, trong tổng số máy đang dùng."), STRATEGY, owner="quality",
    ),
    reported(
        "scans_done_share", N_("Tỉ lệ hệ thống được rà quét lỗ hổng trong quý"),
        N_("Hệ thống đã rà quét và xử lí lỗ hổng trong quý, trong tổng số hệ thống."), STRATEGY, owner="quality",
        every="quarter",
    ),
    reported(
        "privacy_trained_share", N_("Tỉ lệ cán bộ, giáo viên được tập huấn về bảo vệ dữ liệu cá nhân"),
        N_("Người đã dự tập huấn, trong tổng số người làm việc."), STRATEGY, owner="office",
    ),
)  # fmt: skip
TEACHING = (
    waiting(
        "remote_platform_share", N_("Tỉ lệ cơ sở giáo dục triển khai nền tảng dạy, học từ xa"),
        N_("Trường có nền tảng dạy từ xa và chia sẻ tài nguyên, trong tổng số trường."), LEARNING, PROJECT,
        owner="secondary",
    ),
    waiting(
        "pupils_on_platform_share", N_("Tỉ lệ học sinh sử dụng nền tảng dạy và học trực tuyến"),
        N_("Học sinh có hoạt động trên nền tảng trong năm học, trong tổng số học sinh."), LEARNING, PROJECT,
        owner="secondary",
    ),
    waiting(
        "materials_share", N_("Tỉ lệ nội dung chương trình có học liệu trong kho dùng chung"),
        N_("Nội dung chương trình giáo dục phổ thông có học liệu số, trong tổng số nội dung."), LEARNING, PROJECT,
        owner="secondary",
    ),
    waiting(
        "taught_online_share", N_("Tỉ trọng nội dung chương trình dạy trực tuyến"),
        N_("Tiết dạy trực tuyến, trong tổng số tiết của chương trình, theo cấp học."), LEARNING, PROJECT,
        owner="secondary",
    ),
    waiting(
        "lifelong_demand_share", N_("Tỉ lệ nhu cầu học tập suốt đời được kho học liệu đáp ứng"),
        N_("Yêu cầu học liệu của người dân đã đáp ứng, trong tổng số yêu cầu."), LEARNING, PROJECT, owner="secondary",
    ),
    waiting(
        "teachers_self_training_share", N_("Tỉ lệ nhà giáo có tài khoản tự bồi dưỡng"),
        N_("Nhà giáo có hồ sơ và tài khoản trên hệ thống bồi dưỡng, trong tổng số nhà giáo."), LEARNING, PROJECT,
        owner="staff",
    ),
    waiting(
        "electronic_records_share", N_("Tỉ lệ học sinh có học bạ điện tử"),
        N_("Học sinh có học bạ điện tử của năm học đã kí số, trong tổng số học sinh."), ASSESSMENT, PROJECT,
        owner="quality", every="school_year",
    ),
    reported(
        "pupils_equipped_share", N_("Tỉ lệ học sinh đủ điều kiện học trực tuyến"),
        N_("Học sinh có phương tiện, đường truyền, phần mềm để học trực tuyến, trong tổng số học sinh."), PROJECT,
        owner="secondary",
    ),
    reported(
        "teachers_equipped_share", N_("Tỉ lệ giáo viên đủ điều kiện dạy trực tuyến"),
        N_("Giáo viên có phương tiện, đường truyền, phần mềm để dạy trực tuyến, trong tổng số giáo viên."), PROJECT,
        owner="secondary",
    ),
    reported(
        "teachers_digital_skill_share", N_("Tỉ lệ giáo viên được đào tạo kĩ năng số cơ bản"),
        N_("Giáo viên đã hoàn thành khoá kĩ năng số cơ bản, trong tổng số giáo viên."), ECONOMY, owner="staff",
    ),
    reported(
        "managers_trained_share", N_("Tỉ lệ nhà giáo, cán bộ quản lí được bồi dưỡng năng lực số"),
        N_("Người đã được bồi dưỡng trong năm, trong tổng số nhà giáo và cán bộ quản lí."), PROJECT, owner="staff",
    ),
    reported(
        "steam_schools_share", N_("Tỉ lệ trường triển khai giáo dục STEM/STEAM"),
        N_("Trường có bài dạy hoặc câu lạc bộ STEM/STEAM trong năm học, trong tổng số trường."), ECONOMY,
        owner="secondary", every="school_year",
    ),
    reported(
        "fibre_schools_share", N_("Tỉ lệ trường có Internet cáp quang"),
        N_("Trường có kết nối Internet cáp quang, trong tổng số trường."), PROJECT, owner="finance",
    ),
    reported(
        "interactive_schools_share", N_("Tỉ lệ trường công lập có thiết bị dạy học tương tác, họp trực tuyến"),
        N_("Trường công lập có thiết bị tương tác kết nối trung tâm học liệu, trong tổng số trường công lập."),
        PROJECT, owner="finance",
    ),
    reported(
        "smart_library_schools_share", N_("Tỉ lệ trường công lập có thư viện thông minh"),
        N_("Trường công lập có thư viện số kết hợp thư viện truyền thống, trong tổng số trường công lập."), PROJECT,
        owner="finance",
    ),
    reported(
        "simulation_schools", N_("Số trường có hệ thống thực tế ảo, thực tế tăng cường"),
        N_("Trường đã có và sử dụng hệ thống thực tế ảo trong dạy học."), PROJECT, owner="finance", unit=N_("trường"),
    ),
)  # fmt: skip
SOCIETY = (
    waiting(
        "cashless_schools_share", N_("Tỉ lệ trường chấp nhận thanh toán không dùng tiền mặt"),
        N_("Trường có khoản thu nhận bằng thanh toán điện tử, trong tổng số trường."), FINANCE, ACTION,
        owner="finance", every="quarter",
    ),
    waiting(
        "cashless_fees_share", N_("Tỉ lệ khoản thu được thanh toán không dùng tiền mặt"),
        N_("Lượt nộp tiền bằng thanh toán điện tử, trong tổng số lượt nộp tiền."), FINANCE, ECONOMY,
        owner="finance", every="quarter",
    ),
    reported(
        "urban_cashless_share", N_("Tỉ lệ trường ở đô thị thu học phí không dùng tiền mặt"),
        N_("Trường trên địa bàn đô thị nhận học phí bằng thanh toán điện tử, trong số trường ở đô thị."), PROJECT,
        owner="finance",
    ),
    reported(
        "families_paying_online_share", N_("Tỉ lệ phụ huynh dùng phương tiện thanh toán không dùng tiền mặt"),
        N_("Phụ huynh đã thanh toán điện tử cho trường, trong tổng số phụ huynh."), ECONOMY, owner="finance",
    ),
    reported(
        "bank_accounts_share", N_("Tỉ lệ học sinh từ 15 tuổi có tài khoản thanh toán"),
        N_("Học sinh từ 15 tuổi có tài khoản thanh toán tại ngân hàng, trong số học sinh từ 15 tuổi."), ECONOMY,
        owner="finance",
    ),
    reported(
        "teacher_signatures_share", N_("Tỉ lệ giáo viên có chữ kí số cá nhân"),
        N_("Giáo viên có chữ kí số hoặc chữ kí điện tử cá nhân, trong tổng số giáo viên."), ECONOMY, owner="staff",
    ),
    reported(
        "teacher_service_accounts_share", N_("Tỉ lệ giáo viên có tài khoản dịch vụ công trực tuyến"),
        N_("Giáo viên có tài khoản dịch vụ công, trong tổng số giáo viên."), ECONOMY, owner="staff",
    ),
    waiting(
        "digital_model_share", N_("Tỉ lệ trường hoàn thiện mô hình quản trị số, hoạt động số"),
        N_("Trường tiểu học đến trung học phổ thông hoàn thiện quản trị số, dữ liệu số, học liệu số mở."), MATURITY,
        ECONOMY, owner="office",
    ),
)  # fmt: skip
DIGITAL = (*SERVICES_ONLINE, *OFFICE_WORK, *TEACHING, *SOCIETY)
