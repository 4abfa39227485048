// Tells the proof about every write to the device, from inside the page.
(() => {
  const tell = (area, name, raw) => { try { window.__wrote(area, location.origin, String(name), raw || ""); } catch { /* a page without the binding */ } };
  const jar = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
  Object.defineProperty(Document.prototype, "cookie", {
    configurable: true,
    get() { return jar.get.call(this); },
    set(value) { tell("cookie", String(value).split("=")[0].trim(), String(value)); jar.set.call(this, value); },
  });
  const put = Storage.prototype.setItem;
  Storage.prototype.setItem = function (name, value) {
    let area = "local_storage";
    try { if (this === window.sessionStorage) area = "session_storage"; } catch { /* no storage here */ }
    tell(area, name);
    return put.call(this, name, value);
  };
  const open = indexedDB.open;
  IDBFactory.prototype.open = function (name, ...rest) { tell("indexeddb", name); return open.call(this, name, ...rest); };
  if (window.CacheStorage) {
    const caches = CacheStorage.prototype.open;
    CacheStorage.prototype.open = function (name) { tell("cache", name); return caches.call(this, name); };
  }
  if (window.ServiceWorkerContainer) {
    const register = ServiceWorkerContainer.prototype.register;
    ServiceWorkerContainer.prototype.register = function (url, ...rest) { tell("service_worker", url); return register.call(this, url, ...rest); };
  }
  if (window.CookieStore) {
    const set = CookieStore.prototype.set;
    CookieStore.prototype.set = function (first, ...rest) { tell("cookie", first.name || first, "cookieStore"); return set.call(this, first, ...rest); };
  }
})();
