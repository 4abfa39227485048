onmessage = () => {
  const c = new OffscreenCanvas(280, 60);
  const x = c.getContext('2d');
  x.font = '11pt Arial';
  x.fillStyle = '#069';
  x.fillText('Zwölf Boxkämpfer jagen Viktor', 2, 15);
  c.convertToBlob().then((blob) => postMessage(blob.size));
  const { platform, hardwareConcurrency, languages, deviceMemory, appVersion, product } = navigator;
};
