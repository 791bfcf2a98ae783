from __future__ import annotations


import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models


TRIGGERS = """
ALTER TABLE ownerbot_action_log
    ADD CONSTRAINT action_payload_is_canonical CHECK (payload = payload_canonical::jsonb),
    ADD CONSTRAINT action_variant_offered CHECK (variant IS NULL OR variant = ANY (variants));

CREATE FUNCTION ownerbot_action_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.public_id, NEW.idempotency_key, NEW.bot_id, NEW.owner_id, NEW.chat_id, NEW.source_update_id, NEW.source,
        NEW.language, NEW.tool, NEW.tool_version, NEW.upstream_mode, NEW.variants, NEW.payload_canonical, NEW.payload,
        NEW.payload_hash, NEW.basis, NEW.preview, NEW.key_id, NEW.correlation_id, NEW.created_at, NEW.expires_at)
       IS DISTINCT FROM
       (OLD.public_id, OLD.idempotency_key, OLD.bot_id, OLD.owner_id, OLD.chat_id, OLD.source_update_id, OLD.source,
        OLD.language, OLD.tool, OLD.tool_version, OLD.upstream_mode, OLD.variants, OLD.payload_canonical, OLD.payload,
        OLD.payload_hash, OLD.basis, OLD.preview, OLD.key_id, OLD.correlation_id, OLD.created_at, OLD.expires_at)
    THEN RAISE EXCEPTION 'an action''s proposal cannot be changed' USING ERRCODE = '23514'; END IF;
    IF OLD.variant IS NOT NULL AND NEW.variant IS DISTINCT FROM OLD.variant
    THEN RAISE EXCEPTION 'an action''s variant is chosen once' USING ERRCODE = '23514'; END IF;
    IF NEW.attempt < OLD.attempt
    THEN RAISE EXCEPTION 'an action''s attempt only grows' USING ERRCODE = '23514'; END IF;
    IF OLD.status <> NEW.status AND NOT (
           (OLD.status = 'proposed' AND NEW.status IN ('in_progress', 'cancelled', 'expired'))
        OR (OLD.status = 'in_progress' AND NEW.status IN ('committed', 'failed', 'unknown'))
        OR (OLD.status = 'unknown' AND NEW.status IN ('committed', 'failed')))
    THEN RAISE EXCEPTION 'an action cannot go from % to %', OLD.status, NEW.status USING ERRCODE = '23514'; END IF;
    IF OLD.status = NEW.status AND OLD.status IN ('committed', 'failed', 'cancelled', 'expired')
        AND (NEW.outcome, NEW.undo, NEW.error_code, NEW.finished_at, NEW.committed_at, NEW.claim_id, NEW.attempt)
        IS DISTINCT FROM
        (OLD.outcome, OLD.undo, OLD.error_code, OLD.finished_at, OLD.committed_at, OLD.claim_id, OLD.attempt)
    THEN RAISE EXCEPTION 'an action that is over cannot be changed' USING ERRCODE = '23514'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER action_guard BEFORE UPDATE ON ownerbot_action_log
    FOR EACH ROW EXECUTE FUNCTION ownerbot_action_guard();

CREATE FUNCTION ownerbot_action_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the action log is kept' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER action_kept BEFORE DELETE ON ownerbot_action_log
    FOR EACH ROW EXECUTE FUNCTION ownerbot_action_keep();
"""

NO_TRIGGERS = """
DROP TRIGGER action_guard ON ownerbot_action_log;
DROP TRIGGER action_kept ON ownerbot_action_log;
DROP FUNCTION ownerbot_action_guard();
DROP FUNCTION ownerbot_action_keep();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ActionLog',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('public_id', models.UUIDField(help_text='What the buttons carry', unique=True)),
                ('idempotency_key', models.UUIDField(help_text='What an outside call carries', unique=True)),
                ('bot_id', models.BigIntegerField()),
                ('owner_id', models.BigIntegerField()),
                ('chat_id', models.BigIntegerField()),
                ('message_id', models.BigIntegerField(help_text='The message with its buttons', null=True)),
                ('shown_status', models.CharField(blank=True, help_text='What that message shows', max_length=12)),
                ('source_update_id', models.BigIntegerField(null=True)),
                ('source', models.CharField(choices=[('rule', 'Understood by rules'), ('command', 'Command'), ('button', 'Button'), ('planner', 'Planner'), ('api', 'API')], max_length=8)),
                ('language', models.CharField(max_length=2)),
                ('tool', models.CharField(max_length=40)),
                ('tool_version', models.IntegerField()),
                ('upstream_mode', models.CharField(max_length=8)),
                ('variants', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ('variant', models.CharField(max_length=20, null=True)),
                ('payload_canonical', models.TextField(help_text='The only bytes that are ever executed')),
                ('payload', models.JSONField()),
                ('payload_hash', models.BinaryField(max_length=32)),
                ('basis', models.JSONField(default=dict, help_text='Versions the preview was computed from')),
                ('preview', models.JSONField(help_text='The card that was shown')),
                ('key_id', models.SmallIntegerField(default=1)),
                ('status', models.CharField(choices=[('proposed', 'Waiting for a tap'), ('in_progress', 'Running'), ('committed', 'Applied'), ('failed', 'Not applied'), ('cancelled', 'Cancelled'), ('expired', 'Expired'), ('unknown', 'Not known')], default='proposed', max_length=12)),
                ('attempt', models.IntegerField(default=0, help_text='Fencing token')),
                ('claim_id', models.UUIDField(null=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('outcome', models.JSONField(help_text='The card of the result', null=True)),
                ('undo', models.JSONField(help_text='What taking it back needs; empty: it cannot be', null=True)),
                ('error_code', models.CharField(blank=True, max_length=40)),
                ('correlation_id', models.UUIDField()),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('expires_at', models.DateTimeField()),
                ('claimed_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('committed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'action',
                'verbose_name_plural': 'action log',
                'db_table': 'ownerbot_action_log',
                'indexes': [models.Index(fields=['tool', 'created_at'], name='action_tool_created'), models.Index(fields=['status', 'created_at'], name='action_status_created'), models.Index(fields=['correlation_id'], name='action_story'), models.Index(condition=models.Q(('status', 'proposed')), fields=['expires_at'], name='action_due'), models.Index(condition=models.Q(('message_id__isnull', False), models.Q(('shown_status', models.F('status')), _negated=True)), fields=['id'], name='action_unshown')],
                'constraints': [models.UniqueConstraint(fields=('bot_id', 'source_update_id', 'tool'), name='action_once_per_update'), models.CheckConstraint(condition=models.Q(('status__in', ['proposed', 'in_progress', 'committed', 'failed', 'cancelled', 'expired', 'unknown'])), name='action_status_known'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='action_expires_later'), models.CheckConstraint(condition=models.Q(models.Q(('lease_until__isnull', False), ('status', 'in_progress')), models.Q(models.Q(('status', 'in_progress'), _negated=True), ('lease_until__isnull', True)), _connector='OR'), name='action_lease_while_running'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('status__in', ['proposed', 'in_progress'])), models.Q(models.Q(('status__in', ['proposed', 'in_progress']), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='action_finished_when_over'), models.CheckConstraint(condition=models.Q(models.Q(('committed_at__isnull', False), ('status', 'committed')), models.Q(models.Q(('status', 'committed'), _negated=True), ('committed_at__isnull', True)), _connector='OR'), name='action_committed_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['in_progress', 'committed']), _negated=True), ('variant__isnull', False), _connector='OR'), name='action_variant_chosen')],
            },
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
