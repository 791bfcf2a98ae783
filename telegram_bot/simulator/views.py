"""The simulator's pages: the chat, and the person's side of it as updates for the inbox."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from telegram_bot.simulator import markup, store, texts, updates
from telegram_bot.simulator.permissions import may_use
from telegram_bot.updates import intake
from telegram_bot.updates.identity import SIMULATOR_BOT_ID, simulated_chat
from telegram_bot.view.commands import list_commands
from tools.languages import SOURCE, language_or_default

TEXT_LIMIT = 4096
#: Who the reader is in the chat: the owner, somebody the shop does not know, or a reader in the team.
ROLES = ("owner", "stranger", "team")

View = Callable[..., HttpResponseBase]


def _simulator(view: View) -> View:
    """For those who may use it, and only where it is switched on; other staff gets 403."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not settings.SIMULATOR_ENABLED:
            raise Http404("The simulator is switched off: SIMULATOR_ENABLED")
        return staff_member_required(_allowed(view))(request, **kwargs)

    return guarded


def _allowed(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not may_use(request.user):
            raise PermissionDenied
        return view(request, **kwargs)

    return guarded


@_simulator
@require_GET
def chat(request: HttpRequest) -> HttpResponse:
    """The chat, as the owner, or (?as=stranger, ?as=team) as one of the others."""
    role = _role(request)
    chat_id = _chat_id(request, role)
    words = texts.page()
    return render(
        request,
        "simulator/chat.html",
        {
            **admin.site.each_context(request),
            "title": gettext("Telegram simulator"),
            "role": role,
            "has_team": bool(settings.MANAGER_CHAT_IDS),
            "after": store.recent_start(chat_id),
            "words": words,
            "texts": words[SOURCE],
            "examples": [
                (f"example.{at}", example.en) for at, example in enumerate(texts.EXAMPLES)
            ],
            "commands": [
                (name, f"command.{name}", text.en) for name, text in list_commands().items()
            ],
            "text_limit": TEXT_LIMIT,
            "shop": settings.SHOP_NAME,
            "language": settings.OWNER_LANGUAGE or "",
            "zone": settings.TIME_ZONE,
        },
    )


@_simulator
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """A text from the person: shown in the chat, and put into the inbox."""
    text = request.POST.get("text", "").replace("\x00", "").strip()
    if not text:
        return _refused(gettext("Write something first."))
    if markup.units(text) > TEXT_LIMIT:
        return _refused(
            gettext("Too long: Telegram takes {count} characters at most.").format(
                count=TEXT_LIMIT
            )
        )
    person = _person(request)
    if _role(request) == "team":
        return _refused(gettext("The team's chat is to be read only."))
    said = store.say(person.id, author=store.Author.PERSON, html=updates.as_html(text))
    intake.accept(SIMULATOR_BOT_ID, [updates.message(person, said.message_id, text)])
    return JsonResponse({"message_id": said.message_id})


@_simulator
@require_POST
def tap(request: HttpRequest) -> HttpResponse:
    """A tap on a button that the message has now."""
    person = _person(request)
    number, data = request.POST.get("message_id", ""), request.POST.get("callback_data", "")
    tapped = store.message_of(person.id, int(number)) if _is_id(number) else None
    buttons = [button for row in tapped.keyboard for button in row] if tapped else []
    if tapped is None or data not in [button.get("callback_data") for button in buttons]:
        return _refused(gettext("That button is gone."), HTTPStatus.CONFLICT)
    intake.accept(SIMULATOR_BOT_ID, [updates.tap(person, tapped, data)])
    return JsonResponse({"message_id": tapped.message_id})


@_simulator
@require_GET
def photo(request: HttpRequest, message_id: int) -> HttpResponse:
    """A picture of the chat."""
    message = store.message_of(_chat_id(request, _role(request)), message_id)
    if message is None or message.photo is None:
        raise Http404("There is no such picture in this chat")
    picture = bytes(message.photo)
    kind = "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
    return HttpResponse(
        picture, content_type=kind, headers={"Cache-Control": "private, max-age=3600, immutable"}
    )


@_simulator
@require_GET
def document(request: HttpRequest, message_id: int) -> FileResponse:
    """A file of the chat, to be saved under its name."""
    message = store.message_of(_chat_id(request, _role(request)), message_id)
    if message is None or message.document is None:
        raise Http404("There is no such file in this chat")
    content = BytesIO(bytes(message.document))
    return FileResponse(
        content,
        as_attachment=True,
        filename=message.file_name,
        headers={"Cache-Control": "private, max-age=3600, immutable"},
    )


def _role(request: HttpRequest) -> str:
    role = request.GET.get("as", "owner")
    return role if role in ROLES else "owner"


def _chat_id(request: HttpRequest, role: str) -> int:
    return simulated_chat(role, int(request.user.pk or 0))


def _person(request: HttpRequest) -> updates.Person:
    role = _role(request)
    language = request.POST.get("language", "")
    return updates.Person(
        id=_chat_id(request, role),
        name=request.user.get_username() if role == "owner" else "Stranger",
        language=language_or_default(language),
    )


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len(str(2**53))


def _refused(why: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> HttpResponse:
    return JsonResponse({"error": why}, status=status)
