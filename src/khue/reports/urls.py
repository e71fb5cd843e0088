"""Addresses of reports."""

from khue.reports.views.listing import urlpatterns as listing
from khue.reports.views.moving import urlpatterns as moving
from khue.reports.views.writing import urlpatterns as writing

app_name = "reports"
urlpatterns = [*listing, *writing, *moving]
