// What the pages gain with JavaScript; each works without. No dependency, no inline style.
(() => {
  "use strict";

  // A commune field becomes a combobox: suggestions by keyboard, by touch and aloud (ARIA 1.2).
  for (const input of document.querySelectorAll("[data-suggest]")) {
    const holder = document.createElement("div");
    holder.className = "combo";
    input.replaceWith(holder);
    holder.append(input);
    const list = document.createElement("ul");
    list.id = `${input.id}-suggestions`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.dataset.suggestLabel);
    const spoken = document.createElement("div");
    spoken.className = "unseen";
    spoken.setAttribute("role", "status");
    holder.append(list, spoken);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": list.id, autocomplete: "off",
    })) input.setAttribute(name, value);

    let chosen = -1, asked = 0, timer;
    const options = () => [...list.children];
    const close = () => {
      list.hidden = true;
      chosen = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (index) => {
      chosen = index;
      options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
      if (index < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", options()[index].id);
      options()[index].scrollIntoView({ block: "nearest" });
    };
    const take = (option) => {
      input.value = option.dataset.label;
      const code = input.form.querySelector("[data-suggest-code]");
      if (code) code.value = option.dataset.code;
      close();
      if (input.dataset.suggest === "submit") input.form.requestSubmit();
    };
    const show = (results) => {
      list.replaceChildren(...results.map((one, at) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${at}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        Object.assign(option.dataset, { code: one.code, label: one.name });
        const name = document.createElement("span");
        name.textContent = one.name;
        const where = document.createElement("small");
        where.textContent = one.where;
        option.append(name, where);
        option.addEventListener("mousedown", (event) => { event.preventDefault(); take(option); });
        return option;
      }));
      list.hidden = !results.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      spoken.textContent = input.dataset.suggestCount.replace("{}", results.length);
    };
    input.addEventListener("input", () => {
      const code = input.form.querySelector("[data-suggest-code]");
      if (code) code.value = "";
      clearTimeout(timer);
      if (input.value.trim().length < 2) return close();
      timer = setTimeout(async () => {
        const turn = ++asked;
        const url = `${input.dataset.suggestUrl}?q=${encodeURIComponent(input.value)}`;
        const answer = await fetch(url, { credentials: "omit" }).catch(() => null);
        if (answer?.ok && turn === asked) show((await answer.json()).results);
      }, 120);
    });
    input.addEventListener("keydown", (event) => {
      const count = options().length;
      if (event.key === "Escape") return close();
      if (list.hidden || !count) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        mark((chosen + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
      } else if (event.key === "Enter" && chosen >= 0) {
        event.preventDefault();
        take(options()[chosen]);
      }
    });
    input.addEventListener("blur", close);
  }

  // A form that leaves says so, and leaves once.
  addEventListener("submit", (event) => {
    const button = event.target.querySelector("button[data-busy]");
    if (!button || event.defaultPrevented) return;
    if (button.getAttribute("aria-busy") === "true") return event.preventDefault();
    button.setAttribute("aria-busy", "true");
    button.firstChild.textContent = button.dataset.busy;
  });
  addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
  });

  // "Quitter vite": this page leaves the history.
  for (const link of document.querySelectorAll(".quit")) {
    link.addEventListener("click", (event) => { event.preventDefault(); location.replace(link.href); });
  }

  // "Use my position": the device finds its commune among all of them; the code alone leaves it.
  const communeAt = (halls, lat, lon) => {
    const narrow = Math.cos(lat * Math.PI / 180);
    let best = null, least = 0.2; // degrees: farther from any town hall, one is elsewhere
    for (const [departement, numbers] of Object.entries(halls)) {
      let code = 0, y = 0, x = 0;
      for (let at = 0; at < numbers.length; at += 3) {
        code += numbers[at];
        y += numbers[at + 1];
        x += numbers[at + 2];
        const far = (y / 1000 - lat) ** 2 + ((x / 1000 - lon) * narrow) ** 2;
        if (far < least) {
          least = far;
          best = departement + String(code).padStart(5 - departement.length, "0");
        }
      }
    }
    return best;
  };
  for (const form of document.querySelectorAll("form[data-position]")) {
    if (!("geolocation" in navigator)) continue;
    form.hidden = false;
    const sorry = () => { form.querySelector("[role=status]").textContent = form.dataset.position; };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      navigator.geolocation.getCurrentPosition(async ({ coords }) => {
        const answer = await fetch(form.dataset.townHalls, { credentials: "omit" }).catch(() => null);
        const code = answer?.ok && communeAt(await answer.json(), coords.latitude, coords.longitude);
        if (!code) return sorry();
        form.querySelector("[data-position-code]").value = code;
        form.submit();
      }, sorry);
    });
  }

  document.querySelector(".box.bad[role=alert]")?.focus();
})();
