from themes.models.asked import AskedChange
from themes.models.own import OwnQuestionnaire
from themes.models.question import ModelQuestion
from themes.models.questionnaire import AnswerChange, QuestionnaireVersion, TerritoryAnswerChange
from themes.models.register import RegisterEntry, UndoneDecision, Wording
from themes.models.reshaping import Reshaping, TerritoryReshaping
from themes.models.theme import SubTheme, Theme

__all__ = [
    "AnswerChange",
    "AskedChange",
    "ModelQuestion",
    "OwnQuestionnaire",
    "QuestionnaireVersion",
    "RegisterEntry",
    "Reshaping",
    "SubTheme",
    "TerritoryAnswerChange",
    "TerritoryReshaping",
    "Theme",
    "UndoneDecision",
    "Wording",
]
