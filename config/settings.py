"""Settings: one file, fed by the environment, refusing to start with a value that would be unsafe.

``ZHIPING_MODE`` is ``try`` (SQLite, local adapters, a movable law clock), ``test`` or ``production``.
"""

from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

MODE = env.str("ZHIPING_MODE", "try")
if MODE not in {"try", "test", "production"}:
    raise ImproperlyConfigured(f"ZHIPING_MODE is {MODE!r}; it is try, test or production.")
PRODUCTION = MODE == "production"
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", MODE == "try")  # sign-ins on the sign-in page, 演示 on every page and document
VAR_DIR = Path(env.str("ZHIPING_VAR", str(BASE_DIR / "var" / "try")))

# The law clock moves in tests, demo and season only (design §7).
LAW_CLOCK_MOVABLE = env.bool("LAW_CLOCK_MOVABLE", not PRODUCTION)
LAW_CLOCK_SHIFT = timedelta(seconds=env.float("LAW_CLOCK_SHIFT_SECONDS", 0))

# ── secrets ────────────────────────────────────────────────────────────────────────────────────────────────────────
# Key ring of encrypted fields: "id:hex,id:hex", the first one seals. The blind index has a key of its own.
_TRY_KEY = "0" * 62
SECRET_KEY = env.str("SECRET_KEY") if PRODUCTION else env.str("SECRET_KEY", "only-for-trying-zhiping-" + _TRY_KEY)
FIELD_KEYS = env.str("FIELD_KEYS") if PRODUCTION else env.str("FIELD_KEYS", "try:" + _TRY_KEY + "01")
INDEX_KEY = env.str("INDEX_KEY") if PRODUCTION else env.str("INDEX_KEY", _TRY_KEY + "02")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000")  # printed as QR on documents
# Who runs this site and answers for it (MSG-09): of no series and no year, whose contacts stand in their notices.
# The trial's number is of a range that nobody answers.
SITE_OWNER = env.str("SITE_OWNER", "" if PRODUCTION else "职称改革工作办公室（演示）")
SUPPORT_PHONE = env.str("SUPPORT_PHONE", "" if PRODUCTION else "19000003999")
SITE_REGISTRATIONS = {  # 国办发〔2017〕47号: in the foot of every page; an empty one is not shown
    "网站标识码": env.str("SITE_IDENTIFIER", ""),
    "ICP备案": env.str("SITE_ICP", ""),
    "公安备案": env.str("SITE_POLICE_RECORD", ""),
}
SITE_FIND_ERRORS_URL = env.str("SITE_FIND_ERRORS_URL", "")  # 我为政府网站找错
# E-mail: a server by EMAIL_HOST; without one letters are files, and in production nobody is offered any.
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "noreply@localhost")
EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_SECURITY = env.str("EMAIL_SECURITY", "ssl")  # ssl: TLS from the first byte; starttls; none: a relay of the house
if EMAIL_SECURITY not in {"ssl", "starttls", "none"}:
    raise ImproperlyConfigured(f"EMAIL_SECURITY is {EMAIL_SECURITY!r}; it is ssl, starttls or none.")
EMAIL_USE_SSL, EMAIL_USE_TLS = EMAIL_SECURITY == "ssl", EMAIL_SECURITY == "starttls"
EMAIL_PORT = env.int("EMAIL_PORT", {"ssl": 465, "starttls": 587, "none": 25}[EMAIL_SECURITY])
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_TIMEOUT = env.float("EMAIL_TIMEOUT", 10)  # seconds a server may take for one answer
_SMTP, _FILES = "messaging.gateways.smtp.CarefulBackend", "django.core.mail.backends.filebased.EmailBackend"
EMAIL_BACKEND = env.str("EMAIL_BACKEND", _SMTP if EMAIL_HOST or PRODUCTION else _FILES)
EMAIL_FILE_PATH = VAR_DIR / "mail"

# ── apps, the lowest floor first (design §2) ───────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # PieceRenderer finds Django's own widgets among installed apps
    "django_htmx",
    "guardian",
    "simple_history",
    "axes",
    "records",
    "accounts",
    "messaging",
    "integrity",
    "committees",
    "notices",
    "declarations",
    "fees",
    "review.approvals",
    "review.meetings",
    "review.outcomes",
    "review.process",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.lib.errors.MaintenanceDoor",
    "config.lib.errors.NoNul",
    "config.lib.page.one_reading_a_page",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.lib.errors.OpenedByAddress",
]
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
                "accounts.context.site",
                "review.process.context.navigation",
            ],
            "libraries": {"ui": "config.lib.uitags", "prose": "config.lib.prose"},
        },
    }
]
FORM_RENDERER = "config.lib.formrenderer.PieceRenderer"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

# ── database ───────────────────────────────────────────────────────────────────────────────────────────────────────
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits at the start instead of failing in the middle
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── people ─────────────────────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.PhoneBackend",
    "guardian.backends.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ANONYMOUS_USER_NAME = None  # guardian: nobody holds rights without signing in
