// A sheet on which the driver signs with a finger. The sheet is white and the ink dark in either theme: it is a document. What is drawn is
// kept as strokes (parts of the sheet's width, so that it survives turning the phone), and becomes a PNG when the rescue is finished.
window.Signature = (() => {
  const RATIO = 0.42; // height by width
  const PEN = 0.008; // the pen's width by the sheet's
  const LARGEST_PX = 1200;
  const INK = "#111827";

  function paint(canvas, strokes) {
    const pen = canvas.getContext("2d");
    const width = canvas.width;
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, width, canvas.height);
    Object.assign(pen, { lineWidth: Math.max(1.5, PEN * width), lineCap: "round", lineJoin: "round", strokeStyle: INK, fillStyle: INK });
    for (const stroke of strokes) {
      pen.beginPath();
      stroke.forEach(([x, y], index) => (index ? pen.lineTo(x * width, y * width) : pen.moveTo(x * width, y * width)));
      if (stroke.length === 1) pen.lineTo(stroke[0][0] * width + 0.1, stroke[0][1] * width);
      pen.stroke();
    }
  }

  // Makes the canvas a sheet. `strokes` is what is on it, `changed(strokes)` is called after each stroke.
  function sheet(canvas, strokes, changed) {
    let drawn = strokes;
    let now = null;
    const fit = () => {
      const wide = canvas.clientWidth || 320;
      const scale = Math.min(window.devicePixelRatio || 1, LARGEST_PX / wide); // sharp on a fine screen
      [canvas.width, canvas.height] = [Math.round(wide * scale), Math.round(wide * scale * RATIO)];
      paint(canvas, drawn);
    };
    const point = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.width].map((one) => Math.round(one * 10000) / 10000);
    };
    canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      canvas.setPointerCapture?.(event.pointerId);
      now = [point(event)];
      drawn = [...drawn, now];
      paint(canvas, drawn);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!now) return;
      for (const one of event.getCoalescedEvents?.() || [event]) now.push(point(one));
      paint(canvas, drawn);
    });
    const end = () => {
      if (!now) return;
      now = null;
      changed(drawn);
    };
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(name, end);
    new ResizeObserver(fit).observe(canvas);
    return { clear: () => { drawn = []; now = null; paint(canvas, drawn); changed(drawn); } };
  }

  // The strokes as base64 of a PNG.
  function png(strokes) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [900, Math.round(900 * RATIO)];
    paint(canvas, strokes);
    return canvas.toDataURL("image/png").split(",")[1];
  }

  // A dot is no signature.
  const isSigned = (strokes) => (strokes || []).reduce((sum, one) => sum + one.length, 0) > 4;

  return { sheet, png, isSigned };
})();
