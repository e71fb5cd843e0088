"""What the web server serves."""

import os

from django.core.wsgi import get_wsgi_application

from khue.config.checks import must_be_safe

must_be_safe(os.environ)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khue.config.settings")

served = get_wsgi_application()

from khue.exams.publishing.serving import PublishedResults  # noqa: E402 (needs the apps to be ready)

application = PublishedResults(served)
