"""The data-protection register: what is asked, and why it may be."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from themes.models.fields import key_field


class RegisterEntry(models.Model):
    """Why a question may be asked: one entry for a key, whatever the themes that ask it."""

    class LegalBasis(models.TextChoices):
        PUBLIC_TASK = "public_task", _("Task of public interest")
        CONSENT = "consent", _("Consent")
        EXPLICIT_CONSENT = "explicit_consent", _("Explicit consent")
        LEGAL_OBLIGATION = "legal_obligation", _("Legal obligation")

    class DataCategory(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary")
        SENSITIVE = "sensitive", _("Sensitive")

    question_key = key_field(_("key of the question"), unique=True)
    purpose = models.TextField(
        _("purpose"), max_length=600, help_text=_("What the answer is for, in one sentence.")
    )
    legal_basis = models.CharField(_("legal basis"), max_length=20, choices=LegalBasis)
    data_category = models.CharField(_("data category"), max_length=12, choices=DataCategory)
    retention_days = models.PositiveSmallIntegerField(
        _("kept for (days)"), validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    approved_at = models.DateTimeField(_("approved on"), null=True, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=254, blank=True, default="")

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("data-protection register")
        ordering = ["question_key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retention_days__gte=1, retention_days__lte=365),
                name="register_keeps_a_year_at_most",
                violation_error_message=_("An answer is kept between 1 and 365 days."),
            ),
            # Article 9 of the GDPR: health, disability… are asked on explicit consent.
            models.CheckConstraint(
                condition=~models.Q(data_category="sensitive")
                | models.Q(legal_basis="explicit_consent"),
                name="sensitive_needs_explicit_consent",
                violation_error_message=_("Sensitive data is asked for with explicit consent."),
            ),
        ]

    def __str__(self):
        return self.question_key

    @property
    def is_approved(self):
        return self.approved_at is not None
