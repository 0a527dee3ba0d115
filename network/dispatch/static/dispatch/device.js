// What the crew's page asks of the phone itself: its sound, its map, a picture of a size that a weak network carries.
window.Device = (() => {
  const LARGEST_PX = 1600;
  let audio = null;

  function sound() {
    navigator.vibrate?.([300, 150, 300, 150, 300]);
    try {
      audio ||= new AudioContext();
      audio.resume();
      [880, 660, 880].forEach((pitch, index) => {
        const tone = audio.createOscillator();
        const gain = audio.createGain();
        tone.frequency.value = pitch;
        gain.gain.value = 0.15;
        tone.connect(gain).connect(audio.destination);
        tone.start(audio.currentTime + index * 0.25);
        tone.stop(audio.currentTime + index * 0.25 + 0.2);
      });
    } catch {
      // no sound here: the phone has shaken
    }
  }

  // iPhones know no geo: addresses.
  function route({ lat, lon }) {
    return /iPhone|iPad/.test(navigator.userAgent) ? `https://maps.apple.com/?daddr=${lat},${lon}` : `geo:${lat},${lon}?q=${lat},${lon}`;
  }

  // Rejects what is no picture.
  async function shrink(file) {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, LARGEST_PX / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(image.width * scale), Math.round(image.height * scale)];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  }

  // A network that neither answers nor fails must not hold up everything behind it.
  const patience = (seconds) => AbortSignal.timeout?.(seconds * 1000);

  return { sound, route, shrink, patience };
})();
