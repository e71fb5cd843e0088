"""Settings of Khuê. Every environment variable is listed in docs/reference/settings.md; `khue.config.checks` refuses
dangerous combinations at start."""

import os
from pathlib import Path

from khue.core.postgres.addresses import addresses
from khue.core.postgres.places import Places, read_secrets
from khue.core.web.headers import CONTENT_POLICY

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent.parent


def flag(name: str, default: bool) -> bool:
    """Read a yes/no environment variable."""
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


KHUE_HOME = Path(os.environ.get("KHUE_HOME") or ROOT / "var").resolve()
KHUE_DEMO = flag("KHUE_DEMO", False)
KHUE_BASE_URL = os.environ.get("KHUE_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
KHUE_FILES = KHUE_HOME / "files"
KHUE_PUBLISHED = Path(os.environ.get("KHUE_PUBLISHED") or KHUE_HOME / "published")
KHUE_PROXIES = int(os.environ.get("KHUE_PROXIES", "0"))  # how many trusted proxies stand in front
KHUE_LOOKUPS_PER_MINUTE = int(os.environ.get("KHUE_LOOKUPS_PER_MINUTE", "30"))  # per address
KHUE_API_PER_MINUTE = int(os.environ.get("KHUE_API_PER_MINUTE", "600"))  # per address
KHUE_ACTOR = "khue.security.queries.actor_for"
KHUE_NAMES = "khue.security.queries.full_names"

KHUE_SSO = os.environ.get("KHUE_SSO", "")  # providers of single sign-on, read by khue.security.sso

DEBUG = flag("KHUE_DEBUG", False)
_secrets = read_secrets(Places.under(KHUE_HOME))
SECRET_KEY = os.environ.get("KHUE_SECRET_KEY") or (_secrets.secret_key if _secrets else "")
KHUE_DATA_KEY = os.environ.get("KHUE_DATA_KEY", "")  # without it the secret of the installation (people.secrets)
ALLOWED_HOSTS = os.environ.get("KHUE_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [KHUE_BASE_URL]

SERVED_SECURELY = KHUE_BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_SECURELY
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "khue.core.sessions"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "khue_session", "khue_csrf", "khue_language"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SERVED_SECURELY else 0
SECURE_SSL_REDIRECT = SERVED_SECURELY
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if KHUE_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = CONTENT_POLICY
CSRF_FAILURE_VIEW = "khue.core.web.views.stale_form"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "procrastinate.contrib.django",
    "khue.core",
    "khue.catalogues",
    "khue.organisations",
    "khue.people",
    "khue.privacy",
    "khue.security",
    "khue.staff",
    "khue.students",
    "khue.exams",
    "khue.indicators",
    "khue.planning",
    "khue.maturity",
    "khue.dashboards",
    "khue.reports",
    "khue.portal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "khue.core.web.headers.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "khue.core.web.preferences.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "khue.core.web.api.ApiMiddleware",
    "khue.core.web.middleware.OneTransaction",
    "khue.security.gate.Gate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "khue.config.urls"
WSGI_APPLICATION = "khue.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "khue.core.web.context.shell",
            ],
            "builtins": [
                "khue.core.web.tags",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]

_addresses = addresses(KHUE_HOME)
_engine = {"ENGINE": "django.db.backends.postgresql"}
_kept = {**_engine, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DATABASES = {
    "default": {**_addresses.app.django(), **_kept},
    "progress": {**_addresses.app.django(), **_kept},  # a second connection: progress is seen before the work is saved
}
if _addresses.given_owner:  # migrations only
    DATABASES["owner"] = {**_engine, **_addresses.given_owner.django()}
PROCRASTINATE_IMPORT_PATHS = ["khue.core.sheets.tasks"]  # tasks outside an app's own tasks.py
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "security.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/dang-nhap"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["khue.core.web.languages"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [("vendor", ROOT / "vendor")]
STATIC_ROOT = ROOT / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": KHUE_FILES}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
EMAIL_HOST = os.environ.get("KHUE_MAIL_HOST", "")  # empty: letters are printed
EMAIL_PORT = int(os.environ.get("KHUE_MAIL_PORT", "587"))
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = os.environ.get("KHUE_MAIL_USER", ""), os.environ.get("KHUE_MAIL_PASSWORD", "")
EMAIL_USE_TLS = flag("KHUE_MAIL_TLS", True)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("KHUE_MAIL_FROM", "khue@localhost")
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
