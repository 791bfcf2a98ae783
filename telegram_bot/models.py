"""The bot's tables: accepted updates, how far it has read, offers, and the simulator's chat."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tools.languages import Language


class InboxState(models.TextChoices):
    NEW = "new", _("To be handled")
    DONE = "done", _("Handled")
    DEAD = "dead", _("Given up")


class InboxUpdate(models.Model):
    """An update from an owner: stored once, handled once, one after another within its lane."""

    id = models.BigAutoField(primary_key=True)
    bot_id = models.BigIntegerField()
    update_id = models.BigIntegerField()
    fingerprint = models.BinaryField(max_length=32, help_text=_("sha256 of the canonical update"))
    kind = models.CharField(max_length=40)
    lane = models.BigIntegerField(help_text=_("Chat, or sender where there is no chat"))
    raw = models.TextField(
        help_text=_("The update as JSON with ASCII escapes (jsonb refuses NUL)")
    )
    received_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=4, choices=InboxState, default=InboxState.NEW)
    attempts = models.IntegerField(
        default=0, help_text=_("Starts of the bot that found it unfinished")
    )
    handled_at = models.DateTimeField(null=True)
    unclear = models.BooleanField(
        default=False, db_default=False, help_text=_("Counted among what was not understood")
    )

    class Meta:
        db_table = "ownerbot_inbox"
        constraints = [
            # The fingerprint is part of the key because Telegram may restart its numbers.
            models.UniqueConstraint(
                fields=["bot_id", "update_id", "fingerprint"], name="inbox_update_once"
            )
        ]
        indexes = [
            models.Index(fields=["bot_id", "id"], name="inbox_open", condition=Q(state="new")),
            models.Index(fields=["received_at"], name="inbox_received"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.update_id}"


class PollState(models.Model):
    """The newest batch that getUpdates brought: a number inside it is a redelivery.

    A number below it means that Telegram has restarted its numbers.
    """

    bot_id = models.BigIntegerField(primary_key=True)
    first_update_id = models.BigIntegerField()
    last_update_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "ownerbot_poll_state"

    def __str__(self) -> str:
        return f"bot {self.bot_id} up to {self.last_update_id}"


class Hearing(models.Model):
    """Whether a bot gets its updates, as its process last reported."""

    bot_id = models.BigIntegerField(primary_key=True)
    code = models.CharField(
        max_length=20, blank=True, help_text=_("Why it is deaf (hearing.REASONS); empty: it hears")
    )
    detail = models.TextField(blank=True, help_text=_("Telegram's own words"))
    at = models.DateTimeField(db_default=Now(), help_text=_("Since when it has been so"))

    class Meta:
        db_table = "ownerbot_hearing"

    def __str__(self) -> str:
        return f"bot {self.bot_id}: {self.code or 'hears'}"


class Offer(models.Model):
    """What one message of the bot offers: its buttons' calls, and what it shows or asks for.

    Its buttons never change: turning a page stores a new offer, so a button does what it says.
    """

    id = models.BigAutoField(primary_key=True)
    bot_id = models.BigIntegerField()
    chat_id = models.BigIntegerField()
    owner_id = models.BigIntegerField()
    update_id = models.BigIntegerField(help_text=_("The inbox row that it answers"))
    language: models.CharField[Language, Language] = models.CharField(max_length=10)
    tool = models.CharField(max_length=60)
    payload = models.JSONField(
        default=dict, help_text=_("The arguments it was asked with, or those known so far")
    )
    items = models.JSONField(
        default=list, help_text=_("The ids of the rows shown, by their place")
    )
    calls = models.JSONField(
        default=list, help_text=_("What its buttons call: [label, tool, payload]")
    )
    missing = models.CharField(
        max_length=40,
        blank=True,
        help_text=_("The argument it asks for; empty: it is no question"),
    )
    text = models.TextField(blank=True, help_text=_("The question"))
    heard_id = models.BigIntegerField(
        default=0, help_text=_("The last message about it, as its inbox row")
    )
    closed_by = models.BigIntegerField(
        null=True, help_text=_("The inbox row that answered it or left it")
    )
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "ownerbot_offers"
        constraints = [
            models.UniqueConstraint(
                fields=["bot_id", "update_id"], condition=~Q(missing=""), name="question_once"
            )
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="offer_expires"),
            models.Index(fields=["chat_id", "-id"], name="question_of", condition=~Q(missing="")),
        ]

    def __str__(self) -> str:
        return f"{self.tool} offered in {self.chat_id}"


class Transcript(models.Model):
    """What was heard in a recording; the recording itself is not kept."""

    id = models.BigAutoField(primary_key=True)
    bot_id = models.BigIntegerField()
    chat_id = models.BigIntegerField()
    owner_id = models.BigIntegerField()
    update_id = models.BigIntegerField(help_text=_("The inbox row of the recording"))
    correlation_id = models.UUIDField()
    text = models.TextField(blank=True, help_text=_("Empty: nobody spoke"))
    sure = models.BooleanField(help_text=_("Taken as said; else its owner is asked first"))
    forwarded = models.BooleanField(help_text=_("Somebody else spoke"))
    message_id = models.BigIntegerField(null=True, help_text=_("The message that shows it"))
    confirmed_by = models.BigIntegerField(
        null=True, help_text=_("The inbox row of the tap that says yes")
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "ownerbot_transcripts"
        constraints = [
            models.UniqueConstraint(fields=["bot_id", "update_id"], name="transcript_once")
        ]
        indexes = [models.Index(fields=["created_at"], name="transcript_created")]

    def __str__(self) -> str:
        return f"heard in {self.chat_id}"


class Unclear(models.Model):
    """An owner's sentence that the rules did not understand, masked, and how often it came."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        TAKEN = "taken", _("Taken as a test")
        ASIDE = "aside", _("Set aside")

    id = models.BigAutoField(primary_key=True)
    text = models.CharField(max_length=300, help_text=_("Masked, in small letters"))
    language: models.CharField[Language, Language] = models.CharField(max_length=10)
    count = models.IntegerField(default=1, help_text=_("How often it was said"))
    planned = models.IntegerField(
        _("planner understood"), default=0, help_text=_("How often the planner understood it")
    )
    state = models.CharField(max_length=5, choices=State, default=State.OPEN)
    first_at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "ownerbot_unclear"
        verbose_name = _("sentence not understood")
        verbose_name_plural = _("not understood")
        constraints = [models.UniqueConstraint(fields=["text", "language"], name="unclear_once")]
        indexes = [models.Index(fields=["last_at"], name="unclear_last")]

    def __str__(self) -> str:
        return self.text


