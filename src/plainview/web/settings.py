"""Django's settings. What an operator may choose comes from the environment; the rest is decided here."""

import os
import secrets
from pathlib import Path

from plainview import configuration
from plainview.archive import bucket_settings
from plainview.cad import connector
from plainview.database import connection
from plainview.hotlists import cjis_line
from plainview.policy import parameters
from plainview.web import map_tiles
from plainview.web.identity_provider import configured

HERE = Path(__file__).parent
DATA = configuration.data_folder()
DEMO = os.environ.get("PLAINVIEW_DEMO") == "1"
"""Set by `plainview demo` alone: pages say so, and the sign-in page lists the demo's people."""

DECLARATIONS_REQUIRED = os.environ.get("PLAINVIEW_DECLARATIONS") == "required"
"""The department requires of each person to declare the plates of their household, or that there are none (G.4)."""


parameters.adopt(DATA / "policy")  # the agency's own packs; a mistake in one stops the start


def _secret_key() -> str:
    path = DATA / "secrets" / "django.key"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
        draft.replace(path)
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("PLAINVIEW_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "plainview.audit",
    "plainview.accounts",
    "plainview.approvals",
    "plainview.access",
    "plainview.cameras",
    "plainview.hotlists",
    "plainview.cad",
    "plainview.archive",
    "plainview.ingest",
    "plainview.alerts",
    "plainview.stops",
    "plainview.search",
    "plainview.evidence",
    "plainview.retention",
    "plainview.ledger",
    "plainview.training",
    "plainview.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "plainview.web.headers.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "plainview.web.urls"
ASGI_APPLICATION = "plainview.web.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "plainview.web.context.everywhere",
            ],
            "loaders": [
                ("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"]),
            ],
            "builtins": ["plainview.web.tags"],
        },
    }
]
DATABASES = {"default": connection.settings("owner" if os.environ.get("PLAINVIEW_DATABASE_ROLE") == "owner" else "app")}
if os.environ.get("PLAINVIEW_SERVING") == "1":
    # Set by `plainview serve`: a request borrows a connection instead of signing in to the database each time.
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 20, "timeout": 10}
    # No page may keep the database busy for longer than a person waits.
    DATABASES["default"]["OPTIONS"]["options"] = "-c statement_timeout=20000"
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
DISPLAY_ZONE = "America/New_York"
AGENCY = os.environ.get("PLAINVIEW_AGENCY", "")
"""The department's name, as it stands on a certificate."""

CAD = connector.configured()
"""The department's own dispatch system, or None; without one nothing is told to any."""

PICTURES = bucket_settings.configured()
"""The object store that keeps pictures, or None: then they lie on the file system."""

CJIS_LINE = cjis_line.configured()
"""The line by which an entry's plate is checked, or None: then a person looks and records it."""

ALERT_REPEAT = configuration.minutes("PLAINVIEW_ALERT_REPEAT_MINUTES", 5)
"""Within this time a camera that sees a wanted vehicle again counts it on the first alert; 0: each is an alert."""

ALERT_ESCALATE = configuration.minutes("PLAINVIEW_ALERT_ESCALATE_MINUTES", 5)
"""After this time an alert that nobody took calls the supervisors; 0: never."""

PUSH_CONTACT = configuration.push_contact()
"""Whom a push service may ask about our notifications; without it none are sent."""

PUSH_SERVICES = configuration.push_services()
"""The hosts of push services to which this server posts, and no other."""

MAP_TILES = map_tiles.configured()
"""The agency's own map tiles, or None; nobody else's are ever asked for."""

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]

# CJIS Security Policy IA-5(1): long enough, not on the lists of known passwords, not guessable, not one's own name.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "plainview.accounts.passwords.NotKnown"},
    {"NAME": "plainview.accounts.passwords.NotGuessable"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name", "badge")},
    },
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesBackend", "allauth.account.auth_backends.AuthenticationBackend"]

# AC-7: five failures within fifteen minutes lock the log-in until an administrator releases it. The count is ours
# (accounts/lock.py); axes stands at the door.
AXES_HANDLER = "plainview.web.lock_at_the_door.Handler"
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "plainview.web.lock_at_the_door.attempted_address"
AXES_LOCKOUT_CALLABLE = "plainview.web.lock_at_the_door.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# AC-11: a session ends after thirty minutes without a request of the person. The guard prolongs it, because a page
# that asks by itself is not a person (web/guard.py).
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
BEHIND_TLS = os.environ.get("PLAINVIEW_TLS") == "1"
"""Set where a proxy speaks TLS for us: cookies are then sent over TLS alone."""
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "plainview.web.refusals.csrf_failed"

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "plainview.web.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# A second wall behind the lock of five failures.
ACCOUNT_RATE_LIMITS = {"login": False, "login_failed": "10/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A passkey is two factors in one: the device, and the PIN or finger that unlocks it. So it may stand alone.
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_FORMS = {"authenticate_webauthn": "plainview.web.passkeys.SecondPasskey"}
MFA_TOTP_ISSUER = "Plainview"
# One step of thirty seconds to either side, for phones whose clock is a little off (RFC 6238, section 5.2).
MFA_TOTP_TOLERANCE = 1
MFA_ADAPTER = "plainview.web.second_factor_secret.MfaAdapter"
# Single sign-on: off where PLAINVIEW_OIDC_ISSUER is not set.
SINGLE_SIGN_ON = configured()
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": [SINGLE_SIGN_ON.app()] if SINGLE_SIGN_ON else [], "OAUTH_PKCE_ENABLED": True}
}
SOCIALACCOUNT_ADAPTER = "plainview.web.single_sign_on.Adapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False

# A batch of reads with its pictures is the largest body; pages take less, and say so in their own views.
DATA_UPLOAD_MAX_MEMORY_SIZE = 65 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
# A hold of every read of the longest route has 500 ticks (search.comparing.MOST_READS), and the fields of its form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
