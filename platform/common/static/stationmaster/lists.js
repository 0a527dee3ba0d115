// Lists: marking rows, clean addresses, export and views of what is on the screen, and stepping through records on their pages.
(() => {
  const KEY = "sm:list";
  const list = () => document.querySelector("[data-list]");

  function remember() {
    const box = list();
    if (!box) return;
    const links = [...box.querySelectorAll("tbody .cell-number a[href]")].map((link) => link.getAttribute("href"));
    if (!links.length) return;
    const { page, pages, total } = box.dataset;
    const first = (Number(page) - 1) * links.length;
    sessionStorage.setItem(KEY, JSON.stringify({ back: location.pathname + location.search, links, page: +page, pages: +pages, total, first }));
  }

  function readMemory() {
    try {
      return JSON.parse(sessionStorage.getItem(KEY) || "null");
    } catch {
      return null;
    }
  }

  function showSteps() {
    const steps = document.querySelector("[data-steps]");
    const memory = readMemory();
    if (!steps || !memory) return;
    const here = memory.links.indexOf(location.pathname);
    if (here < 0) return;
    steps.hidden = false;
    steps.querySelector("[data-step-place]").textContent = `${memory.first + here + 1} / ${memory.total}`;
    for (const link of steps.querySelectorAll("[data-step]")) prepareStep(link, memory, here + Number(link.dataset.step));
  }

  function prepareStep(link, memory, target) {
    if (memory.links[target]) {
      link.href = memory.links[target];
      return;
    }
    const page = memory.page + Number(link.dataset.step);
    if (page < 1 || page > memory.pages) {
      link.setAttribute("role", "link");
      link.setAttribute("aria-disabled", "true");
      return;
    }
    link.href = "#";
    link.addEventListener("click", (event) => turnPage(event, memory, page));
  }

  async function turnPage(event, memory, page) {
    event.preventDefault();
    const address = new URL(memory.back, location.origin);
    address.searchParams.set("page", page);
    const back = address.pathname + address.search;
    address.searchParams.set("format", "links");
    const { links, pages } = await (await fetch(address)).json();
    const forward = page > memory.page;
    const first = forward ? memory.first + memory.links.length : memory.first - links.length;
    sessionStorage.setItem(KEY, JSON.stringify({ ...memory, back, links, page, pages, first }));
    location.href = forward ? links[0] : links.at(-1);
  }

  // marking rows

  function showBulk() {
    const form = document.querySelector("[data-bulk]");
    if (!form) return;
    const checked = document.querySelectorAll("[data-check]:checked").length;
    const all = form.querySelector("[name=all]")?.checked;
    form.hidden = !checked && !all;
    form.querySelector("[data-bulk-count]").textContent = checked;
  }

  function markRows(event) {
    if (event.target.matches("[data-check-all]")) {
      for (const box of document.querySelectorAll("[data-check]")) box.checked = event.target.checked;
    }
    if (event.target.closest("[data-check], [data-check-all], [data-bulk]")) showBulk();
  }

  // what is sent

  function dropEmpty(event) {
    if (!event.target.matches?.("#filters")) return;
    for (const [name, value] of Object.entries(event.detail.parameters)) {
      if (value === "") delete event.detail.parameters[name];
    }
  }

  function columns(event) {
    const form = event.target.closest("[data-columns]");
    if (!form) return;
    event.preventDefault();
    const chosen = [...form.querySelectorAll("input:checked")].map((box) => box.value);
    const address = new URL(location.href);
    address.searchParams.set("columns", chosen.join(","));
    location.href = address;
  }

  function freshQuery(event) {
    const form = event.target.closest("[data-save-view]");
    if (!form) return;
    const query = new URLSearchParams(location.search);
    for (const name of ["page", "view", "format"]) query.delete(name);
    form.elements.query.value = query.toString();
  }

  function freshExport(event) {
    const link = event.target.closest("[data-export] a");
    if (!link) return;
    const query = new URLSearchParams(location.search);
    query.set("format", new URLSearchParams(link.search).get("format"));
    query.delete("page");
    link.search = query.toString();
  }

  document.addEventListener("change", markRows);
  document.addEventListener("submit", columns);
  document.addEventListener("submit", freshQuery);
  document.addEventListener("click", freshExport, true);
  document.addEventListener("htmx:configRequest", dropEmpty);
  document.addEventListener("htmx:afterSettle", () => { remember(); showBulk(); });
  document.addEventListener("DOMContentLoaded", () => { remember(); showSteps(); showBulk(); });
  window.addEventListener("pageshow", showBulk);
  Object.assign((window.Stationmaster ??= {}), { backToList: () => readMemory()?.back });
})();
