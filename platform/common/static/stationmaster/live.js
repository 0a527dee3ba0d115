// Live updates: an EventSource whose address stands in data-live; the pill says live, reconnecting or stale since.
// Each message becomes a `sm:live` event on the document, and so does a stream that is open again after a break. An address grows old: data-live-renew brings a fresh one as text.
// A page that was told of news and could not fetch them says so by `sm:behind` with the moment of what it shows; until it has caught up (null) the pill says stale.
// Without a stream, data-live-poll is asked every 10 s; a 204 means nothing new.
(() => {
  const WORDS = {
    zh: { live: "实时", reconnecting: "正在重连", stale: "数据停留在" },
    en: { live: "Live", reconnecting: "Reconnecting", stale: "Stale since" },
  };
  const SILENCE = 25000;
  const words = WORDS[document.documentElement.lang.startsWith("zh") ? "zh" : "en"];
  let last = Date.now();
  let lastGood = new Date();
  let source = null;
  let wait = 1000;
  let wasOpen = false;
  let behind = null;

  function say(heardAs) {
    const state = behind ? "stale" : heardAs;
    for (const pill of document.querySelectorAll("[data-live-pill]")) {
      pill.dataset.state = state;
      const since = (behind || lastGood).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
      pill.textContent = state === "stale" ? `${words.stale} ${since}` : words[state];
    }
    for (const old of document.querySelectorAll("[data-live-content]")) old.classList.toggle("is-old", state === "stale");
  }

  function heard(data) {
    last = Date.now();
    lastGood = new Date();
    wait = 1000;
    say("live");
    if (data === undefined) return;
    let detail = data;
    try {
      detail = JSON.parse(data);
    } catch {
      // a plain word is fine
    }
    document.dispatchEvent(new CustomEvent("sm:live", { detail }));
  }

  function connect(address) {
    source?.close();
    source = new EventSource(address);
    source.onopen = () => {
      heard();
      if (wasOpen) document.dispatchEvent(new CustomEvent("sm:live", { detail: { event: "resync" } })); // what happened meanwhile was not sent
      wasOpen = true;
    };
    source.onmessage = (event) => heard(event.data);
    source.addEventListener("beat", () => heard());
    source.onerror = () => {
      say(Date.now() - last > SILENCE ? "stale" : "reconnecting");
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(() => renewed(address).then(connect), wait);
      wait = Math.min(wait * 2, 15000);
    };
  }

  // The address holds a token for a quarter of an hour; data-live-renew brings a fresh one.
  async function renewed(address) {
    const renew = document.querySelector("[data-live-renew]")?.dataset.liveRenew;
    const answer = renew && (await fetch(renew).catch(() => null));
    return answer?.ok && !answer.redirected ? (await answer.text()).trim() : address;
  }

  // An answer that was led elsewhere is the sign-in's form: nothing was heard.
  async function poll(address) {
    const answer = await fetch(address, { headers: { "X-Live": "1" } }).catch(() => null);
    if (answer?.ok && !answer.redirected) heard(answer.status === 204 ? undefined : await answer.text());
    else say(Date.now() - last > SILENCE ? "stale" : "reconnecting");
  }

  function start() {
    const box = document.querySelector("[data-live], [data-live-poll]");
    if (!box) return;
    say("reconnecting");
    if (box.dataset.live && "EventSource" in window) connect(box.dataset.live);
    if (box.dataset.livePoll) {
      const quiet = () => !box.dataset.live || Date.now() - last > 10000;
      setInterval(() => { if (quiet()) poll(box.dataset.livePoll); }, 10000);
      if (!box.dataset.live) poll(box.dataset.livePoll);
    }
    setInterval(() => { if (Date.now() - last > SILENCE) say("stale"); }, 5000);
    window.addEventListener("offline", () => say("reconnecting"));
    window.addEventListener("online", () => { // at once: neither a stream that seems to live nor the next attempt is waited for
      if (box.dataset.live && "EventSource" in window) renewed(box.dataset.live).then(connect);
      else if (box.dataset.livePoll) poll(box.dataset.livePoll);
    });
  }

  document.addEventListener("sm:behind", (event) => {
    const wasBehind = behind;
    behind = event.detail ? wasBehind || new Date(event.detail) : null;
    if (behind || wasBehind) say(Date.now() - last > SILENCE ? "stale" : "live");
  });
  document.addEventListener("sm:live", () => {
    for (const part of document.querySelectorAll("[data-live-refresh]")) window.htmx?.trigger(part, "live");
  });
  document.addEventListener("DOMContentLoaded", start);
})();
