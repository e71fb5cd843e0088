"""Addresses of maturity."""

from khue.maturity.views.assessments import urlpatterns as assessments
from khue.maturity.views.seasons import urlpatterns as seasons

app_name = "maturity"
urlpatterns = [*seasons, *assessments]
