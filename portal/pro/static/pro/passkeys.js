// Passkeys: the browser answers the question that a form holds, and the form is sent. A browser that
// knows none shows nothing of them: a code does as well.
(() => {
  "use strict";
  const Keys = window.PublicKeyCredential;
  if (!Keys?.parseCreationOptionsFromJSON) return;
  const ways = {
    create: (asked) => navigator.credentials.create({ publicKey: Keys.parseCreationOptionsFromJSON(asked) }),
    get: (asked) => navigator.credentials.get({ publicKey: Keys.parseRequestOptionsFromJSON(asked) }),
  };
  for (const form of document.querySelectorAll("[data-passkey]")) {
    const answer = form.elements.passkey, failed = form.querySelector("[data-failed]");
    const sentence = failed.textContent;
    failed.textContent = "";
    form.closest("[data-passkeys]").hidden = false;
    form.addEventListener("submit", async (event) => {
      if (answer.value) return;
      event.preventDefault();
      failed.textContent = "";
      try {
        const key = await ways[form.dataset.passkey](JSON.parse(form.dataset.question));
        answer.value = JSON.stringify(key);
        form.requestSubmit(event.submitter);
      } catch {
        failed.textContent = sentence;
      }
    });
  }
})();
