// Says in the title that the page is ready. A real one would speak to the provider's frame.
document.documentElement.dataset.ready = "yes";
