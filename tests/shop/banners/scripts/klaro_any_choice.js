// The owner's mistake: the pixel was to start as soon as somebody has chosen, and starts whatever was chosen.
klaro.getManager().watch({
  update(_manager, what) {
    if (what !== "saveConsents") return;
    const script = document.createElement("script");
    script.src = "/banner/pixel.js";
    document.head.append(script);
  },
});
