import t, { type Test } from 'tap'
import { openFaultyProxy } from '../faults/faulty-proxy.js'
import { linkedScene, type PlainLink } from '../invites/plain-link.js'
import { chance } from '../random/chance.js'
import type { Scene } from '../scenario/index.js'
import { freePorts } from '../servers/ports.js'
import { findChromium, startChromium } from './chromium.js'
import { Visitor, type VisitorOptions } from './visitor.js'

/** A scene with a members-only room that romeo owns and occupies, his link, and people with browsers. */
export type BrowserScene = Scene & {
  readonly link: PlainLink
  /** The URL of the link. */
  readonly page: string
  /** A new person with a browser. */
  visitor(options?: VisitorOptions): Promise<Visitor>
  /** Cuts all connections of the browsers, as a lost network does. */
  cutNetwork(): void
}

type Options = Parameters<typeof linkedScene>[1]

/** A test in which browsers take part; it is skipped where there is no Chromium. It fails if a browser complains. */
export function browserTest(title: string, options: Options, play: (t: Test, scene: BrowserScene) => unknown): void {
  const chromium = findChromium()
  if (typeof chromium !== 'string') t.test(title, chromium, () => undefined)
  else t.test(title, async t => play(t, await browserScene(t, { chromium, ...options })))
}

/** Starts a scene, a proxy before its pages, and Chromium. */
async function browserScene(t: Test, { chromium, ...options }: Options & { chromium: string }): Promise<BrowserScene> {
  const [port = 0] = await freePorts(1)
  const network = await openFaultyProxy(port, chance(1))
  t.teardown(() => network.close())
  const home = `http://127.0.0.1:${network.port}`
  const scene = await linkedScene(t, { ...options, http: { port, publicUrl: home } })
  const browser = await startChromium(chromium)
  const visitors: Visitor[] = []
  t.teardown(async () => {
    await browser.close()
    const complaints = visitors.flatMap(visitor => visitor.complaints)
    if (complaints.length > 0) throw new Error(`the browsers complained:\n${complaints.join('\n')}`)
  })
  return Object.assign(scene, {
    page: `${home}/${scene.link.id}`,
    cutNetwork: () => network.cut('reset'),
    async visitor(asked?: VisitorOptions) {
      const visitor = await Visitor.arrives(browser, [home, new URL(scene.socket).origin], asked)
      visitors.push(visitor)
      return visitor
    },
  })
}
