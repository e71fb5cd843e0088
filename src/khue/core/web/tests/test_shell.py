"""The layouts: what they carry on every page, and what they never carry."""

import re

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.template import engines
from django.utils import translation

from khue.core.actor import Actor
from khue.core.errors import Invalid
from khue.core.web import guide, preferences
from khue.core.web.charts import Chart, Series
from khue.core.web.dates import as_of
from khue.core.web.headers import CONTENT_POLICY, HeadersMiddleware
from khue.core.web.preferences import LanguageMiddleware

INLINE = re.compile(r"\sstyle=|\son\w+=|<script(?![^>]*(?:src=|application/json))|<style|javascript:", re.I)
ELSEWHERE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")


@pytest.fixture
def guide_page(rf):
    """The style guide as a signed-in person sees it: every component on one page."""
    request = rf.get("/van-phong/mau-giao-dien", headers={"Accept": "text/html"})
    request.actor = Actor(7, name="Nguyễn Thị Hoa", post="Chuyên viên")
    request._messages = CookieStorage(request)
    response = guide.page(request)
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def render(source, rf, **context):
    request = rf.get("/x")
    return engines["django"].from_string(source).render(context, request)


def test_no_page_carries_anything_inline_or_from_elsewhere(guide_page):
    assert INLINE.findall(guide_page) == []
    assert ELSEWHERE.findall(guide_page) == []


def test_the_content_policy_allows_this_server_only():
    allowed = {source for sources in CONTENT_POLICY["DIRECTIVES"].values() for source in sources}
    assert allowed == {"'self'", "'none'", "data:", "blob:"}
    assert CONTENT_POLICY["DIRECTIVES"]["script-src"] == ["'self'"]
    assert CONTENT_POLICY["DIRECTIVES"]["style-src"] == ["'self'"]


def test_the_title_is_written_once_and_shown_three_times(guide_page):
    assert "<title>Mẫu giao diện · Khuê</title>" in guide_page
    assert "<h1>Mẫu giao diện</h1>" in guide_page
    assert '<li aria-current="page">Mẫu giao diện</li>' in guide_page


def test_every_picture_has_its_table(guide_page):
    assert guide_page.count("data-chart=") == guide_page.count('class="chart-table"') == 4


def test_a_chart_cannot_break_out_of_its_data(rf):
    nasty = Chart("x", "</script><b>", "bar", ["</script>"], (Series("<i>", [1]),))
    shown = render("{% chart chart %}", rf, chart=nasty)
    assert shown.count("</script>") == 1
    assert "<b>" not in shown
    assert "<i>" not in shown


@pytest.mark.parametrize("tone", ["neutral", "info", "good", "warn", "bad", "accent"])
def test_content_of_a_callout_is_escaped_once(rf, tone):
    source = "{% callout tone title %}{{ text }} <em>và</em>{% endcallout %}"
    shown = render(source, rf, text="<b>", title="<Một>", tone=tone)
    assert "&lt;b&gt; <em>và</em>" in shown
    assert "&lt;Một&gt;" in shown


def test_a_missing_figure_says_so_and_nought_is_a_number(rf):
    assert "chưa có số liệu" in render('{% figure "Trường" None %}', rf)
    assert ">0<" in render('{% figure "Trường" 0 %}', rf)


def test_pages_of_signed_in_people_stay_out_of_caches(rf):
    request = rf.get("/van-phong/")
    request.actor = Actor(7)
    response = HeadersMiddleware(lambda asked: HttpResponse())(request)
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_public_pages_may_be_cached(rf):
    response = HeadersMiddleware(lambda asked: HttpResponse())(rf.get("/"))
    assert "Cache-Control" not in response
    assert "camera=()" in response["Permissions-Policy"]


def test_pages_speak_vietnamese_unless_the_person_chose_english(rf):
    def speak(request):
        return HttpResponse(translation.get_language())

    request = rf.get("/", headers={"Accept-Language": "en-US"})
    assert LanguageMiddleware(speak)(request)["Content-Language"] == "vi"
    request.COOKIES[preferences.LANGUAGE] = "en"
    assert LanguageMiddleware(speak)(request)["Content-Language"] == "en"
    request.COOKIES[preferences.LANGUAGE] = "xx"
    assert LanguageMiddleware(speak)(request)["Content-Language"] == "vi"


@pytest.mark.parametrize(
    ("back", "to"), [("/van-phong/?a=1", "/van-phong/?a=1"), ("https://evil.test/", "/"), ("//evil.test", "/")]
)
def test_a_choice_is_kept_and_leads_back_on_this_site_only(rf, back, to):
    response = preferences.choose(rf.post("/tuy-chon", {"khue_theme": "dark", "khue_language": "xx", "back": back}))
    assert response["Location"] == to
    assert response.cookies["khue_theme"].value == "dark"
    assert "khue_language" not in response.cookies


def test_the_date_of_a_page_is_read_from_its_address(rf):
    seen = as_of(rf.get("/x?tinh-den=30/06/2025&biet-den=2025-07-02"))
    assert seen.on.isoformat() == "2025-06-30"
    assert seen.known_at is not None
    assert seen.known_at.isoformat() == "2025-07-02T23:59:59.999999+07:00"
    assert seen.query == "?tinh-den=2025-06-30&biet-den=2025-07-02"
    assert as_of(rf.get("/x")).is_now
    assert as_of(rf.get("/x")).query == ""


def test_dates_that_do_not_exist_are_all_named(rf):
    with pytest.raises(Invalid) as refused:
        as_of(rf.get("/x?tinh-den=31/02/2025&biet-den=hôm qua"))
    assert [fault.value for fault in refused.value.problems] == ["31/02/2025", "hôm qua"]


def test_a_form_ties_each_error_to_its_field(rf):
    form = guide.Sample({"kind": "thpt", "opened_on": "03/04/2025", "pupils": "-1"})
    shown = render("{% fields form %}", rf, form=form)
    assert form.cleaned_data["opened_on"].isoformat() == "2025-04-03"  # the third of April, never the fourth of March
    assert 'aria-describedby="id_name-help id_name-error"' in shown
    assert 'href="#id_pupils"' in shown
    assert shown.count('aria-invalid="true"') >= 3