GUARDIAN_MONKEY_PATCH_USER = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # both together: nobody locks another person out
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # its tables say nothing to who keeps the directory
AXES_USERNAME_CALLABLE = "accounts.net.attempted_name"  # its tables hold no phone number in clear
AXES_CLIENT_IP_CALLABLE = "accounts.net.client_ip"
BEHIND_PROXY = env.bool("BEHIND_PROXY", PRODUCTION)  # then the visitor's address stands in X-Forwarded-For
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "process:home"
LOGOUT_REDIRECT_URL = "process:portal"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# ── language and time ──────────────────────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# ── files ──────────────────────────────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
PRIVATE_FILES = Path(env.str("PRIVATE_FILES", str(VAR_DIR / "files")))  # never under STATIC or MEDIA
FILES_ACCEL = env.str("FILES_ACCEL", "")  # the proxy's internal address of PRIVATE_FILES; empty: Django sends the bytes
DECLARATION_MB = env.int("DECLARATION_MB", 500)  # of all files that lie in one declaration (IN7)
CLAMD = env.str("CLAMD", "")  # "host:port" or "unix:/path"; empty: files are marked as not scanned
# The audit chain's heads, kept apart from the database; tests have many databases and one folder.
AUDIT_HEADS_FILE = None if MODE == "test" else Path(env.str("AUDIT_HEADS_FILE", str(VAR_DIR / "audit-heads.txt")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
if PRODUCTION:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

# ── queue: the outbox is the queue of record, the broker only nudges (design §6) ───────────────────────────────────
REDIS_URL = env.str("REDIS_URL", "")
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"  # named: kombu warns of a broker without a host
# A nudge gives up at once: kombu would hold the page for six seconds while Redis is away.
CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0, "socket_connect_timeout": 2}
if not REDIS_URL:
    _queue = VAR_DIR / "queue"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "in"),
        "data_folder_out": str(_queue / "in"),
        "processed_folder": str(_queue / "done"),
        "control_folder": str(_queue / "control"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CACHE: dict[str, str] = (
    {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
)
CACHES = {"default": CACHE, "frame": {**CACHE, "KEY_PREFIX": "frame"}}  # frame: what every page asks

# ── ports: a working local default, real adapters by name ──────────────────────────────────────────────────────────
SMS_GATEWAY = env.str("SMS_GATEWAY", "messaging.gateways.local.LocalGateway")
SMS_GATEWAY_OPTIONS = env.json("SMS_GATEWAY_OPTIONS", {})
SMS_SPARES = env.json("SMS_SPARES", [])  # [{"adapter", "options"}]: taken when the first fails or is slow
SMS_DAILY_PARTS = env.int("SMS_DAILY_PARTS", 20_000)  # parts a day that are paid for; 0: no limit
SMS_DAILY_CODES = env.int("SMS_DAILY_CODES", 5_000)  # parts a day for one-time codes, apart from the others
# Texts a day to one number, codes not counted; the demo and the season live through months in an hour.
SMS_DAILY_PER_NUMBER = env.int("SMS_DAILY_PER_NUMBER", 20 if PRODUCTION else 0)
SMS_QUIET = env.str("SMS_QUIET", "21:00-08:00" if PRODUCTION else "")  # nothing but codes and what cannot wait
MAIL_DAILY_PER_BOX = env.int("MAIL_DAILY_PER_BOX", 30)  # lines a day to one mailbox; 0: no limit
_MAIL_DEFAULT = "" if PRODUCTION else "messaging.gateways.mail.LocalMail"
MAIL_GATEWAY = env.str("MAIL_GATEWAY", "messaging.gateways.smtp.SmtpMail" if EMAIL_HOST else _MAIL_DEFAULT)
PAYMENT_GATEWAY = env.str("PAYMENT_GATEWAY", "fees.gateways.sandbox.SandboxGateway")
PAYMENT_GATEWAY_OPTIONS = env.json("PAYMENT_GATEWAY_OPTIONS", {})
SHARED_DATA = env.json("SHARED_DATA", {})  # kind or "*" → {"adapter", "options"}; without: the local registry

# ── browser ────────────────────────────────────────────────────────────────────────────────────────────────────────
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
        "object-src": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

# ── what production refuses ────────────────────────────────────────────────────────────────────────────────────────
REFUSED_IN_PRODUCTION = {
    "LAW_CLOCK_MOVABLE would let a production server rewrite deadlines.": LAW_CLOCK_MOVABLE or LAW_CLOCK_SHIFT,
    "DEMO shows sign-ins to everybody.": DEMO,
    "DEBUG shows settings to everybody.": DEBUG,
    "The sandbox cashier takes no money; set PAYMENT_GATEWAY.": not PAYMENT_GATEWAY
    or PAYMENT_GATEWAY.endswith("SandboxGateway"),
    "The local SMS gateway sends nothing; set SMS_GATEWAY.": not SMS_GATEWAY
    or any(name.endswith("LocalGateway") for name in (SMS_GATEWAY, *(each["adapter"] for each in SMS_SPARES))),
    "The local mail gateway sends nothing; set EMAIL_HOST.": MAIL_GATEWAY.endswith("LocalMail"),
    "Every page says who runs it; set SITE_OWNER.": not SITE_OWNER,
    "People must be able to ask; set SUPPORT_PHONE.": not SUPPORT_PHONE,
    "Secret ballots need PostgreSQL; set DATABASE_URL.": DATABASES["default"]["ENGINE"].endswith("sqlite3"),
}
if PRODUCTION and (refused := [why for why, wrong in REFUSED_IN_PRODUCTION.items() if wrong]):
    raise ImproperlyConfigured(" ".join(refused))
if LAW_CLOCK_SHIFT and not LAW_CLOCK_MOVABLE:
    raise ImproperlyConfigured("LAW_CLOCK_SHIFT_SECONDS needs LAW_CLOCK_MOVABLE.")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"no_keys": {"()": "config.lib.logs.NoKeys"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["no_keys"]}},
    "loggers": {"django.request": {"filters": ["no_keys"]}},  # Django's own handlers write its lines as well
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "WARNING")},
}
