// What the pages gain with JavaScript; each works without. No dependency, no inline style.
(() => {
  "use strict";

  // A field with suggestions becomes a combobox: by keyboard, by touch and aloud (ARIA 1.2). Each
  // suggestion has a label, a detail, and leads to its `url`, or fills the field (`code`).
  const make = (tag, attributes, ...content) => {
    const one = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
    one.append(...content);
    return one;
  };
  const marked = (label, spans = []) => {
    let at = 0;
    const parts = spans.flatMap(([start, end]) => {
      const before = label.slice(at, start);
      at = end;
      return [before, make("mark", {}, label.slice(start, end))];
    });
    return make("span", {}, ...parts, label.slice(at));
  };
  for (const input of document.querySelectorAll("[data-suggest]")) {
    const holder = make("div", { class: "combo" });
    const list = make("div", {
      id: `${input.id}-suggestions`, role: "listbox", hidden: "", "aria-label": input.dataset.suggestLabel,
    });
    const spoken = make("div", { class: "unseen", role: "status" });
    input.replaceWith(holder);
    holder.append(input, list, spoken);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": list.id, autocomplete: "off",
    })) input.setAttribute(name, value);

    const code = input.form.querySelector("[data-suggest-code]");
    let options = [], results = [], chosen = -1, asked = 0, timer;
    const mark = (index) => {
      chosen = index;
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
      if (index < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", options[index].id);
      options[index].scrollIntoView({ block: "nearest" });
    };
    const close = () => {
      clearTimeout(timer);
      asked += 1;
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      spoken.textContent = "";
      mark(-1);
    };
    const take = (index) => {
      const { label, url, code: value } = results[index];
      close();
      if (url) return location.assign(url);
      input.value = label;
      if (code) code.value = code.dataset.suggestCode + value;
      if (input.dataset.suggest === "submit") input.form.requestSubmit();
    };
    const show = (found) => {
      results = found;
      options = found.map((one, at) => {
        const option = make("div", { id: `${list.id}-${at}`, role: "option", "aria-selected": "false" },
          marked(one.label, one.marks), " ", make("small", {}, one.detail));
        option.addEventListener("click", () => take(at));
        return option;
      });
      const groups = new Map();
      found.forEach(({ group }, at) => groups.set(group, [...(groups.get(group) ?? []), options[at]]));
      list.replaceChildren(...[...groups].flatMap(([name, some]) =>
        name ? [make("div", { role: "group", "aria-label": name }, ...some)] : some));
      list.hidden = !found.length;
      list.scrollTop = 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
      spoken.textContent = input.dataset.suggestCount.replace("{}", found.length);
      mark(-1);
    };
    input.addEventListener("input", () => {
      if (code) code.value = "";
      clearTimeout(timer);
      if (input.value.trim().length < 2) return close();
      timer = setTimeout(async () => {
        const turn = ++asked;
        const url = new URL(input.dataset.suggestUrl, location);
        url.searchParams.set("q", input.value);
        const answer = await fetch(url, { credentials: "omit" }).catch(() => null);
        const found = answer?.ok ? (await answer.json()).results : [];
        if (turn === asked) show(found);
      }, 120);
    });
    input.addEventListener("keydown", (event) => {
      if (list.hidden || event.isComposing) return;
      const last = options.length - 1;
      // Beyond the last one, and before the first, is the field itself.
      const way = {
        ArrowDown: () => mark(chosen < last ? chosen + 1 : -1),
        ArrowUp: () => mark(chosen < 0 ? last : chosen - 1),
        Home: chosen >= 0 && (() => mark(0)),
        End: chosen >= 0 && (() => mark(last)),
        Enter: chosen >= 0 && (() => take(chosen)),
        Escape: close,
      }[event.key];
      if (!way) return;
      event.preventDefault();
      way();
    });
    // A press in the list does not take the focus away, which would close it.
    list.addEventListener("mousedown", (event) => event.preventDefault());
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
