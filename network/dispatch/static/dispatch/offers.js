// A station's offers: the countdown of each, and a line when there is news.
(() => {
  const span = (seconds) => `${Math.floor(Math.abs(seconds) / 60)}:${String(Math.floor(Math.abs(seconds) % 60)).padStart(2, "0")}`;
  const tick = () => {
    for (const limit of document.querySelectorAll("[data-due]")) {
      const left = (Date.parse(limit.dataset.due) - Date.now()) / 1000;
      limit.textContent = `${span(left)} ${left < 0 ? limit.dataset.late : limit.dataset.left}`;
      limit.classList.toggle("is-late", left < 0);
    }
  };
  setInterval(tick, 1000);
  tick();
  document.addEventListener("sm:live", (event) => {
    if (event.detail?.event === "offer.changed") document.querySelector("[data-offer-news]").hidden = false;
  });
})();
