"""Addresses of exams."""

from khue.exams.publishing.views import urlpatterns as publishing
from khue.exams.statistics.views import urlpatterns as statistics
from khue.exams.views.imports import urlpatterns as imports
from khue.exams.views.sessions import urlpatterns as sessions

app_name = "exams"
urlpatterns = [*sessions, *imports, *publishing, *statistics]
