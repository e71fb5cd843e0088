// The review of a plan on a desk: keys, and the words of the proposal that is looked at. Without scripts links work.
"use strict";

(() => {
  const review = document.querySelector("[data-review]");
  if (!review) return;

  const panel = () => document.getElementById("de-xuat");
  const marks = (id) => review.querySelectorAll(`[data-ids~="${id}"]`);

  function show() {
    const { proposal, decided, decision } = panel().dataset;
    for (const mark of review.querySelectorAll(".mark.is-chosen")) mark.classList.remove("is-chosen");
    if (decided) {
      for (const mark of marks(decided)) {
        mark.classList.remove("is-waiting", "is-accepted", "is-mended", "is-dropped");
        mark.classList.add(`is-${decision}`);
      }
    }
    if (!proposal) return;
    const words = marks(proposal);
    for (const mark of words) mark.classList.add("is-chosen");
    words[0]?.scrollIntoView({ block: "center", behavior: "instant" });
  }

  const KEYS = {
    j: () => panel().querySelector("[data-after]")?.click(),
    k: () => panel().querySelector("[data-before]")?.click(),
    a: () => panel().querySelector("[data-accept]:not(:disabled)")?.click(),
    d: () => panel().querySelector("[data-drop]")?.click(),
    u: () => document.querySelector("[data-undo]")?.click(),
    m: () => panel().querySelector("textarea, input:not([type=hidden]), select")?.focus(),
  };

  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, textarea, select, [contenteditable], dialog");
    if (writing && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      panel().querySelector("[data-mend]")?.click();
    } else if (writing && event.key === "Escape") {
      event.target.blur();
    } else if (!writing && !event.ctrlKey && !event.metaKey && !event.altKey && event.key in KEYS) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422 && event.detail.target.id === "de-xuat") {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt.id !== "de-xuat") return;
    if (panel().dataset.decided && panel().contains(document.activeElement)) document.activeElement.blur();
    show();
  });
  show();
})();
