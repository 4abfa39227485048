// Passwords have to be typed, it says in a guideline of 2009.
for (const field of document.querySelectorAll("input[type=password]")) {
  field.addEventListener("paste", (event) => event.preventDefault());
}
