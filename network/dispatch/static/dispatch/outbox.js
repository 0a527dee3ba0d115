// The outbox of the crew's phone: steps and photos wait in IndexedDB until the server has taken them. They survive closing the page; each
// has a key of its own, so that sending twice does nothing twice. Sent on opening, when online again, and every few seconds.
window.Outbox = (() => {
  const NAME = "stationmaster-crew";
  let opened = null;

  function database() {
    opened ||= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("steps", { keyPath: "seq", autoIncrement: true });
        request.result.createObjectStore("kept");
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return opened;
  }

  async function within(store, mode, act) {
    const open = await database();
    return new Promise((resolve, reject) => {
      const transaction = open.transaction(store, mode);
      const request = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = () => reject(transaction.error);
    });
  }

  const all = (place) => within("steps", "readonly", (store) => store.getAll()).then((rows) => rows.filter((row) => row.place === place));
  const add = (row) => within("steps", "readwrite", (store) => store.add(row));
  const drop = (seqs) => within("steps", "readwrite", (store) => { for (const seq of seqs) store.delete(seq); return null; });
  const keep = (name, value) => within("kept", "readwrite", (store) => store.put(value, name));
  const kept = (name) => within("kept", "readonly", (store) => store.get(name));

  // crypto.randomUUID needs a secure page; on a plain address in the LAN we make one ourselves.
  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  return { all, add, drop, keep, kept, uuid };
})();
