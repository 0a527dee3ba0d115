// The driver's page: asks the browser for the position, waits a while for a good one, sends it until it has arrived; words and map besides.
(() => {
  const GOOD_M = 50;
  const PATIENCE_MS = 12000;
  let waiting = null;  // what is still to be sent; the newest wins
  let pause = 1000;
  let timer = 0;
  let box = null;

  const cookie = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.split("=")[1];
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || cookie("sm_csrf") || "";

  function say(words, tone = "") {
    const line = box.querySelector("[data-share-state]");
    line.textContent = words;
    line.className = `share-state ${tone}`;
    line.hidden = false;
  }

  function post(body) {
    return fetch(location.href, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token() }, body: JSON.stringify(body) });
  }

  // A refusal by the server is final; a missing network is not: tried again when it is back, and with growing pauses.
  async function send(body) {
    waiting = body;
    clearTimeout(timer);
    let answer = null;
    try {
      answer = await post(body);
    } catch {
      answer = null;
    }
    if (waiting !== body) return;
    if (!answer || answer.status >= 500) {
      say(box.dataset.unsent, "is-bad");
      timer = setTimeout(() => send(body), pause);
      pause = Math.min(pause * 2, 15000);
      return;
    }
    waiting = null;
    pause = 1000;
    if (answer.ok) {
      if (!body.refused) say(body.accuracy_m ? `${box.dataset.sent} ${box.dataset.accuracy} ${Math.round(body.accuracy_m)} m.` : box.dataset.sent, "is-good");
      return;
    }
    const told = await answer.json().catch(() => ({}));
    say(told.words || box.dataset.over, "is-bad");
  }

  function other(words) {
    say(words, "is-bad");
    box.querySelector("[data-share-other]").open = true;
    window.dispatchEvent(new Event("resize"));  // the map has been measured while it was folded
  }

  function failed(error) {
    const refused = error && error.code === 1;
    other(refused ? box.dataset.refused : box.dataset.failed);
    post({ refused: true }).catch(() => null);
  }

  function locate() {
    if (!navigator.geolocation) return failed(null);
    say(box.dataset.working);
    let best = null;
    let watch = 0;
    const finish = () => {
      clearTimeout(enough);
      navigator.geolocation.clearWatch(watch);
      if (best) send({ lat: best.latitude, lon: best.longitude, accuracy_m: best.accuracy });
    };
    const enough = setTimeout(() => (best ? finish() : null), PATIENCE_MS);
    watch = navigator.geolocation.watchPosition(({ coords }) => {
      if (!best || coords.accuracy < best.accuracy) best = coords;
      if (best.accuracy <= GOOD_M) finish();
      else say(`${box.dataset.better} ${Math.round(best.accuracy)} m`);
    }, (error) => {
      if (best) return finish();
      clearTimeout(enough);
      navigator.geolocation.clearWatch(watch);
      return failed(error);
    }, { enableHighAccuracy: true, timeout: 30000, maximumAge: 0 });
    return undefined;
  }

  function start() {
    box = document.querySelector("[data-share]");
    box.querySelector("[data-share-gps]").addEventListener("click", locate);
    const details = box.querySelector("[data-share-other]");
    details.addEventListener("toggle", () => window.dispatchEvent(new Event("resize")));
    const words = box.querySelector("[data-share-words]");
    words.addEventListener("submit", (event) => { event.preventDefault(); if (words.words.value.trim()) send({ words: words.words.value }); });
    const map = box.querySelector("[data-share-map]");
    document.addEventListener("sm:pick", () => { map.querySelector("button").disabled = false; });
    map.addEventListener("submit", (event) => { event.preventDefault(); send({ lat: Number(map.lat.value), lon: Number(map.lon.value), on_map: true, words: words.words.value }); });
    window.addEventListener("online", () => { if (waiting) send(waiting); });
  }

  document.addEventListener("DOMContentLoaded", start);
})();
