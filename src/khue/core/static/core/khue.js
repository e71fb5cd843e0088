// What the pages gain when scripts run. Everything here is a nicety: links and forms work without it.
"use strict";

(() => {
  const dialog = () => document.getElementById("dialog");
  const loaded = new Map();

  // Loads a script of our own once; charts and maps are fetched only by the pages that show one.
  function load(url, type) {
    if (!loaded.has(url)) {
      loaded.set(url, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = url;
        if (type) script.type = type;
        script.onload = resolve;
        script.onerror = reject;
        document.head.append(script);
      }));
    }
    return loaded.get(url);
  }

  async function dress(root) {
    for (const place of root.querySelectorAll("[data-chart]:not([data-drawn])")) {
      place.dataset.drawn = "";
      place.closest(".chart").querySelector("details")?.removeAttribute("open");
      await load(place.dataset.lib);
      await load(place.dataset.draw);
      window.khueCharts.draw(place);
    }
    for (const place of root.querySelectorAll("[data-map]:not([data-drawn])")) {
      place.dataset.drawn = "";
      const { draw } = await import(place.dataset.draw);
      draw(place);
    }
  }

  document.addEventListener("DOMContentLoaded", () => dress(document));
  document.addEventListener("htmx:load", (event) => dress(event.detail.elt));

  // "/" and Ctrl+K go to the search box, unless one is writing.
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, textarea, select, [contenteditable]");
    const asked = (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey && !event.altKey)
      || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k");
    const box = document.querySelector(".find-box");
    if (asked && box) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "Escape" && event.target === box) {
      box.value = "";
      document.getElementById("search-answers").replaceChildren();
      box.blur();
    }
  });

  // A question asked by htmx opens as a dialog.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "dialog-body" && !dialog().open) dialog().showModal();
  });
  document.addEventListener("click", (event) => {
    if (dialog()?.open && (event.target === dialog() || event.target.closest("[data-close]"))) {
      event.preventDefault();
      dialog().close();
    }
    if (event.target.closest("[data-print]")) window.print();
  });

  // A thin line tells that something is on its way; a failed way is told in words.
  let open = 0;
  const busy = (change) => {
    open = Math.max(0, open + change);
    document.body.classList.toggle("is-busy", open > 0);
  };
  const quiet = (event) => event.detail.elt.closest(".job, .tile") !== null;
  document.addEventListener("htmx:beforeRequest", (event) => quiet(event) || busy(1));
  document.addEventListener("htmx:afterRequest", (event) => quiet(event) || busy(-1));
  document.addEventListener("htmx:responseError", (event) => quiet(event) || dialog()?.close());
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (quiet(event) && event.detail.isError) event.detail.shouldSwap = false;
  });

  // The same form is not sent twice by an impatient double click.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();
