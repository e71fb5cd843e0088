// Selecting pupils on a list: all, a stretch with Shift, up and down with the arrows. Without scripts boxes still work.
"use strict";

(() => {
  const boxes = (form) => [...form.querySelectorAll('[name="chon"]')];
  let last = null;

  function count(form) {
    const chosen = boxes(form).filter((box) => box.checked).length;
    const all = form.querySelector("[data-all]");
    if (all) {
      all.checked = chosen > 0 && chosen === boxes(form).length;
      all.indeterminate = chosen > 0 && !all.checked;
    }
    const told = form.querySelector("[data-count]");
    if (told) told.textContent = told.dataset.text ? told.dataset.text.replace("#", chosen) : chosen;
  }

  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-selection]");
    if (!form) return;
    if (event.target.matches("[data-all]")) boxes(form).forEach((box) => { box.checked = event.target.checked; });
    if (event.target.closest("[data-none]")) boxes(form).forEach((box) => { box.checked = false; });
    if (event.target.matches('[name="chon"]')) {
      const list = boxes(form);
      if (event.shiftKey && last && list.includes(last)) {
        const [from, to] = [list.indexOf(last), list.indexOf(event.target)].sort((a, b) => a - b);
        list.slice(from, to + 1).forEach((box) => { box.checked = event.target.checked; });
      }
      last = event.target;
    }
    count(form);
  });

  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const form = event.target.closest("[data-selection]");
    if (!step || !form || !event.target.closest("tr")) return;
    const rows = [...form.querySelectorAll("tbody tr")];
    const next = rows[rows.indexOf(event.target.closest("tr")) + step];
    const same = event.target.matches('[name="chon"]') ? '[name="chon"]' : ".col-full_name a";
    const goal = next?.querySelector(same);
    if (goal) {
      event.preventDefault();
      goal.focus();
    }
  });

  // Down from the search box leads into the list.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || !event.target.matches("[data-first]")) return;
    event.preventDefault();
    document.querySelector(".people-table .col-full_name a")?.focus();
  });
})();
