[navigator.plugins, navigator.platform, navigator.hardwareConcurrency, navigator.deviceMemory,
navigator.languages, navigator.maxTouchPoints, navigator.productSub].length;window.done = true;
