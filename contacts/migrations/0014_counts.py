import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0013_notes_for_colleagues'),
        ('tenants', '0010_a_territory_keeps_contacts_for_less'),
    ]

    operations = [
        migrations.CreateModel(
            name='RequestCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('month', models.DateField()),
                ('theme', models.CharField(max_length=40)),
                ('organisation_number', models.BigIntegerField()),
                ('organisation_name', models.CharField(max_length=160)),
                ('fact', models.CharField(choices=[('sent', 'Requests'), ('in_time', 'Contacted before the date'), ('late', 'Contacted late'), ('hours', 'Hours to the contact'), ('declined', 'Declined'), ('expired', 'No answer came'), ('outcome', 'Outcome'), ('not_contacted', '“Nobody called”'), ('helped', '“Did it help you?”')], max_length=20)),
                ('detail', models.CharField(blank=True, max_length=20)),
                ('count', models.IntegerField()),
                ('territory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.territory')),
            ],
            options={
                'verbose_name': 'count of requests',
                'verbose_name_plural': 'counts of requests',
                'ordering': ['day', 'pk'],
                'indexes': [models.Index(fields=['territory', 'month'], name='count_territory')],
                'constraints': [models.UniqueConstraint(fields=['day', 'month', 'territory', 'theme', 'organisation_number', 'organisation_name', 'fact', 'detail'], name='one_count_a_day', violation_error_message='This day has already been counted.')],
            },
        ),
    ]
