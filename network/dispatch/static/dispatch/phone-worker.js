// Lets the crew's page open without a network: the page and what it is made of are kept from the last visit. Data are never kept here; the
// page has its own store and says how old they are. Nothing is sent from here: browsers without Background Sync would lose it.
const STORE = "crew-page-3";
const PATIENCE_MS = 5000; // at the roadside a network often neither answers nor fails

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("crew-page-") && name !== STORE) await caches.delete(name);
    await self.clients.claim();
  })());
});

function isKept(request) {
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return false;
  return address.href === self.registration.scope || address.pathname.includes("/static/");
}

async function fetched(request, store) {
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected) await store.put(request, answer.clone());
  return answer;
}

async function networkFirst(request) {
  const store = await caches.open(STORE);
  const fresh = fetched(request, store);
  const kept = await store.match(request, { ignoreVary: true });
  if (!kept) return fresh;
  const late = new Promise((done) => setTimeout(() => done(kept), PATIENCE_MS));
  return Promise.race([fresh.catch(() => kept), late]);
}

self.addEventListener("fetch", (event) => {
  if (isKept(event.request)) event.respondWith(networkFirst(event.request));
});
