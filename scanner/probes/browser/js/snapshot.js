// Reads a page in a world of its own, where the page has replaced nothing. Lengths in characters.
(htmlLimit, textLimit) => {
  const ENORMOUS = 150000; // elements; laying them out for innerText would take longer than the visit may
  const root = document.documentElement;
  const elements = document.getElementsByTagName("*").length;
  const html = root ? root.outerHTML : "";
  const body = document.body;
  const text = body ? (elements > ENORMOUS ? body.textContent : body.innerText) || "" : "";
  return {
    url: location.href,
    title: document.title.slice(0, 1000),
    language: root ? root.lang.slice(0, 100) : "",
    html: html.slice(0, htmlLimit),
    text: text.slice(0, textLimit),
    cut: html.length > htmlLimit || text.length > textLimit,
    elements,
    passwords: document.querySelectorAll("input[type=password]").length,
    frames: window.length,
  };
}
