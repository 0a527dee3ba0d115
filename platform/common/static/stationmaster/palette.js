// The palette: a combobox over a list of options that the server sends. `/` or Ctrl-K opens it, Ctrl-Enter opens a hit in a new tab.
(() => {
  const box = document.getElementById("palette");
  if (!box) return;
  const input = document.getElementById("palette-input");
  const list = document.getElementById("palette-list");
  let asked = 0;
  let timer = 0;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  function open() {
    if (box.open) return;
    box.showModal();
    input.select();
    ask();
  }

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    const number = ++asked;
    const address = `${box.dataset.url}?${new URLSearchParams({ q: input.value })}`;
    const answer = await fetch(address, { headers: { "X-Palette": "1" } }).catch(() => null);
    if (!answer?.ok || number !== asked) return;
    list.innerHTML = await answer.text();
    options().forEach((option, index) => { option.id = `option-${index}`; });
    choose(options()[0]);
  }

  function move(by) {
    const all = options();
    if (!all.length) return;
    const here = all.indexOf(chosen());
    choose(all[(here + by + all.length) % all.length]);
  }

  function follow(newTab) {
    const link = chosen();
    if (!link) {
      if (input.value.trim()) location.href = `${box.dataset.url}?${new URLSearchParams({ q: input.value })}`;
      return;
    }
    if (newTab) window.open(link.href, "_blank", "noopener");
    else location.href = link.href;
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    const acts = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => follow(event.ctrlKey || event.metaKey) };
    if (!acts[event.key] || event.isComposing) return;
    event.preventDefault();
    acts[event.key]();
  });
  list.addEventListener("mousemove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== chosen()) choose(option);
  });
  box.addEventListener("click", (event) => {
    if (event.target === box || event.target.closest("[data-palette-close]")) box.close();
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-palette-open]");
    if (!opener || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !typing && !event.ctrlKey && document.body.dataset.keys !== "off";
    const ctrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (!slash && !ctrlK) return;
    event.preventDefault();
    open();
  });
})();
