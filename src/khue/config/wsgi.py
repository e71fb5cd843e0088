"""What the web server serves."""

import os

from django.core.wsgi import get_wsgi_application

from khue.config.checks import must_be_safe

must_be_safe(os.environ)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khue.config.settings")

application = get_wsgi_application()
