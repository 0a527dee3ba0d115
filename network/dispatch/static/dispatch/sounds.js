// The board's sounds: one for each kind of news, made here, and the same in words and shape beside the switch. Volume and silence are this
// browser's own. Nothing sounds before somebody has pressed something: browsers forbid it, and the page says so.
(() => {
  const box = document.querySelector("[data-board-sounds]");
  const news = document.querySelector("[data-board-news]");
  if (!box || !news) return;
  const SOUND = "dispatch.board.sound";
  const VOLUME = "dispatch.board.volume";
  const SHOWN = 3; // lines of news
  const GAP = 0.18; // seconds from note to note
  const KINDS = { // the most urgent first: Hz of each note, shape, words
    up: { notes: [700, 880, 1100], shape: "⬆", words: news.dataset.wordUp },
    late: { notes: [440, 440, 440], shape: "▲", words: news.dataset.wordLate },
    no: { notes: [520, 390], shape: "✕", words: news.dataset.wordNo },
    new: { notes: [660, 880], shape: "●", words: news.dataset.wordNew },
  };
  const sound = box.querySelector("[data-board-sound]");
  const volume = box.querySelector("[data-board-volume]");
  const silent = box.querySelector("[data-board-silent]");
  let isPressed = false;
  let audio = null;
  let until = 0;

  function ring(kind) {
    if (!sound.checked || !isPressed) return;
    audio ||= new AudioContext();
    audio.resume();
    const start = Math.max(audio.currentTime, until);
    KINDS[kind].notes.forEach((pitch, place) => {
      const [tone, gain] = [audio.createOscillator(), audio.createGain()];
      tone.frequency.value = pitch;
      gain.gain.value = Number(volume.value) / 50; // 0.02 to 0.2
      tone.connect(gain).connect(audio.destination);
      tone.start(start + place * GAP);
      tone.stop(start + place * GAP + 0.16);
    });
    until = start + (KINDS[kind].notes.length + 1) * GAP;
  }

  function hear(event) {
    const kinds = Object.keys(KINDS).filter((kind) => event.detail.some((one) => one.kind === kind));
    for (const kind of [...kinds].reverse()) {
      const numbers = event.detail.filter((one) => one.kind === kind).map((one) => one.number);
      const line = document.createElement("div");
      line.dataset.kind = kind;
      line.textContent = `${KINDS[kind].shape} ${KINDS[kind].words}: ${numbers.slice(0, 3).join(", ")}${numbers.length > 3 ? " …" : ""}`;
      news.prepend(line);
    }
    while (news.children.length > SHOWN) news.lastChild.remove();
    kinds.forEach(ring);
  }

  function show() {
    silent.hidden = isPressed || !sound.checked;
    volume.disabled = !sound.checked;
  }

  function press() {
    isPressed = true;
    show();
  }

  sound.checked = localStorage.getItem(SOUND) === "on";
  volume.value = localStorage.getItem(VOLUME) || "4";
  for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, press, { once: true, capture: true });
  sound.addEventListener("change", () => {
    localStorage.setItem(SOUND, sound.checked ? "on" : "off");
    press();
    ring("new"); // heard at once
  });
  volume.addEventListener("change", () => {
    localStorage.setItem(VOLUME, volume.value);
    ring("new");
  });
  document.addEventListener("sm:board", hear);
  show();
})();
