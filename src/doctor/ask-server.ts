import { attr, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import { type Link, openLink } from '../xmpp/link.js'
import { privilegeGrants } from '../xmpp/privilege.js'

/** What the XMPP server answered to a component. */
export type Answers = {
  /** Whether a stanza to the domain of the rooms came back to us. */
  readonly isRouted: boolean
  /** The features of the users' domain (XEP-0030); undefined if it has not answered, or with an error. */
  readonly features: readonly string[] | undefined
  /** The name of the server's software, where it tells it. */
  readonly software: string | undefined
  /** Whether we may send invitations in the name of users (XEP-0356). */
  readonly isPrivileged: boolean
  /** How far the server's clock is ahead of ours, in milliseconds (XEP-0202); undefined if it does not tell. */
  readonly clockSkew: number | undefined
}

/** The server refused the connection, or there is none; `serverText` is what it said. */
export type Refused = { readonly advice: string; readonly serverText: string | undefined }

type Where = { readonly service: string; readonly domain: string; readonly secret: string; readonly userDomain: string }

/** How long the answers may take, in milliseconds. */
const PATIENCE = 1500
/** How long the server may take to accept the component, in seconds. */
const ATTEMPT = 3
const TIME = 'urn:xmpp:time'

/**
 * Connects as the component, asks, and closes the connection, within about 5 s. No service may run: it would lose its
 * place. Never rejects.
 */
export async function askServer(where: Where): Promise<Answers | Refused> {
  const heard = new Heard(where)
  let link: Link | undefined
  const refused = await new Promise<Refused | undefined>(isUp => {
    const refuse = (fields: object, advice: string) => isUp({ advice, serverText: Object(fields).serverText })
    const log = { info: () => undefined, warn: () => undefined, error: refuse }
    link = openLink(
      { ...where, connectTimeout: ATTEMPT, handshakeTimeout: ATTEMPT, log },
      { onStanza: stanza => heard.take(stanza), onUp: () => isUp(undefined), onDown: () => heard.end() },
    )
    link.start().catch(() => undefined)
  })
  if (!refused) {
    for (const question of questions(where)) link?.write(question.toString())
    await heard.all(PATIENCE)
  }
  await link?.stop()
  return refused ?? heard.answers()
}

/** All go out at once. The first one comes back to ourselves. */
function questions({ domain, userDomain }: Where): readonly Element[] {
  const ask = (id: string, to: string, content: Element) => xml('iq', { type: 'get', from: domain, to, id }, content)
  return [
    ask('doctor-self', domain, xml('ping', 'urn:xmpp:ping')),
    ask('doctor-features', userDomain, xml('query', NS.discoInfo)),
    ask('doctor-time', userDomain, xml('time', TIME)),
  ]
}

/** Collects what the server says. */
class Heard {
  readonly #domain: string
  readonly #grants = privilegeGrants()
  readonly #userDomain: string
  readonly #answers = new Map<string, Element>()
  #done: () => void = () => {}

  constructor({ domain, userDomain }: Where) {
    this.#domain = domain
    this.#userDomain = userDomain
  }

  take(stanza: Element): void {
    if (this.#grants.takes(stanza)) return
    const id = attr(stanza, 'id')
    if (stanza.name !== 'iq' || id === undefined) return
    if (id === 'doctor-self' && attr(stanza, 'from') !== this.#domain) return
    this.#answers.set(id, stanza)
    if (this.#answers.size === 3) this.end()
  }

  end(): void {
    this.#done()
  }

  /** Resolves when all answers are there, the connection has ended or the time is over. */
  all(patience: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, patience)
      this.#done = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  answers(): Answers {
    const result = (id: string) => {
      const answer = this.#answers.get(id)
      return answer && attr(answer, 'type') === 'result' ? answer : undefined
    }
    const query = result('doctor-features')?.getChild('query')
    const utc = Date.parse(result('doctor-time')?.getChild('time')?.getChildText('utc') ?? '')
    return {
      isRouted: attr(this.#answers.get('doctor-self') ?? xml('iq'), 'type') === 'get',
      features: query?.getChildren('feature').map(feature => attr(feature, 'var') ?? ''),
      software: query?.getChildren('identity').flatMap(identity => attr(identity, 'name') ?? [])[0],
      isPrivileged: this.#grants.namespaceOf(this.#userDomain) !== undefined,
      clockSkew: Number.isNaN(utc) ? undefined : utc - Date.now(),
    }
  }
}
