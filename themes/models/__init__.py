from themes.models.own import OwnQuestionnaire
from themes.models.question import ModelQuestion
from themes.models.register import RegisterEntry, Wording
from themes.models.theme import SubTheme, Theme

__all__ = ["ModelQuestion", "OwnQuestionnaire", "RegisterEntry", "SubTheme", "Theme", "Wording"]
