"""With which settings does this installation run?"""

from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import environ
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

from shop.broker import TRANSPORT_OPTIONS
from shop.document import SPECTACULAR_SETTINGS  # noqa: F401 read by drf-spectacular
from shop.logs import logging_config
from shop.payment_settings import payee_settings, payment_settings, rate_feed_settings
from shop.schedule import beat_schedule

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").is_file():
    environ.Env.read_env(BASE_DIR / ".env")

# --- what the operator says -------------------------------------------------------------
DEBUG: bool = env.bool("DEBUG", default=False)
DEMO: bool = env.bool("DEMO", default=False)
INSECURE_KEY = "insecure-key-for-development-only"
SECRET_KEY: str = env.str("SECRET_KEY", default=INSECURE_KEY if DEBUG else "")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
_LOCAL = ["127.0.0.1", "localhost", "[::1]"] if DEBUG else []
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=_LOCAL)
PUBLIC_URL: str = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
STATE_DIR = Path(env.str("STATE_DIR", default=str(BASE_DIR / ".dev")))
# Files that people send; another storage may keep them, another server than this one may show them.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(STATE_DIR / "media")))
IMAGES_URL: str = env.str("IMAGES_URL", default=f"{PUBLIC_URL}/images").rstrip("/")
METRICS_TOKEN: str = env.str("METRICS_TOKEN", default="")
# How many proxies of ours stand in front and may say whom they serve.
NUM_PROXIES: int = env.int("NUM_PROXIES", default=0)

if not DEBUG and (len(SECRET_KEY) < 50 or SECRET_KEY == INSECURE_KEY):
    raise ImproperlyConfigured("SECRET_KEY must be set to at least 50 random characters.")

# --- apps -------------------------------------------------------------------------------
INSTALLED_APPS = [
    "shop",
    "consoles",
    "channels",
    "orders",
    "storefront",
    "catalog",
    "shipping",
    "payments",
    "news",
    "accounts",
    "kit",
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "allauth",
    "allauth.account",
    "anymail",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
MIDDLEWARE = [
    "shop.health.ProbeMiddleware",
    "kit.middleware.RequestGuard",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kit.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kit.middleware.ReadersLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kit.middleware.DatabaseAwayPages",
    "kit.middleware.AuditContext",
]
CSRF_FAILURE_VIEW = "kit.faults.outdated_form"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- PostgreSQL: the application's role runs, the owner's role migrates -----------------
# Statements end well before a proxy gives up, and a lock held for too long is told as 503.
# No trigger is ignored, which each would else find out by an error: bulk changes take a third of the time.
_PG_OPTIONS = "-c statement_timeout=15000 -c lock_timeout=8000 -c timezone=UTC -c pgtrigger.ignore={}"
# Tables are in memory or on disks without heads; compiling a statement takes longer than any of ours runs.
_PG_OPTIONS += " -c random_page_cost=1.1 -c jit=off"
# Starting helpers takes longer, too, and the cores are there for other visitors.
_PG_OPTIONS += " -c max_parallel_workers_per_gather=0"
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **env.db_url("DATABASE_URL", default="postgresql://steel_camel_app@127.0.0.1:5432/steel_camel"),
        "ENGINE": "kit.postgresql",
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 2,
            "options": _PG_OPTIONS,
            # What `prepared_cursor` asks more than twice is planned once for each connection, unless a pooler
            # forbids it.
            "prepare_threshold": 2 if env.bool("PREPARED_STATEMENTS", default=True) else None,
        },
        # A database that was migrated already makes test databases in no time.
        "TEST": {"TEMPLATE": env.str("TEST_TEMPLATE", default="template0")},
    }
}
APPLICATION_ROLE: str = DATABASES["default"]["USER"]
OWNER_DATABASE: dict[str, Any] | None = (
    {
        **env.db_url("DATABASE_OWNER_URL"),
        "OPTIONS": {"connect_timeout": 2, "options": "-c lock_timeout=10000 -c timezone=UTC"},
    }
    if env.str("DATABASE_OWNER_URL", default="")
    else None
)

# --- Redis: the broker's nudges, throttles, nothing that must survive -------------------
REDIS_URL: str = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ACKS_ON_FAILURE = True
CELERY_TASK_ACKS_ON_TIMEOUT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Always below the visibility timeout, or a slow task would run twice at once.
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_BROKER_TRANSPORT_OPTIONS = TRANSPORT_OPTIONS
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 2,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.4,
}
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000
CELERY_WORKER_ETA_TASK_LIMIT = 100
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    # It thinks for a minute: nobody who waits for a place waits for that.
    "shipping.plan_trains": {"queue": "planning"},
    "shipping.plan_scenarios": {"queue": "planning"},
    "shipping.*": {"queue": "slots"},
    "storefront.*": {"queue": "storefront"},
    "payments.*": {"queue": "payments"},
    "catalog.import_*": {"queue": "imports"},
    # They wait for no stranger's file.
    "channels.look_at_feed": {"queue": "default"},
    "channels.sweep_feeds": {"queue": "default"},
    "channels.*": {"queue": "imports"},
    "news.send_mail": {"queue": "mail"},
    "news.send_webhooks": {"queue": "webhooks"},
    "news.*": {"queue": "news"},
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
CELERY_BEAT_CRON_STARTING_DEADLINE = 300
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = beat_schedule(demo=DEMO)

LOGGING = logging_config(readable=DEBUG)

# Networks to which webhooks may go although they are not public, such as 127.0.0.0/8 while developing.
WEBHOOK_ALLOWED_NETWORKS = [
    str(ip_network(network)) for network in env.list("WEBHOOK_ALLOWED_NETWORKS", default=[])
]

