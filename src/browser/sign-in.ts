import { mendCommands } from './commands.js'
import type { Converse, ConverseApi, ConverseState } from './converse.js'
import { mendMessages } from './messages.js'
import { commonSettings, distrustMachine } from './settings.js'

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
    dependencies: ['converse-chat', 'converse-roster'],
    initialize() {
      const { api } = this._converse
      leaveOthersAlone(this._converse)
      distrustMachine(this._converse)
      mendMessages(api)
      mendCommands(this._converse, place.dataset['noCommand'])
      signInByForm(api, { place, form })
      const room = place.dataset['room'] ?? ''
      enterWhenLetIn(api, { room, refused: converse.ROOMSTATUS.DISCONNECTED })
      noticeTheEnd(api, { room, ended: converse.ROOMSTATUS.DESTROYED })
    },
  })
  await converse.initialize(settingsOf(place.dataset))
  showForm({ place, form }, '')
}

/** What concerns the account outside the room is for the person's other clients: this page neither shows nor answers it. */
function leaveOthersAlone({ exports }: ConverseState): void {
  // A copy of a message to the person (XEP-0280), which must not be acknowledged.
  exports.handleMessageStanza = () => undefined
  // A request to become a contact, which Converse.js refuses in the name of the person, or accepts.
  const contacts = exports.RosterContacts.prototype
  contacts.presenceHandler = () => undefined
  contacts.fetchRosterContacts = async () => undefined
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
  let timer: ReturnType<typeof setInterval> | undefined
  const stop = () => clearInterval(timer)
  listen.on('connected', () => {
    stop()
    timer = setInterval(async () => {
      const entering = await rooms.get(room)
      if (entering?.session.get('connection_status') === refused) await entering.rejoin()
    }, ASK_AGAIN_AFTER)
  })
  listen.on('enteredNewRoom', stop)
  listen.on('disconnected', stop)
}

/**
 * Converse.js takes no notice of the end of the room (XEP-0045 §10.9), and a person would go on writing. Only the presence of
 * the person tells it: the others write theirs themselves.
 */
function noticeTheEnd({ listen, rooms }: ConverseApi, { room, ended }: { room: string; ended: number }): void {
  listen.on('parseMUCPresence', async (presence, parsed) => {
    const end = parsed.is_self ? presence.querySelector('x > destroy') : null
    const model = end && (await rooms.get(room))
    model?.save({ destroyed_reason: end?.querySelector('reason')?.textContent ?? '' })
    model?.session.save({ connection_status: ended })
    return parsed
  })
}

/** What no name of an account has (RFC 7622 §3.3.1): a slash would move the name to the domain. */
const NOT_IN_A_NAME = /["&'/:<>\s]/

/** The address of an account that is written as its name, or as a whole. Undefined if it is none of this domain. */
function jidOf(written: string, domain: string): string | undefined {
  const [name = '', ofDomain = domain] = written.trim().split(/@(.*)/s)
  const isOurs = name !== '' && !NOT_IN_A_NAME.test(name) && ofDomain.toLowerCase() === domain
  return isOurs ? `${name}@${domain}` : undefined
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
  if (name instanceof HTMLInputElement && name.value === '') name.value = nameInFragment()
  // The button that had the focus was hidden.
  if (problem !== '') form.querySelector<HTMLElement>('[name=password]')?.focus()
}

function nameInFragment(): string {
  return new URLSearchParams(location.hash.slice(1)).get('name') ?? ''
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
