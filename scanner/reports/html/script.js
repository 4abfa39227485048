"use strict";
// The page works without any of this. It only hides and opens what is there; it writes no text but its own counts.
(() => {
  const form = document.getElementById("filter");
  const said = form.querySelector("output");
  const toggle = form.querySelector("button[data-open]");
  const items = [...document.querySelectorAll(".item")];
  const groups = [...document.querySelectorAll("[data-group]")].reverse();
  const folds = [...document.querySelectorAll("details")];
  const texts = new Map();

  const textOf = (item) => {
    if (!texts.has(item)) {
      const group = item.closest(".alike");
      texts.set(item, (group ? item.textContent + group.querySelector(".part").textContent : item.textContent).toLowerCase());
    }
    return texts.get(item);
  };

  const filter = () => {
    const wanted = form.elements.text.value.trim().toLowerCase();
    const fits = (item) =>
      ["outcome", "severity", "area"].every((name) => !form.elements[name].value || form.elements[name].value === item.dataset[name]) &&
      (!wanted || textOf(item).includes(wanted));
    let shown = 0;
    for (const item of items) {
      const fit = fits(item);
      item.classList.toggle("off", !fit);
      shown += fit;
    }
    for (const group of groups) {
      group.classList.toggle("off", !group.querySelector(".item:not(.off)"));
    }
    said.textContent = said.dataset.said.replace("{n}", shown).replace("{all}", items.length);
  };

  const openAll = (open) => {
    for (const fold of folds) fold.open = open;
    toggle.textContent = open ? toggle.dataset.close : toggle.dataset.open;
  };

  // A link into the page opens what its target is folded into, and a filter never hides it.
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    if (target.closest(".off")) {
      form.reset();
      filter();
    }
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
  };

  // The tables by state of consent have a filter of their own, and an order.
  const sift = document.querySelector(".sift");
  const lines = [...document.querySelectorAll(".states .line")];
  const keyOf = {
    purpose: () => "",
    name: (line) => line.querySelector(".name").textContent.toLowerCase(),
    service: (line) => line.querySelector(".service dd")?.textContent.toLowerCase() ?? "\uffff",
    party: (line) => (line.dataset.party === "third" ? "0" : line.dataset.party),
  };
  const siftLines = () => {
    const wanted = Object.fromEntries([...sift.querySelectorAll("[data-sift]")].map((one) => [one.dataset.sift, one.value.trim().toLowerCase()]));
    let shown = 0;
    for (const line of lines) {
      const fit =
        ["purpose", "phases"].every((name) => !wanted[name] || line.dataset[name].split(" ").includes(wanted[name])) &&
        (!wanted.text || line.textContent.toLowerCase().includes(wanted.text));
      line.classList.toggle("off", !fit);
      shown += fit;
    }
    const keys = new Map(lines.map((line) => [line, keyOf[wanted.order](line)]));
    for (const table of document.querySelectorAll(".states")) {
      const mine = lines.filter((line) => line.closest("table") === table);
      table.append(...mine.sort((a, b) => keys.get(a).localeCompare(keys.get(b))));
      table.parentElement.nextElementSibling.classList.toggle("off", mine.some((line) => !line.classList.contains("off")));
    }
    const said = sift.querySelector("output");
    said.textContent = said.dataset.said.replace("{n}", shown).replace("{all}", lines.length);
  };
  if (sift && lines.length) {
    sift.hidden = false;
    sift.addEventListener("input", siftLines);
    siftLines();
  }

  let before = null;
  addEventListener("beforeprint", () => {
    before ??= folds.map((fold) => fold.open);
    for (const fold of folds) fold.open = true;
  });
  addEventListener("afterprint", () => {
    before?.forEach((open, i) => { folds[i].open = open; });
    before = null;
  });
  addEventListener("hashchange", reveal);
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  toggle.addEventListener("click", () => openAll(toggle.textContent === toggle.dataset.open));

  form.hidden = items.length === 0;
  filter();
  if (location.hash) reveal();
})();
