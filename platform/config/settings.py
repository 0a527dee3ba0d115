"""Settings, read from the environment; the defaults run the demo on this machine alone."""

import os
from base64 import b64encode
from pathlib import Path
from typing import Any

from config.embedded_postgres import APP_ROLE, OWNER_ROLE, broker_options, connection_parameters, default_url

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".stationmaster"
NODE = ROOT / "node_modules"
PRODUCTION = os.environ.get("STATIONMASTER_PRODUCTION", "") == "1"
DEMO = os.environ.get("STATIONMASTER_DEMO", "") == "1" and not PRODUCTION
SIMULATOR_LEAVES_ALONE = frozenset(os.environ.get("SIMULATOR_LEAVES_ALONE", "SHA01").split(","))  # people are its crews


def secret(name: str, default: str = "") -> str:
    """Return a secret from NAME_FILE or NAME."""
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text().strip() if path else os.environ.get(name, default)


def local_secret() -> str:
    """Return a key of this checkout's own, made on first use, so that sessions survive a restart of the demo."""
    path = STATE / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(os.urandom(48).hex())
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = secret("SECRET_KEY") or local_secret()
DEBUG = False
BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
INTERNAL_IPS = ["127.0.0.1"]
TRUSTED_PROXIES = [
    one for one in os.environ.get("TRUSTED_PROXIES", "").split(",") if one
]  # networks, such as 10.0.0.0/8

# --- apps: head office's tables live in public, the stations' in a schema of their own -------------------------------------------------

OFFICE_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "servestatic",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "django_filters",
    "django_tables2",
    "django_htmx",
    "template_partials",
    "csp",
    "django_structlog",
    "django_prometheus",
    "common",
    "accounts",
    "catalog",
    "desk",
    "tenants.registry",
    "audit.certification",
    "audit.inspections",
    "audit.violations",
    "billing.ledger",
    "billing.policy",
    "billing.campaigns",
    "billing.chargeback",
    "billing.claims",
    "billing.oldparts",
    "billing.settlement",
    "billing.subscriptions",
    "billing.insight",
    "network.support",
    "network.planning",
    "network.hotline",
    "network.dispatch",
    "network.questions",
    "network.duty",
    "network.incidents",
    "network.disputes",
    "network.onboarding",
    "network.lifecycle",
    "network.scorecards",
    "demo",
]
STATION_APPS = [
    "tenants.workshop",
    "tenants.parts",
    "tenants.care",
    "tenants.site",
]


def present(apps: list[str]) -> list[str]:
    """Leave out rooms that are not built."""
    return [
        app for app in apps if app.split(".")[0] not in WINGS or (ROOT / app.replace(".", "/") / "models.py").exists()
    ]


WINGS = {"tenants", "audit", "billing", "network"}
SHARED_APPS = present(OFFICE_APPS)
TENANT_APPS = present(STATION_APPS)
OURS = {"common", "accounts", "catalog", "desk", *WINGS}
# Ours first: their templates and translations win over those of the libraries.
INSTALLED_APPS = sorted([*SHARED_APPS, *TENANT_APPS], key=lambda app: app.split(".")[0] not in OURS)
STATION_APP_LABELS = frozenset(app.rpartition(".")[2] for app in TENANT_APPS)

TENANT_MODEL = "registry.Station"
TENANT_DOMAIN_MODEL = "registry.Domain"
TENANT_LIMIT_SET_CALLS = True
STATION_HOSTS = os.environ.get("STATION_HOSTS", "") == "1"
ROOT_URLCONF = "config.urls_headoffice"
STATION_URLCONF = "config.urls_station"
STATION_HOST_URLCONF = "config.urls_station_host"
WSGI_APPLICATION = "config.wsgi.application"

# --- database ---------------------------------------------------------------------------------------------------------------------------

DATABASE_APP_ROLE = os.environ.get("DATABASE_APP_ROLE", APP_ROLE)
DATABASE_POOLS_BY_SESSION = (
    os.environ.get("DATABASE_POOLS_BY_SESSION", "") == "1"
)  # the pooler in between keeps to its client
SERVER = os.environ.get("STATIONMASTER_SERVER", "demo")


def database(url: str) -> dict[str, Any]:
    """Return Django's description of a database address."""
    return {
        "ENGINE": "common.database",
        **connection_parameters(url),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }


DATABASES = {
    "default": database(os.environ.get("DATABASE_URL") or default_url(APP_ROLE, name=SERVER)),
    "owner": database(os.environ.get("DATABASE_OWNER_URL") or default_url(OWNER_ROLE, name=SERVER))
    | {"ATOMIC_REQUESTS": False},
}
DATABASE_ROUTERS = ["common.database.router.SchemaRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "django_tenants.cache.make_key",
        "REVERSE_KEY_FUNCTION": "django_tenants.cache.reverse_key",
    }
}

# --- requests ---------------------------------------------------------------------------------------------------------------------------

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "common.pages.static_files.StaticFilesMiddleware",
    "common.observability.middleware.RequestIdMiddleware",
    "tenants.registry.middleware.StationMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.ActorMiddleware",
    "desk.middleware.PreferenceMiddleware",
    "common.pages.errors.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "platform/accounts/templates"],  # before allauth's own
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
            ]
        },
    }
]

# --- people -----------------------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "Stationmaster"
USERSESSIONS_TRACK_ACTIVITY = False
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False

# --- the manufacturer's own company: buyer on the stations' invoices, payer in the bank file ----------------------------------------------

