import { mendCommands } from './commands.js'
import type { Converse, ConverseApi } from './converse.js'
import { mendMessages } from './messages.js'
import { commonSettings } from './settings.js'

/** In milliseconds: the time after which a person whom a moderator must let in tries again. */
const ASK_AGAIN_AFTER = 10_000

/** The states of a connection (Strophe.Status): the server refuses the password; the stream ends, for whatever reason. */
const WRONG_PASSWORD = 4
const ENDED: readonly unknown[] = [6, 7]

/** Shows the form of the page, and enters with the account whose name and password are written there. */
export async function enterWithAccount(place: HTMLElement, converse: Converse): Promise<void> {
  const form = place.querySelector('form')
  if (!form) return
  converse.plugins.add('latchstring', {
    dependencies: ['converse-chat'],
    initialize() {
      const { api, exports } = this._converse
      // A copy of a message to the person (XEP-0280), which this page does not show and must not acknowledge.
      exports.handleMessageStanza = () => undefined
      mendMessages(api)
      mendCommands(this._converse, place.dataset['noCommand'])
      signInByForm(api, { place, form })
      enterWhenLetIn(api, { room: place.dataset['room'] ?? '', refused: converse.ROOMSTATUS.DISCONNECTED })
    },
  })
  await converse.initialize(settingsOf(place.dataset))
  showForm({ place, form }, '')
}

/** A form in its place. */
type Shown = { readonly place: HTMLElement; readonly form: HTMLFormElement }

function signInByForm({ user, listen }: ConverseApi, shown: Shown): void {
  const { place, form } = shown
  const { domain = '', wrong = '', elsewhere = '', unavailable = '' } = place.dataset
  form.addEventListener('submit', event => {
    event.preventDefault()
    const jid = jidOf(textIn(form, 'name'), domain)
    if (jid === undefined) return showForm(shown, elsewhere)
    showProgress(shown)
    void user.login(jid, textIn(form, 'password'))
  })
  let status: unknown
  listen.on('connfeedback', feedback => {
    const now = feedback.get('connection_status')
    if (!ENDED.includes(now)) status = now
  })
  listen.on('connected', () => {
    form.reset()
    place.dataset['state'] = 'started'
  })
  listen.on('disconnected', () => showForm(shown, status === WRONG_PASSWORD ? wrong : unavailable))
}

/** Converse.js enters once. A person whose request a moderator has not answered is refused, and tries again. */
function enterWhenLetIn({ listen, rooms }: ConverseApi, { room, refused }: { room: string; refused: number }): void {
  let hasEntered = false
  listen.on('enteredNewRoom', () => {
    hasEntered = true
  })
  setInterval(async () => {
    const entering = hasEntered ? null : await rooms.get(room)
    if (entering?.session.get('connection_status') === refused) await entering.rejoin()
  }, ASK_AGAIN_AFTER)
}

/** The address of an account that is written as its name, or as a whole. Undefined if it is of another domain. */
function jidOf(written: string, domain: string): string | undefined {
  const [name, ofDomain] = written.trim().split(/@(.*)/s)
  return ofDomain === undefined || ofDomain.toLowerCase() === domain ? `${name}@${domain}` : undefined
}

function textIn(form: HTMLFormElement, name: string): string {
  const field = form.elements.namedItem(name)
  return field instanceof HTMLInputElement ? field.value : ''
}

/** Shows the form with what was wrong. The name of an account that was just made is in the fragment of the address. */
function showForm({ place, form }: Shown, problem: string): void {
  place.dataset['state'] = 'signed-out'
  form.hidden = false
  show(place.querySelector('.progress'), false)
  const said = form.querySelector('.problem')
  if (said) said.textContent = problem
  const name = form.elements.namedItem('name')
  if (name instanceof HTMLInputElement && name.value === '') name.value = decodeURIComponent(location.hash.slice(1))
}

function showProgress({ place, form }: Shown): void {
  form.hidden = true
  show(place.querySelector('.progress'), true)
}

function show(element: Element | null, isShown: boolean): void {
  element?.toggleAttribute('hidden', !isShown)
}

function settingsOf({ room, password, ...common }: DOMStringMap) {
  return {
    ...commonSettings(common),
    auto_join_rooms: [{ jid: room, password }],
    auto_login: false,
    muc_nickname_from_jid: true,
    // Messages to the person go to the clients that show them.
    priority: -1,
    synchronize_availability: false,
    allow_contact_requests: false,
    allow_muc_invitations: false,
  }
}
