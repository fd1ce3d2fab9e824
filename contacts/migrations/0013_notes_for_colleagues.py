import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0012_what_was_erased_before'),
    ]

    operations = [
        migrations.AlterField(
            model_name='requestevent',
            name='kind',
            field=models.CharField(choices=[('sent', 'Sent'), ('step', 'Step'), ('corrected', 'Corrected'), ('revealed', 'Contact shown'), ('erased', 'Erased on request'), ('purged', 'Erased after the time limit'), ('message_failed', 'Message could not be delivered'), ('due_step', 'Planned step'), ('not_contacted', 'Nobody called'), ('reminded', 'Written to again'), ('contact_changed', 'Contact corrected'), ('availability', 'Availability given'), ('surveyed', 'Survey answered'), ('looked', 'Contact shown to an animator'), ('taken', 'Taken in hand'), ('handed_over', 'Handed over to a colleague'), ('returned', 'Back to the organisation'), ('noted', 'Note for colleagues'), ('exported', 'Exported in a list')], max_length=20),
        ),
        migrations.CreateModel(
            name='RequestNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_text', models.TextField()),
                ('at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='contacts.professional')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='contacts.contactrequest')),
            ],
            options={
                'verbose_name': 'note for colleagues',
                'verbose_name_plural': 'notes for colleagues',
                'ordering': ['at', 'pk'],
            },
        ),
    ]