COMPANY = {
    "name": os.environ.get("COMPANY_NAME", "示例商用车销售有限公司"),
    "tax_number": os.environ.get("COMPANY_TAX_NUMBER", "91310000MA1FL0EX4P"),
    "bank_name": os.environ.get("COMPANY_BANK_NAME", "示例银行上海分行"),
    "bank_code": os.environ.get("COMPANY_BANK_CODE", "102290000011"),
    "account_number": os.environ.get("COMPANY_ACCOUNT_NUMBER", "1001000019000000017"),
}

# --- protection -------------------------------------------------------------------------------------------------------------------------

SESSION_COOKIE_NAME = "__Host-sm_session" if PRODUCTION else "sm_session"
CSRF_COOKIE_NAME = "__Host-sm_csrf" if PRODUCTION else "sm_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_SSL_REDIRECT = PRODUCTION
# TLS ends at the proxy. Only one that is named is believed: without a proxy anybody could say that a request came by HTTPS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
CSRF_FAILURE_VIEW = "common.pages.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- language, time, files --------------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
BUSINESS_TIME_ZONE = os.environ.get("BUSINESS_TIME_ZONE", "Asia/Shanghai")
FORMAT_MODULE_PATH = ["config.formats"]
STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
STATICFILES_DIRS = [
    (name, path)
    for name, path in [
        ("tabler", NODE / "@tabler/core/dist"),
        ("htmx", NODE / "htmx.org/dist"),
        ("leaflet", NODE / "leaflet/dist"),
        ("echarts", NODE / "echarts/dist"),
        ("world-atlas", NODE / "world-atlas"),
        ("topojson", NODE / "topojson-client/dist"),
    ]
    if path.exists()
]
SERVESTATIC_USE_FINDERS = not PRODUCTION
SERVESTATIC_AUTOREFRESH = False
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", STATE / "media"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # the rows of a policy chapter, a catalogue of hours: bounded by the size above

# --- observability --------------------------------------------------------------------------------------------------

METRICS_TOKEN = secret("METRICS_TOKEN")
SENTRY_DSN = secret("SENTRY_DSN")
LOGGING_CONFIG = "common.observability.start.configure"
LOGGING = {"level": os.environ.get("LOG_LEVEL", "INFO")}

# --- tasks ------------------------------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = os.environ.get("BROKER_URL", "pgmq://")
CELERY_BROKER_TRANSPORT_OPTIONS = {} if "BROKER_URL" in os.environ else broker_options(name=SERVER)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
JOB_PROCESSES = int(os.environ.get("JOB_PROCESSES", os.cpu_count() or 1))  # how many share the heavy part of one job

# --- payment ----------------------------------------------------------------------------------------------------------------------------

STRIPE_API_KEY = secret("STRIPE_API_KEY")
STRIPE_WEBHOOK_SECRET = secret("STRIPE_WEBHOOK_SECRET") or f"whsec_{SECRET_KEY}"

# --- telephone exchange -----------------------------------------------------------------------------------------------------------------

EXCHANGE_URL = os.environ.get("EXCHANGE_URL", "")
EXCHANGE_TOKEN = secret("EXCHANGE_TOKEN")
EXCHANGE_SECRET = secret("EXCHANGE_SECRET") or (
    "" if PRODUCTION else b64encode(f"exchange:{SECRET_KEY}".encode()).decode()
)

# --- electronic signatures --------------------------------------------------------------------------------------------------------------

ESIGN_URL = os.environ.get("ESIGN_URL", "")
ESIGN_TOKEN = secret("ESIGN_TOKEN")
ESIGN_SECRET = secret("ESIGN_SECRET") or ("" if PRODUCTION else b64encode(f"esign:{SECRET_KEY}".encode()).decode())

# --- routing server ---------------------------------------------------------------------------------------------------------------------

ROUTING_URL = os.environ.get("ROUTING_URL", "")

# --- mail -------------------------------------------------------------------------------------------------------------------------------

EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = STATE / "mail"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"  # STARTTLS, mostly on port 587
EMAIL_USE_SSL = os.environ.get("EMAIL_USE_SSL", "") == "1"  # TLS from the start, mostly on port 465
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Stationmaster <no-reply@stationmaster.example>")

# --- messages to drivers ----------------------------------------------------------------------------------------------------------------

SMS_PROVIDER = os.environ.get(
    "SMS_PROVIDER", "common.channels.fake.FakeProvider" if DEMO else ""
)  # without one messages wait
SMS_WEBHOOK_SECRET = secret("SMS_WEBHOOK_SECRET") or f"sms-{SECRET_KEY}"
SMS_FAKE_DIRECTORY = STATE / "demo" / "sms"

# --- API --------------------------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_SCHEMA_CLASS": "common.api.schema.Described",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.api.parsing.PlainJsonParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["common.api.authentication.ActorAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [],  # RecordApi.initial asks the role table
    "DEFAULT_THROTTLE_CLASSES": ["common.api.throttling.PrincipalThrottle"],
    "DEFAULT_THROTTLE_RATES": {"principal": os.environ.get("API_RATE", "1200/minute")},
    "EXCEPTION_HANDLER": "common.api.problems.handle",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Stationmaster",
    "VERSION": "1",
    "DESCRIPTION": "Runs a vehicle manufacturer's service network. Sign in with `Authorization: Bearer <API key>`.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["common.api.schema.complete"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}
