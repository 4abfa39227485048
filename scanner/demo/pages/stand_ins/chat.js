// Stands for a chat in which a machine answers, and says nothing of it. Nothing that is typed leaves the page.
(() => {
  const show = () => {
    const chat = document.createElement('aside');
    chat.setAttribute('aria-label', 'Chat');
    const greeting = document.createElement('p');
    greeting.textContent = 'Hallo, ich bin Lena! Wie kann ich Ihnen helfen?';
    chat.append(greeting);
    document.body.append(chat);
  };
  if (document.body) show();
  else document.addEventListener('DOMContentLoaded', show);
})();
