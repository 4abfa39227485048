// Keeps a draft of what is typed into the contact form at the shop's own server, should somebody lose the page.
'use strict';
document.querySelector('form#kontakt')?.addEventListener('focusout', ({ currentTarget }) => {
  fetch('/entwurf', { method: 'POST', body: new URLSearchParams(new FormData(currentTarget)) });
});
