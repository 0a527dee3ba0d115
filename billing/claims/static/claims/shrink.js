// Photos are shrunk to 1,600 px before they are sent. The camera's EXIF block (hour, place) is carried over with the picture set upright.
(() => {
  const LONGEST = 1600;

  // Returns the EXIF segment of a JPEG with its orientation set to "upright", or null.
  function exifOf(bytes) {
    const view = new DataView(bytes);
    if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
    let at = 2;
    while (at + 10 < view.byteLength && view.getUint8(at) === 0xff) {
      const length = view.getUint16(at + 2);
      if (view.getUint8(at + 1) === 0xda || at + 2 + length > view.byteLength) return null;
      if (view.getUint8(at + 1) === 0xe1 && view.getUint32(at + 4) === 0x45786966) return upright(bytes.slice(at, at + 2 + length));
      at += 2 + length;
    }
    return null;
  }

  function upright(segment) {
    const view = new DataView(segment), tiff = 10;
    const little = view.getUint16(tiff) === 0x4949;
    const first = tiff + view.getUint32(tiff + 4, little);
    if (first + 2 > view.byteLength) return segment;
    const count = view.getUint16(first, little);
    for (let n = 0; n < count && first + 14 + n * 12 <= view.byteLength; n += 1) {
      if (view.getUint16(first + 2 + n * 12, little) === 0x0112) view.setUint16(first + 10 + n * 12, 1, little);
    }
    return segment;
  }

  async function shrink(file) {
    if (!file.type.startsWith("image/")) return file;
    const image = await createImageBitmap(file).catch(() => null);
    if (!image || (Math.max(image.width, image.height) <= LONGEST && file.type === "image/jpeg")) return file;
    const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!blob) return file;
    const exif = exifOf(await file.arrayBuffer());
    const name = `${file.name.replace(/\.[^.]*$/, "")}.jpg`;
    const parts = exif ? [blob.slice(0, 2), exif, blob.slice(2)] : [blob];
    return new File(parts, name, { type: "image/jpeg", lastModified: file.lastModified });
  }

  async function taken(event) {
    const input = event.target.closest("input[type=file][data-shrink]");
    if (!input || !input.files.length) return;
    const form = input.form;
    const busy = form.querySelector("[data-busy]");
    if (busy) busy.hidden = false;
    const small = new DataTransfer();
    for (const file of input.files) small.items.add(await shrink(file));
    input.files = small.files;
    if ("send" in input.dataset) form.requestSubmit();
    else if (busy) busy.hidden = true;
  }

  document.documentElement.classList.add("has-script");
  document.addEventListener("change", taken);
  document.addEventListener("submit", (event) => { // the camera's box and the other one have the same name; only the filled one counts
    for (const input of event.target.querySelectorAll?.("input[type=file][data-send]") ?? []) input.disabled = !input.files.length;
  });
})();
