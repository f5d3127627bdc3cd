import type { IncomingHttpHeaders } from 'node:http'

/** The kinds of devices for which the pages know apps. */
export const SYSTEMS = ['android', 'ios', 'mac', 'windows', 'linux'] as const

export type System = (typeof SYSTEMS)[number]

/** The device of a visitor, as far as the request says it. */
export type Device = { readonly system: System | undefined; readonly isPhone: boolean }

/** The names of systems in User-Agent, the more specific first: Android says Linux, too, and iPhone says Mac OS X. */
const SIGNS: readonly (readonly [System, RegExp])[] = [
  ['android', /Android/i],
  ['ios', /iPhone|iPad|iPod/i],
  ['windows', /Windows/i],
  ['mac', /Macintosh|Mac OS X|macOS/i],
  ['linux', /Linux|X11|CrOS/i],
]

/** Reads the headers User-Agent, Sec-CH-UA-Platform and Sec-CH-UA-Mobile (User-Agent Client Hints §3). */
export function deviceOf(headers: IncomingHttpHeaders): Device {
  const agent = headers['user-agent'] ?? ''
  const [platform, mobile] = [headers['sec-ch-ua-platform'], headers['sec-ch-ua-mobile']].map(String)
  const named = (text = '') => SIGNS.find(([, sign]) => sign.test(text))?.[0]
  const system = named(platform) ?? named(agent)
  const isPhone = mobile === '?1' || system === 'android' || system === 'ios' || /\bMobi/i.test(agent)
  return { system, isPhone }
}
