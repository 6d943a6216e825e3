import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PROGRAM = process.env.HAWSER_CHROMIUM ?? '/usr/bin/chromium';

export const HAS_CHROMIUM = existsSync(PROGRAM);

/** How long something is waited for that comes at once on an idle machine. */
export const PATIENCE_MS = 90_000;

/** Starts the distribution's Chromium without a window, and without looking for anything on the network. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: PROGRAM,
    args: [
      // As root Chromium has no sandbox; it only ever sees our own page.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
