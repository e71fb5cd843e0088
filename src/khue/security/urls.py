"""Addresses of security, from the modules of its pages."""

from khue.security.views import account, events, managing, passkeys, protection, signing, single_sign_on

app_name = "security"
urlpatterns = [
    *signing.urlpatterns,
    *account.urlpatterns,
    *managing.urlpatterns,
    *passkeys.urlpatterns,
    *protection.urlpatterns,
    *single_sign_on.urlpatterns,
    *events.urlpatterns,
]
