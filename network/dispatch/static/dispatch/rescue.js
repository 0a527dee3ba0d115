// A rescue's page says when it is old: news about this rescue shows a line with a link; nothing is moved under the reader's hands.
(() => {
  const record = document.querySelector("[data-rescue]");
  const news = document.querySelector("[data-rescue-news]");
  if (!record || !news) return;
  document.addEventListener("sm:live", (event) => {
    const { event: name, id } = event.detail || {};
    if (name === "rescue.changed" && id === record.dataset.rescue) news.hidden = false;
  });
})();
