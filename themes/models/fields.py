from django.db import models

from themes.keys import MAX_LENGTH, validate_key


def key_field(verbose_name, **options):
    return models.CharField(
        verbose_name, max_length=MAX_LENGTH, validators=[validate_key], **options
    )
