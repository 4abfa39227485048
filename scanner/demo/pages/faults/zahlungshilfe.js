// Nobody remembers who asked for it, or what for.
window.zahlungshilfe = () => document.title;
