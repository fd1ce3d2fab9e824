"""Where the pages of a theme's questions lead."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Steps:
    """Addresses without their query; `theme` is a key. A preview has its own."""

    theme: str

    @property
    def home(self) -> str:
        return reverse("journey:home")

    @property
    def themes(self) -> str:
        return reverse("journey:themes")

    @property
    def check(self) -> str:
        return reverse("journey:check", args=[self.theme])

    @property
    def offers(self) -> str:
        return reverse("journey:offers", args=[self.theme])

    def question(self, number: int) -> str:
        return reverse("journey:question", args=[self.theme, number])

    def answer(self, key: str) -> str:
        return reverse("journey:answer", args=[self.theme, key])
