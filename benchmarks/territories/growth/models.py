"""What a release may add to every territory: a table."""

from django.db import models


class Mark(models.Model):
    name = models.CharField(max_length=50)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self):
        return self.name
