// Filters that answer at once: htmx asks for the list again, this says so and keeps one's place.
(() => {
  "use strict";
  // The address holds answers and words: they stay nowhere else.
  const forget = () => sessionStorage.removeItem("htmx-current-path-for-history");
  forget();
  addEventListener("pagehide", forget);

  const found = document.getElementById("found");
  if (!found || !window.htmx) return;
  const box = () => document.getElementById("filters");
  const dress = () => {
    const button = found.querySelector("[data-see]");
    if (!button) return;
    button.type = "button";
    button.textContent = button.dataset.see;
    button.classList.add("narrowonly");
    button.addEventListener("click", () => {
      box().open = false;
      const title = found.querySelector("h1");
      title.tabIndex = -1;
      title.focus();
      title.scrollIntoView();
    });
  };
  let open = false;
  dress();
  found.addEventListener("htmx:beforeRequest", () => found.setAttribute("aria-busy", "true"));
  found.addEventListener("htmx:afterRequest", () => found.removeAttribute("aria-busy"));
  found.addEventListener("htmx:beforeSwap", () => { open = Boolean(box()?.open); });
  found.addEventListener("htmx:afterSwap", () => {
    if (box()) box().open = open;
    dress();
    forget();
  });
  found.addEventListener("htmx:afterSettle", () => {
    forget();
    document.getElementById("said").textContent = found.querySelector("[data-said]").dataset.said;
  });
  // An answer that does not come: the plain form does it.
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    found.addEventListener(name, (event) => event.target.closest("form")?.submit());
  }
})();
