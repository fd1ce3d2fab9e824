/* Zones and communes picked by typing a place. Without this script the field is plain text. */
(() => {
  const { Controller } = window.StimulusModule;
  let count = 0;

  const element = (tag, attributes = {}, text = "") => {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.textContent = text;
    return made;
  };

  // "- Bron (commune:69029)" → { code, name, excluded }
  const readLine = (line) => {
    const excluded = /^-\s*/.test(line);
    const bare = line.replace(/^-\s*/, "");
    const found = bare.match(/^(.*)\(([a-z]+(?::\w+)?)\)$/);
    return found ? { code: found[2], name: found[1].trim(), excluded } : { code: bare, name: bare, excluded };
  };

  class ZonesController extends Controller {
    static values = {
      url: String, single: Boolean, label: String, search: String,
      leaveOut: String, takeIn: String, remove: String, none: String,
    };

    connect() {
      if (this.box) return;
      this.field = this.element.querySelector("textarea, input");
      this.id = `zones-${(count += 1)}`;
      this.options = [];
      this.active = -1;
      this.box = element("input", {
        type: "text", role: "combobox", autocomplete: "off", placeholder: this.searchValue,
        "aria-label": this.searchValue, "aria-expanded": "false", "aria-autocomplete": "list",
        "aria-controls": this.id,
      });
      this.list = element("ul", { id: this.id, role: "listbox", class: "zones__list", hidden: "" });
      this.said = element("p", { class: "zones__said", role: "status" });
      this.picked = element("ul", { class: "zones__picked" });
      this.field.hidden = true;
      this.element.append(this.picked, this.box, this.list, this.said);
      if (this.singleValue) {
        this.box.value = this.labelValue || this.field.value;
        const label = document.querySelector(`label[for="${this.field.id}"]`);
        if (label) this.box.setAttribute("aria-label", label.textContent.trim());
      } else {
        const about = this.field.getAttribute("aria-label");
        if (about) this.box.setAttribute("aria-label", `${about} ${this.searchValue}`);
        this.zones = this.field.value.split("\n").filter((line) => line.trim()).map(readLine);
        this.draw();
      }
      this.box.addEventListener("input", () => this.ask());
      this.box.addEventListener("keydown", (event) => this.press(event));
      this.box.addEventListener("blur", () => setTimeout(() => this.leave(), 150));
      this.list.addEventListener("mousedown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => {
        const option = event.target.closest("[role=option]");
        if (option) this.pick(Number(option.dataset.index));
      });
    }

    async ask() {
      const text = this.box.value.trim();
      clearTimeout(this.waiting);
      if (this.singleValue) this.write(text);
      if (text.length < 2) { this.close(); return; }
      this.waiting = setTimeout(async () => {
        const kinds = this.singleValue ? "&kind=commune" : "";
        const response = await fetch(`${this.urlValue}?q=${encodeURIComponent(text)}${kinds}`, {
          headers: { "X-Requested-With": "XMLHttpRequest" },
        });
        if (!response.ok || this.box.value.trim() !== text) return;
        this.open((await response.json()).results);
      }, 150);
    }

    open(options) {
      this.options = options;
      this.list.replaceChildren(...options.map((option, index) => {
        const item = element("li", { id: `${this.id}-${index}`, role: "option", "data-index": index, "aria-selected": "false" }, option.name);
        item.append(element("small", {}, option.detail));
        return item;
      }));
      this.list.hidden = options.length === 0;
      this.box.setAttribute("aria-expanded", String(options.length > 0));
      this.said.textContent = options.length ? "" : this.noneValue;
      this.mark(options.length ? 0 : -1);
    }

    close() {
      this.open([]);
      this.said.textContent = "";
    }

    leave() {
      // Typed whole and left: the first answer is the one meant.
      if (this.singleValue && this.options.length) this.pick(0);
      else this.close();
    }

    mark(index) {
      this.active = index;
      Array.from(this.list.children).forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
      if (index >= 0) {
        this.box.setAttribute("aria-activedescendant", `${this.id}-${index}`);
        this.list.children[index].scrollIntoView({ block: "nearest" });
      } else this.box.removeAttribute("aria-activedescendant");
    }

    press(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && this.options.length) {
        event.preventDefault();
        this.mark((this.active + step + this.options.length) % this.options.length);
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (this.active >= 0) this.pick(this.active);
      } else if (event.key === "Escape") this.close();
    }

    pick(index) {
      const { code, name, detail } = this.options[index];
      if (this.singleValue) {
        this.box.value = `${name} · ${detail}`;
        this.write(code.replace("commune:", ""));
      } else {
        if (!this.zones.some((zone) => zone.code === code)) this.zones.push({ code, name, excluded: false });
        this.box.value = "";
        this.draw();
        this.save();
      }
      this.close();
    }

    draw() {
      this.picked.replaceChildren(...this.zones.map((zone) => {
        const item = element("li", { class: zone.excluded ? "zones__zone zones__zone--out" : "zones__zone" });
        const name = element("span", {}, `${zone.excluded ? "− " : "+ "}${zone.name}`);
        const turn = element("button", { type: "button", class: "button button-small button-secondary", "aria-label": `${zone.excluded ? this.takeInValue : this.leaveOutValue} ${zone.name}` }, zone.excluded ? this.takeInValue : this.leaveOutValue);
        const remove = element("button", { type: "button", class: "button button-small no", "aria-label": `${this.removeValue} ${zone.name}` }, this.removeValue);
        turn.addEventListener("click", () => { zone.excluded = !zone.excluded; this.draw(); this.save(); this.box.focus(); });
        remove.addEventListener("click", () => { this.zones = this.zones.filter((other) => other !== zone); this.draw(); this.save(); this.box.focus(); });
        item.append(name, ...(this.hasLeaveOutValue ? [turn] : []), remove);
        return item;
      }));
    }

    save() {
      this.write(this.zones.map((zone) => `${zone.excluded ? "- " : ""}${zone.name === zone.code ? zone.code : `${zone.name} (${zone.code})`}`).join("\n"));
    }

    write(value) {
      this.field.value = value;
      this.field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  window.wagtail.app.register("zones", ZonesController);
})();
