"""Addresses of security, from the modules of its pages."""

from khue.security.views import (
    account,
    delegating,
    emergencies,
    events,
    granting,
    managing,
    merging,
    passkeys,
    protection,
    seeing,
    signing,
    single_sign_on,
)

app_name = "security"
urlpatterns = [
    *signing.urlpatterns,
    *account.urlpatterns,
    *managing.urlpatterns,
    *passkeys.urlpatterns,
    *protection.urlpatterns,
    *single_sign_on.urlpatterns,
    *events.urlpatterns,
    *granting.urlpatterns,
    *delegating.urlpatterns,
    *emergencies.urlpatterns,
    *merging.urlpatterns,
    *seeing.urlpatterns,
]
