"""What the editor of a theme page reads of its questionnaire, where the page is published."""

from wagtail.admin.panels import HelpPanel


class QuestionnairePanel(HelpPanel):
    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context=None):
            from offers.questionnaire.presenting import Draft

            context = super().get_context_data(parent_context)
            page = self.instance
            if page.pk and page.holds_questionnaire and page.adaptation:
                context["consequences"] = Draft(page).consequences()
            return context
