// What the shop's owner was given to paste: a queue, the pixel's script, its id and one event.
if (!window.fbq) {
  const fbq = (...call) => (fbq.callMethod ? fbq.callMethod(...call) : fbq.queue.push(call));
  fbq.queue = [];
  window.fbq = fbq;
  const script = document.createElement("script");
  script.async = true;
  script.src = "https://connect.facebook.net/en_US/fbevents.js";
  document.head.append(script);
  fbq("init", "555000111222");
  fbq("track", "PageView");
}
