// What every page needs: messages, the theme switch, asking before a step, going back.
(() => {
  const toasts = () => document.getElementById("toasts");

  function toast(text, tone = "info") {
    const note = document.createElement("div");
    note.className = "note";
    note.dataset.tone = tone;
    note.textContent = text;
    toasts().append(note);
    setTimeout(() => note.remove(), 7000);
  }

  function switchTheme(event) {
    const form = event.target.closest("[data-theme-form]");
    if (!form) return;
    event.preventDefault();
    const root = document.documentElement;
    const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    const sent = new FormData(form);
    sent.set("theme", theme);
    root.dataset.bsTheme = theme;
    document.dispatchEvent(new CustomEvent("sm:theme", { detail: theme }));
    fetch(form.action, { method: "POST", body: sent, redirect: "manual" });
  }

  function askFirst(event) {
    const words = event.target.dataset?.confirm;
    if (words && !window.confirm(words)) event.preventDefault();
  }

  function showBack() {
    const button = document.querySelector("[data-back]");
    if (!button || history.length < 2) return;
    button.hidden = false;
    button.addEventListener("click", () => history.back());
  }

  document.addEventListener("submit", askFirst);
  document.addEventListener("submit", switchTheme);
  document.addEventListener("htmx:responseError", (event) => {
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    toast(page.querySelector(".error-words")?.textContent || event.detail.xhr.statusText, "bad");
  });
  document.addEventListener("htmx:sendError", () => toast(document.documentElement.lang.startsWith("zh") ? "连接中断，请稍后再试。" : "No connection. Try again in a moment.", "bad"));
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details.many[open], details.more-filters[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
  function showMenuEntry() {
    const menu = document.querySelector(".side-nav");
    const lit = menu?.querySelector("[aria-current]");
    if (lit && lit.offsetTop + lit.offsetHeight > menu.clientHeight) menu.scrollTop = lit.offsetTop - menu.clientHeight / 2;
  }

  document.addEventListener("DOMContentLoaded", showBack);
  document.addEventListener("DOMContentLoaded", showMenuEntry);
  window.Stationmaster = { toast };
})();
