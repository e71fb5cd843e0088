"""Addresses of planning."""

from khue.planning.views.money import urlpatterns as money
from khue.planning.views.opinions import urlpatterns as opinions
from khue.planning.views.plans import urlpatterns as plans
from khue.planning.views.reporting import urlpatterns as reporting
from khue.planning.views.review import urlpatterns as review
from khue.planning.views.work import urlpatterns as work

app_name = "planning"
urlpatterns = [*plans, *review, *work, *money, *opinions, *reporting]
