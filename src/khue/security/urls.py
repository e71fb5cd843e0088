"""Addresses of security, from the modules of its pages."""

from khue.security.views import account, events, signing

app_name = "security"
urlpatterns = [*signing.urlpatterns, *account.urlpatterns, *events.urlpatterns]
