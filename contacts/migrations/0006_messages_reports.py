import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0005_delays_have_a_start'),
        ('tenants', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='message',
            name='bounced_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='delivered_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='external_id',
            field=models.CharField(blank=True, db_index=True, max_length=200),
        ),
        migrations.AddField(
            model_name='message',
            name='instead_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replacements', to='contacts.message'),
        ),
        migrations.AddField(
            model_name='message',
            name='passed_on_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='message',
            name='kind',
            field=models.CharField(choices=[('alert', 'A request to handle'), ('confirmation', 'Request sent'), ('withdrawal', 'Request withdrawn'), ('decline', 'Request declined'), ('nudge', 'A request still waits'), ('last_day', 'Last day to answer'), ('digest', 'Several requests wait'), ('escalation', 'A promise was missed'), ('animator', 'Nobody has answered'), ('told', 'The date has come'), ('expired', 'No answer came'), ('changed', 'Something changed in a request'), ('link', 'Link sent again'), ('unreached', 'Nobody of an organisation can be reached'), ('wrong_contact', 'The contact seems wrong')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('passed_on_at', None), ('state', 'failed')), fields=['created_at'], name='message_to_pass_on'),
        ),
    ]