# --- money (docs/payments.md) ------------------------------------------------------------
PAYMENT_PROVIDERS = payment_settings(env)
PAYEE = payee_settings(env, pretended=DEBUG or DEMO)
# Which central banks are asked for exchange rates, by address; none in demonstrations and while developing.
EXCHANGE_RATE_FEEDS = rate_feed_settings(env, pretended=DEBUG or DEMO)
# Where buyers come back to from the page of a provider; `?payment=<id>` is added.
PAYMENT_RETURN_URL: str = env.str("PAYMENT_RETURN_URL", default=f"{PUBLIC_URL}/")

# --- planning the trains anew (docs/replanning.md) ---------------------------------------
# Every so many minutes, besides what the railway asks for; 0 switches it off.
PLANNING_EVERY_MIN: int = env.int("PLANNING_EVERY_MIN", default=30)
if PLANNING_EVERY_MIN and not 15 <= PLANNING_EVERY_MIN <= 60:
    raise ImproperlyConfigured("PLANNING_EVERY_MIN must be 0, or from 15 to 60.")
# What one run gets at most: seconds, processes, and MB of address space for each of these.
PLANNING_SECONDS: int = env.int("PLANNING_SECONDS", default=30)
if not 1 <= PLANNING_SECONDS <= 60:
    raise ImproperlyConfigured("PLANNING_SECONDS must be from 1 to 60.")
PLANNING_WORKERS: int = env.int("PLANNING_WORKERS", default=2)
PLANNING_MEMORY_MB: int = env.int("PLANNING_MEMORY_MB", default=4_000)

# --- people -----------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["accounts.sessions.SessionBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name}
    for name in (
        "accounts.passwords.NotLikeTheAddress",
        "django.contrib.auth.password_validation.MinimumLengthValidator",
        "django.contrib.auth.password_validation.CommonPasswordValidator",
        "django.contrib.auth.password_validation.NumericPasswordValidator",
    )
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_HMAC = True
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
PASSWORD_RESET_TIMEOUT = 60 * 60
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("kk", "Қазақша"), ("zh-hans", "简体中文")]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["shop.formats"]
# Without a mail server mails become files, which a log would not do for: their links open accounts.
MAIL_FOLDER = STATE_DIR / "mail"
globals().update(env.email_url("EMAIL_URL", default=f"filemail:///{quote_plus(str(MAIL_FOLDER), safe='/')}"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Steel Camel <no-reply@localhost>")
# What mails are signed with: the shop's name, and where law asks for it who runs it and where.
SHOP_NAME: str = env.str("SHOP_NAME", default="Steel Camel")
MAIL_POSTAL_LINE: str = env.str("MAIL_POSTAL_LINE", default="")
# Where answers to mails go, and questions of their readers; without it nobody is offered any.
SUPPORT_EMAIL: str = env.str("SUPPORT_EMAIL", default="")
# A server that doesn't answer is away: the mail waits, not the sender.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
# Or a provider instead of EMAIL_URL, such as postmark, mailgun, amazon_ses, brevo, unisender_go: its settings
# are those of django-anymail, each with ANYMAIL_ before it (docs/mails.md).
EMAIL_PROVIDER: str = env.str("EMAIL_PROVIDER", default="")
_PROVIDERS = (
    *("amazon_ses", "brevo", "mailersend", "mailgun", "mailjet", "postmark", "resend", "sendgrid"),
    *("sparkpost", "unisender_go"),
)
if EMAIL_PROVIDER and EMAIL_PROVIDER not in _PROVIDERS:
    raise ImproperlyConfigured(f"EMAIL_PROVIDER: {EMAIL_PROVIDER!r} is none of {', '.join(_PROVIDERS)}.")
if EMAIL_PROVIDER:
    EMAIL_BACKEND = f"anymail.backends.{EMAIL_PROVIDER}.EmailBackend"
ANYMAIL: dict[str, Any] = {
    # Not every provider knows what we say beside the mail: it is sent all the same.
    "IGNORE_UNSUPPORTED_FEATURES": True,
    "REQUESTS_TIMEOUT": EMAIL_TIMEOUT,
    **{
        name.removeprefix("ANYMAIL_"): value
        for name, value in env.ENVIRON.items()
        if name.startswith("ANYMAIL_")
    },
}

# --- the web ----------------------------------------------------------------------------
HTTPS = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS and env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|metrics)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if NUM_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 8 * 60 * 60
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
APPEND_SLASH = False
LOGIN_REDIRECT_URL = "/admin/"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
# What browsers ask of every site under a name of their own: the icon.
WHITENOISE_ROOT = BASE_DIR / "shop" / "root"

REST_FRAMEWORK: dict[str, Any] = {
    # Doors bring their own; whatever isn't a door lets nobody in.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kit.parsing.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "kit.openapi.ProblemSchema",
    "EXCEPTION_HANDLER": "kit.http.as_problem",
    "STRICT_JSON": True,
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": NUM_PROXIES,
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Steel Camel",
    "SITE_HEADER": "Steel Camel",
    "SITE_SYMBOL": "train",
    "SHOW_LANGUAGES": True,
    "DASHBOARD_CALLBACK": "consoles.dashboard.fill",
    "SIDEBAR": {"show_search": True, "show_all_applications": False},
    "STYLES": [lambda request: static("consoles/readable.css")],
    "SCRIPTS": [
        lambda request: static("consoles/find.js"),
        lambda request: static("consoles/named.js"),
        lambda request: static("consoles/focused.js"),
    ],
}
