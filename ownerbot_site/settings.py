"""Django's settings, derived from env/schema.py; this module never reads the environment itself."""

from __future__ import annotations

import sys
from typing import Any
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from ownerbot_site import logs, navigation
from ownerbot_site.env.schema import BASE_DIR, SettingsError, read_env
from ownerbot_site.runtime import addresses, embedded

django_stubs_ext.monkeypatch()

try:
    ENV = read_env()
except SettingsError as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(2)

DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key.get_secret_value() or embedded.get_or_create_secret(ENV.data_dir)
EMBEDDED_POSTGRES = not ENV.database_url.get_secret_value()
EMBEDDED_REDIS = not ENV.redis_url.get_secret_value()

# Settings of the shop, its owners and their chats, under the names that the code uses.
SHOP_NAME = ENV.shop_name
SHOP_CURRENCY = ENV.shop_currency
SHOP_ZONE = ENV.zone
UPSTREAM_MODE = ENV.upstream_mode
UPSTREAM_BASE_URL = ENV.upstream_base_url
UPSTREAM_API_KEY = ENV.upstream_api_key.get_secret_value()
UPSTREAM_PRIVATE_NETWORKS = ENV.upstream_private_networks
CONFIRM_TTL_SEC = ENV.confirm_ttl_sec
ACCESS_DENY_AUDIT_ENABLED = ENV.access_deny_audit_enabled
ACCESS_DENY_AUDIT_TTL_SEC = ENV.access_deny_audit_ttl_sec
ACCESS_DENY_NOTIFY_ONCE = ENV.access_deny_notify_once
FAULTS = ENV.faults
MANAGER_CHAT_IDS = ENV.team_chat_ids
OWNER_IDS = frozenset(ENV.owner_ids)
OWNER_LANGUAGE = ENV.owner_language
SIMULATOR_ENABLED = ENV.has_simulator
WEB_ADDRESS = ENV.public_base_url or addresses.build_page_address(ENV.web_bind)

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "channels",
    "axes",
    "procrastinate.contrib.django",
    "ninja",  # serves the API page's assets from our own static files
    "ownerbot_site.apps.OwnerBotSite",
    "audit.apps.Audit",
    "tools.apps.Tools",
    "actions.apps.Actions",
    "telegram_bot.apps.TelegramBot",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "ownerbot_site.security.relax_csp_in_admin",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "ownerbot_site.unavailable.UnavailableMiddleware",
]

ROOT_URLCONF = "ownerbot_site.urls"
ASGI_APPLICATION = "ownerbot_site.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# PostgreSQL itself ends sessions that hang, well before a claim's lease (45 s) is over.
DATABASE_TIMEOUTS = (
    "-c statement_timeout=10000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=15000"
)
KEEPALIVES = {
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}


def _build_database() -> dict[str, Any]:
    conninfo = ENV.database_url.get_secret_value() or embedded.build_postgres_url(ENV.data_dir)
    parts = {key: str(value) for key, value in conninfo_to_dict(conninfo).items()}
    known = {
        "NAME": "dbname",
        "USER": "user",
        "PASSWORD": "password",
        "HOST": "host",
        "PORT": "port",
    }
    options = {key: value for key, value in parts.items() if key not in known.values()}
    options["options"] = f"{options.get('options', '')} {DATABASE_TIMEOUTS}".strip()
    options.setdefault("connect_timeout", "5")
    # With these, a server that has disappeared without closing is noticed within the same time.
    options |= {key: value for key, value in KEEPALIVES.items() if key not in options}
    options.setdefault("application_name", "ownerbot")
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{key: parts.get(name, "") for key, name in known.items()},
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **options,
            # reconnect_timeout is short because the pool's own pauses double, up to minutes.
            "pool": {"min_size": 1, "max_size": 8, "timeout": 3, "reconnect_timeout": 1},
        },
    }


DATABASES = {"default": _build_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = ENV.redis_url.get_secret_value() or embedded.build_redis_url(ENV.data_dir)
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [{"address": REDIS_URL}], "prefix": "ownerbot"},
    }
}
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {
            "SOCKET_CONNECT_TIMEOUT": 0.5,
            "SOCKET_TIMEOUT": 0.5,
            "IGNORE_EXCEPTIONS": True,  # without Redis, there are only cache misses
        },
    }
}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["ip_address", "username"]
# More failures do not prolong the lock; `manage.py sign_in_link` makes a link that passes it.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_HANDLER = "ownerbot_site.accounts.logins.FailureHandler"
AXES_USERNAME_CALLABLE = "ownerbot_site.accounts.logins.hash_name"
AXES_CLIENT_IP_CALLABLE = "ownerbot_site.accounts.logins.get_client_address"
AXES_DISABLE_ACCESS_LOG = True  # the audit records who signed in
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

LANGUAGE_CODE = "en"
TIME_ZONE = ENV.shop_timezone
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "ownerbot_site.formats"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = (
    True  # served straight out of the packages: nothing to collect before a start
)
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 300

_https = WEB_ADDRESS.startswith("https://")
ALLOWED_HOSTS = [
    *ENV.allowed_hosts,
    urlsplit(WEB_ADDRESS).hostname or "",
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [WEB_ADDRESS]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_NAME = "__Host-session" if _https else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _https else "csrf"
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # machines beside us ask these without TLS
SECURE_HSTS_SECONDS = 365 * 86_400 if _https else 0
# No includeSubDomains, no preload: the settings of one host must not apply to its whole domain.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

UNFOLD = navigation.UNFOLD | {"LOGIN": {"form": "ownerbot_site.accounts.logins.LoginForm"}}

LOGGING = logs.build_config(
    level=ENV.log_level,
    secrets=[
        secret.get_secret_value()
        for secret in (
            ENV.bot_token, ENV.telegram_webhook_secret, ENV.openai_api_key,
            ENV.upstream_api_key, ENV.database_url, ENV.redis_url, ENV.secret_key,
        )
    ],
)  # fmt: skip
