// What the worker is making: the page looks again by itself, and is drawn anew once it has changed.
(() => {
  const PAUSE = 3000;
  const shown = document.querySelector("[data-again]");
  if (!shown) return;

  async function look() {
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-again]");
      if (answer.ok && now?.dataset.again !== shown.dataset.again) return location.reload();
    } catch {
      // The network is away: later.
    }
    setTimeout(look, PAUSE);
  }
  setTimeout(look, PAUSE);
})();
