import { randomBytes } from 'node:crypto'
import type { FailureLockout } from '../limits/failure-lockout.js'
import { parseJid } from '../stanza/jid.js'
import type { BoundClient, ClientHost, SignedInClient } from '../streams/client-stream.js'
import { PLAIN, type SaslCondition, type SignIn } from '../streams/sasl.js'
import { StreamError } from '../streams/stream-error.js'
import type { GuestDesk, SignedInGuest } from './guest-desk.js'

/** The clients that one guest may have at the same time. Our own decision. */
const MOST_CLIENTS = 10

/** Is told about sign-ins that fail. */
export interface SignInWatch {
  onFailure(): void
  /** From now on no sign-in from this IP address is tried for a while. */
  onLocked(subject: { readonly address: string }): void
}

export type GuestHostOptions = {
  /** The domain of the service. */
  readonly domain: string
  readonly desk: GuestDesk
  readonly lockout: FailureLockout
  readonly watch: SignInWatch
  /** The IP address of the connection, as it is counted. */
  readonly address: string
  /** The number of clients that the guest with this bare JID has. */
  readonly clientsOf: (guest: string) => number
  readonly onSignedIn: (guest: SignedInGuest) => void
  readonly isTaken: (fullJid: string) => boolean
  /** Adds a client with a resource of its own. */
  readonly bound: (fullJid: string, guest: SignedInGuest) => BoundClient | undefined
}

/** The host of one connection, to which guests sign in. */
export function guestHost(options: GuestHostOptions): ClientHost {
  return {
    domain: options.domain,
    mechanisms: [PLAIN],
    offers: [],
    answersEarly: () => undefined,
    signIn: (request, answer) => void signIn(options, request).then(answer),
  }
}

type Outcome = SignedInClient | { readonly failure: SaslCondition }

/** Counts failures by IP address, so that secrets cannot be guessed. */
async function signIn(options: GuestHostOptions, { user = '', password }: SignIn): Promise<Outcome> {
  const { desk, lockout, address, watch } = options
  // RFC 6120 §6.5.9: this failure says nothing about the secret.
  if ((await lockout.beginInTurn(address)) !== 'free') return { failure: 'temporary-auth-failure' }
  try {
    const guest = await desk.signIn(user, password)
    if (guest) {
      lockout.cancel(address)
      return signedIn(options, guest)
    }
    lockout.fail(address)
    watch.onFailure()
    if (lockout.stateOf(address) === 'locked') watch.onLocked({ address })
    return { failure: 'not-authorized' }
  } catch {
    // The service has logged the fault.
    lockout.cancel(address)
    return { failure: 'temporary-auth-failure' }
  }
}

function signedIn(options: GuestHostOptions, guest: SignedInGuest): SignedInClient {
  options.onSignedIn(guest)
  return {
    bind(requested) {
      if (options.clientsOf(guest.jid) >= MOST_CLIENTS) {
        throw new StreamError('resource-constraint', `A guest has at most ${MOST_CLIENTS} clients at the same time.`)
      }
      const wanted = requested === '' ? undefined : parseJid(`${guest.jid}/${requested}`)
      if (requested !== '' && !wanted) return undefined
      // RFC 6120 §7.7.2.2: the server chooses another resource if this one is in use.
      const isFree = wanted && !options.isTaken(wanted.full)
      return options.bound(isFree ? wanted.full : `${guest.jid}/${randomBytes(8).toString('hex')}`, guest)
    },
    ended: () => undefined,
  }
}