class SimulatorMessage(models.Model):
    """A message of the simulator's chat as it stands now, whoever wrote it."""

    class Author(models.TextChoices):
        BOT = "bot", _("Bot")
        PERSON = "person", _("Person")

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        PHOTO = "photo", _("Picture")
        DOCUMENT = "document", _("File")
        TOAST = "toast", _("Answer to a tap")
        ALERT = "alert", _("Answer to a tap, to be dismissed")

    id = models.BigAutoField(primary_key=True)
    chat_id = models.BigIntegerField()
    message_id = models.BigIntegerField()
    revision = models.BigIntegerField(help_text=_("Grows with every change in the chat"))
    author = models.CharField(max_length=8, choices=Author)
    kind = models.CharField(max_length=8, choices=Kind)
    html = models.TextField(blank=True, help_text=_("Telegram's HTML"))
    photo = models.BinaryField(null=True)
    document = models.BinaryField(null=True)
    file_name = models.CharField(max_length=120, blank=True)
    keyboard = models.JSONField(default=list, help_text=_("Rows of [{text, callback_data}]"))
    created_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True)
    deleted = models.BooleanField(default=False)

    class Meta:
        db_table = "ownerbot_simulator_messages"
        constraints = [
            models.UniqueConstraint(fields=["chat_id", "message_id"], name="simulator_message")
        ]
        indexes = [models.Index(fields=["chat_id", "revision"], name="simulator_revision")]
        permissions = [("use_simulator", "Can write to the bot in the simulator")]

    def __str__(self) -> str:
        return f"{self.chat_id}/{self.message_id}"
