/* “Anyone” and the answers of a question exclude one another. */
(() => {
  class CriteriaController extends window.StimulusModule.Controller {
    static targets = ["question"];

    connect() {
      this.element.addEventListener("change", (event) => {
        const question = event.target.closest("[data-criteria-target=question]");
        const anyone = question && question.querySelector("[data-criteria-anyone]");
        if (!anyone) return;
        const answers = Array.from(question.querySelectorAll("input[type=checkbox]")).filter((box) => box !== anyone);
        if (event.target === anyone && anyone.checked) answers.forEach((box) => { box.checked = false; });
        else anyone.checked = !answers.some((box) => box.checked);
      });
    }
  }

  window.wagtail.app.register("criteria", CriteriaController);
})();
