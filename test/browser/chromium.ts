import { type Browser, chromium } from 'playwright-core'
import { findProgram, type Missing, missing } from '../servers/installed.js'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** The path of Chromium, or why there is none. */
export function findChromium(): string | Missing {
  return NAMES.map(findProgram).find(path => path !== undefined) ?? missing('Chromium', 'package chromium')
}

/** Starts Chromium without a window. The caller closes it. */
export async function startChromium(path: string): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    // Chromium refuses to run as root with its sandbox. The pages are our own.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
}
