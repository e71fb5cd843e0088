"""Addresses: every app brings its own; this file only mounts them."""

from django.urls import URLPattern, URLResolver, include, path

from khue.config.api import api
from khue.core.manifest import manifests
from khue.core.web import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("api/v1/", api.urls),
    path("", include("khue.core.web.urls")),
    path("", include("khue.core.sheets.urls")),
    *(path("", include(manifest.urls)) for manifest in manifests() if manifest.urls),
]

handler400 = "khue.core.web.views.bad_request"
handler403 = "khue.core.web.views.denied"
handler404 = "khue.core.web.views.missing"
handler500 = "khue.core.web.views.broken"
