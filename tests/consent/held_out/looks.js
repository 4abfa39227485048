// How a button looks: what it is, its area, its font, the contrast of its text and against what is around it.
(node) => {
  const number = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const over = (top, bottom) => {
    const alpha = top.length > 3 ? top[3] : 1;
    return [0, 1, 2].map((i) => top[i] * alpha + bottom[i] * (1 - alpha));
  };
  const ground = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement || (e.getRootNode() || {}).host) {
      layers.push(number(getComputedStyle(e).backgroundColor));
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [x, y] = [light(a), light(b)];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  };
  const box = node.getBoundingClientRect();
  const css = getComputedStyle(node);
  const own = ground(node);
  return {
    tag: node.getAttribute("role") || node.tagName.toLowerCase(),
    area: box.width * box.height,
    font: parseFloat(css.fontSize),
    text: contrast(over(number(css.color), own), own),
    button: contrast(own, ground(node.parentElement || node.getRootNode().host)),
    seen: box.bottom <= innerHeight && box.top >= 0,
  };
};
