// Loaded before the scanner: leads every browser that it launches to the demo shop. It has no options for that.
import { chromium } from "playwright";

const { executable, home, args } = JSON.parse(process.env.SIEGEL_BENCH_REACH);
const launch = chromium.launch.bind(chromium);
chromium.launch = (options = {}) =>
  launch({
    ...options,
    executablePath: executable,
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home },
    args: [...(options.args ?? []), ...args],
  });
