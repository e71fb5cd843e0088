// A board that moves: one short question every two seconds, and only the tiles that changed are asked for again.
"use strict";

(() => {
  const EVERY = 2000;
  let asking = false;

  const stands = () => document.querySelector("[data-board][data-pulse]");

  async function beat() {
    const board = stands();
    if (!board || document.hidden || asking) return;
    asking = true;
    try {
      const answer = await fetch(board.dataset.pulse, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const { tiles } = await answer.json();
      for (const tile of board.querySelectorAll("[data-tile]")) {
        const mark = tiles[tile.dataset.tile];
        if (mark && mark !== tile.dataset.mark) {
          window.htmx.ajax("GET", tile.dataset.fragment, { source: tile, target: tile, swap: "outerHTML" });
        }
      }
      board.classList.remove("is-away");
    } catch {
      board.classList.add("is-away");
    } finally {
      asking = false;
    }
  }

  setInterval(beat, EVERY);
  document.addEventListener("visibilitychange", beat);

  // A tile that was replaced glows once, so that one sees what moved.
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt.matches?.(".board > [data-tile]")) event.detail.elt.classList.add("is-new");
  });

  // The slider of days leads to the address of the day it is put on.
  document.addEventListener("input", (event) => {
    const slide = event.target.closest("[data-slide]");
    if (slide) slide.querySelector("output").textContent = slide.querySelectorAll("option")[event.target.value].label;
  });
  document.addEventListener("change", (event) => {
    const slide = event.target.closest("[data-slide]");
    if (slide) window.location.href = slide.querySelectorAll("option")[event.target.value].dataset.url;
  });

  // The wall: a clock, full screen, the next board after a while.
  let turned = Date.now();
  setInterval(() => {
    const wall = document.querySelector("[data-wall]");
    if (!wall) return;
    const clock = wall.querySelector("[data-clock]");
    if (clock) clock.textContent = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit" }).format(new Date());
    if (document.hidden || Date.now() - turned < 1000 * Number(wall.dataset.seconds)) return;
    turned = Date.now();
    window.htmx.ajax("GET", wall.dataset.next, { target: wall, select: "#wall", swap: "outerHTML" });
  }, 1000);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-full]")) document.documentElement.requestFullscreen();
  });
})();
