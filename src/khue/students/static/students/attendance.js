// The roll on a phone: a tap on a name goes on to the next mark; keys on a desk. Without scripts the lists of marks work.
"use strict";

(() => {
  const KEYS = { c: "", p: "excused", k: "unexcused", m: "late" };
  const form = document.querySelector("[data-roll]");

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-send]")) event.target.form.requestSubmit();
  });
  if (!form) return;

  const rows = [...form.querySelectorAll(".roll li")];
  let dirty = false;

  for (const row of rows) {
    row.querySelector("[data-plain]").hidden = true;
    row.querySelector("[data-tap]").hidden = false;
  }

  function count() {
    for (const place of form.querySelectorAll("[data-count-of]")) {
      const found = rows.filter((row) => row.querySelector(`option[data-mark="${place.dataset.countOf}"]`).selected);
      place.textContent = found.length;
    }
  }

  function set(row, value) {
    const list = row.querySelector("select");
    list.value = value;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  form.addEventListener("change", () => { dirty = true; count(); });

  form.addEventListener("click", (event) => {
    const tap = event.target.closest("[data-tap]");
    if (!tap) return;
    const list = tap.closest("li").querySelector("select");
    set(tap.closest("li"), list.options[(list.selectedIndex + 1) % list.options.length].value);
  });

  form.addEventListener("keydown", (event) => {
    const tap = event.target.closest("[data-tap]");
    if (!tap || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = tap.closest("li");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      rows[rows.indexOf(row) + step]?.querySelector("[data-tap]").focus();
    } else if (event.key.toLowerCase() in KEYS) {
      event.preventDefault();
      set(row, KEYS[event.key.toLowerCase()]);
    }
  });

  // A slow line: the button says that it is being saved; khue.js keeps a second press from being sent.
  form.addEventListener("submit", () => {
    const button = form.querySelector("[data-saving]");
    dirty = false;
    button.querySelector("span").textContent = button.dataset.saving;
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
})();
