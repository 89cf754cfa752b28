"""Every address of the product, with who may open it. A route that is not here does not exist."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from allauth.account import views as account
from allauth.mfa.recovery_codes import views as recovery
from django.http.response import HttpResponseBase

from plainview.accounts.permissions import Permission
from plainview.web import (
    alerts,
    api,
    appointment,
    approvals,
    audit,
    break_glass,
    cameras,
    checkpoints,
    confirmations,
    declared_plates,
    entries,
    hold_steps,
    holds,
    home,
    hotlists,
    ledger,
    map_page,
    one_alert,
    one_entry,
