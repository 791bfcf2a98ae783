from __future__ import annotations


import django.db.models.functions.datetime
from django.db import migrations, models


TRIGGERS = """
-- One chain: the lock is taken before the id, so ids are dense and in commit order.
CREATE FUNCTION ownerbot_audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_id bigint;
    last_hash bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(7210001);
    SELECT id, hash INTO last_id, last_hash FROM ownerbot_audit_events ORDER BY id DESC LIMIT 1;
    NEW.id := coalesce(last_id, 0) + 1;
    NEW.occurred_at := clock_timestamp();
    NEW.hash := sha256(coalesce(last_hash, ''::bytea) || convert_to(jsonb_build_array(
        NEW.id, to_char(NEW.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), NEW.event_type,
        NEW.correlation_id, NEW.actor_kind, NEW.actor_id, NEW.actor_label, NEW.payload)::text, 'UTF8'));
    RETURN NEW;
END $$;
CREATE TRIGGER audit_chain BEFORE INSERT ON ownerbot_audit_events
    FOR EACH ROW EXECUTE FUNCTION ownerbot_audit_chain();

CREATE FUNCTION ownerbot_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON ownerbot_audit_events
    FOR EACH ROW EXECUTE FUNCTION ownerbot_audit_refuse();
CREATE TRIGGER audit_not_truncated BEFORE TRUNCATE ON ownerbot_audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION ownerbot_audit_refuse();
"""

NO_TRIGGERS = """
DROP TRIGGER audit_chain ON ownerbot_audit_events;
DROP TRIGGER audit_append_only ON ownerbot_audit_events;
DROP TRIGGER audit_not_truncated ON ownerbot_audit_events;
DROP FUNCTION ownerbot_audit_chain();
DROP FUNCTION ownerbot_audit_refuse();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DenialNotice",
            fields=[
                ("user_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("bot_id", models.BigIntegerField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "ownerbot_denial_notices",
            },
        ),
        migrations.CreateModel(
            name="AccessDenial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bucket", models.DateTimeField(help_text="The hour, UTC")),
                ("update_kind", models.CharField(max_length=40)),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("user", "One sender"),
                            ("nobody", "Updates without a sender"),
                            ("others", "Senders past the named ones"),
                        ],
                        max_length=8,
                    ),
                ),
                ("user_id", models.BigIntegerField(default=0)),
                ("chat_id", models.BigIntegerField(help_text="Where it was last seen", null=True)),
                ("count", models.BigIntegerField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                (
                    "event_at",
                    models.DateTimeField(
                        help_text="When its latest audit event was written", null=True
                    ),
                ),
                ("events", models.IntegerField(default=0)),
                (
                    "unreported",
                    models.BigIntegerField(
                        default=0, help_text="Attempts since its latest audit event"
                    ),
                ),
            ],
            options={
                "verbose_name": "denied access",
                "verbose_name_plural": "denied access",
                "db_table": "ownerbot_access_denials",
                "indexes": [
                    models.Index(
                        fields=["user_id", "update_kind", "-bucket"], name="access_denial_user"
                    ),
                    models.Index(fields=["-last_at"], name="access_denial_last"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bucket", "update_kind", "subject", "user_id"),
                        name="access_denial_subject",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "occurred_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("event_type", models.CharField(max_length=64)),
                ("correlation_id", models.UUIDField()),
                (
                    "actor_kind",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("web_user", "Web user"),
                            ("api_key", "API key"),
                            ("system", "OwnerBot"),
                            ("llm", "Planner"),
                            ("stranger", "Stranger"),
                        ],
                        max_length=16,
                    ),
                ),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_label", models.CharField(blank=True, max_length=120)),
                ("payload", models.JSONField(default=dict)),
                ("hash", models.BinaryField(default=bytes, max_length=32)),
            ],
            options={
                "verbose_name": "audit event",
                "db_table": "ownerbot_audit_events",
                "indexes": [
                    models.Index(fields=["occurred_at"], name="audit_time"),
                    models.Index(fields=["event_type", "occurred_at"], name="audit_type_time"),
                    models.Index(fields=["correlation_id"], name="audit_story"),
                    models.Index(fields=["event_type", "id"], name="audit_type_id"),
                    models.Index(fields=["actor_kind", "id"], name="audit_kind_id"),
                    models.Index(fields=["actor_id", "id"], name="audit_actor_id"),
                ],
            },
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
