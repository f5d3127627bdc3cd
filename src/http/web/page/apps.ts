import { SYSTEMS, type System } from '../device.js'
import { html, type Insertable } from '../html.js'
import type { Visit } from '../visit.js'
import type { LinkView } from './link-view.js'
import { way } from './way.js'

/** A place from which an app is installed, with the name that it has everywhere. */
type Store = { readonly name: string; readonly url: string }

type App = { readonly name: string; readonly url: string; readonly stores: readonly Store[] }

const store = (name: string, url: string): Store => ({ name, url })

const GAJIM = { name: 'Gajim', url: 'https://gajim.org' }

/** Free apps that enter rooms, for each system, the first one to be named first. */
const APPS: Readonly<Record<System, readonly App[]>> = {
  android: [
    {
      name: 'Conversations',
      url: 'https://conversations.im',
      stores: [
        store('F-Droid', 'https://f-droid.org/packages/eu.siacs.conversations/'),
        store('Google Play', 'https://play.google.com/store/apps/details?id=eu.siacs.conversations'),
      ],
    },
    {
      name: 'Cheogram',
      url: 'https://cheogram.com',
      stores: [store('F-Droid', 'https://f-droid.org/packages/com.cheogram.android/')],
    },
  ],
  ios: [
    {
      name: 'Monal',
      url: 'https://monal-im.org',
      stores: [store('App Store', 'https://apps.apple.com/app/id317711500')],
    },
    {
      name: 'Siskin IM',
      url: 'https://siskin.im',
      stores: [store('App Store', 'https://apps.apple.com/app/id1153516838')],
    },
  ],
  mac: [
    {
      name: 'Monal',
      url: 'https://monal-im.org',
      stores: [store('App Store', 'https://apps.apple.com/app/id1637078500')],
    },
    {
      name: 'BeagleIM',
      url: 'https://beagle.im',
      stores: [store('App Store', 'https://apps.apple.com/app/id1445349494')],
    },
  ],
  windows: [{ ...GAJIM, stores: [store('Microsoft Store', 'https://apps.microsoft.com/detail/9pggf6hd43f9')] }],
  linux: [
    { ...GAJIM, stores: [store('Flathub', 'https://flathub.org/apps/org.gajim.Gajim')] },
    { name: 'Dino', url: 'https://dino.im', stores: [store('Flathub', 'https://flathub.org/apps/im.dino.Dino')] },
  ],
}

/** "Get an app": those for the device of the visitor first. */
export function appsWay({ visit }: LinkView): Insertable {
  const { title, text, after } = visit.texts.apps
  return way({ name: 'apps', title }, html`<p>${text}</p>${appList(visit)}<p>${after}</p>`)
}

/** The apps for the device of the visitor; those for other devices can be unfolded. */
export function appList({ texts, device }: Visit): Insertable {
  const own = device.system
  const others = SYSTEMS.filter(system => system !== own)
  const rest = html`<dl class="apps">${others.map(system => appsFor(texts.apps[system], system))}</dl>`
  const all = html`<p><a href="https://xmpp.org/software/" rel="noreferrer">${texts.apps.all}</a></p>`
  if (own === undefined) return html`${rest}${all}`
  return html`<dl class="apps">${appsFor(texts.apps[own], own)}</dl>
<details class="more"><summary>${texts.apps.others}</summary>${rest}${all}</details>`
}

function appsFor(label: string, system: System): Insertable {
  const apps = APPS[system].map(({ name, url, stores }) => {
    const places = stores.map(one => html` <a class="store" href="${one.url}" rel="noreferrer">${one.name}</a>`)
    return html`<dd><a class="name" href="${url}" rel="noreferrer">${name}</a><span class="stores">${places}</span></dd>`
  })
  return html`<dt>${label}</dt>${apps}`
}
