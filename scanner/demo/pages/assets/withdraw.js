// Asks once more before a withdrawal is declared. Without scripts the next page asks.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("widerruf");
  const dialog = document.getElementById("widerruf-bestaetigen");
  if (!form || !dialog) return;
  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.hasAttribute("formaction")) return;
    event.preventDefault();
    dialog.showModal();
  });
  dialog.querySelector("[data-back]").addEventListener("click", () => dialog.close());
});
