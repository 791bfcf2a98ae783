"""Webhook mode: Telegram brings updates here; they go through the same intake as polled ones."""

from __future__ import annotations

import hmac
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from telegram_bot.updates import intake

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- a header's name


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Store one update; answer 200 only after that, so that Telegram sends a lost one again."""
    secret = settings.ENV.telegram_webhook_secret.get_secret_value()
    shown = request.headers.get(SECRET_HEADER, "")
    if settings.ENV.telegram_mode != "webhook":
        return HttpResponse(status=404)
    if not secret or not hmac.compare_digest(shown.encode(), secret.encode()):
        return HttpResponse(status=401)
    try:
        update = json.loads(request.body)
    except (ValueError, RecursionError):
        update = None
    intake.accept(settings.ENV.bot_id, [update])
    return HttpResponse()
