import { parseBareJid, parseJid } from '../stanza/jid.js'
import { parse, textOf, UsageError } from './arguments.js'

/**
 * `address`: the domain of the old service. `as`: the bare JID that reads it. `rooms`: the path of a file with addresses.
 * `service`: where the server of `as` is, looked up in the DNS where absent. `rate`: stanzas per second.
 */
export type ImportServiceCommand = {
  readonly kind: 'import-service'
  readonly address: string
  readonly as: string
  readonly file: string
  readonly rooms: string | undefined
  readonly service: string | undefined
  readonly rate: number
  readonly does: 'read' | 'dry-run' | 'read-only' | 'plan-redirect' | 'redirect'
}

/** Stanzas per second to an old service, by default and at most. */
const RATE = { usual: 10, most: 1000 }

/** Whether these are the arguments of the import of a service: only that has an account which reads it. */
export function namesAccount(args: readonly string[]): boolean {
  return args.some(arg => arg === '--as' || arg.startsWith('--as='))
}

/** Parses the arguments after `import`. Throws a UsageError. */
export function importServiceCommand(args: readonly string[]): ImportServiceCommand {
  const [text, isGiven] = [{ type: 'string' }, { type: 'boolean' }] as const
  const { values, positionals } = parse(
    args,
    {
      ...{ as: text, config: text, rooms: text, service: text, rate: text },
      ...{ 'dry-run': isGiven, 'read-only': isGiven, redirect: isGiven, yes: isGiven },
    },
    ['SERVICE'],
  )
  const address = parseJid(positionals[0] ?? '')
  if (!address || address.full !== address.domain) {
    throw new UsageError('SERVICE is the address of a chat service, such as conference.example.org.')
  }
  const as = parseBareJid(textOf(values['as']) ?? '')
  if (!as) throw new UsageError('--as names the account that reads the service, such as admin@example.org.')
  const file = textOf(values['config'])
  if (file === undefined)
    throw new UsageError('--config names the configuration of the service that takes the rooms in.')
  const rate = Number(textOf(values['rate']) ?? RATE.usual)
  if (!(rate > 0 && rate <= RATE.most)) throw new UsageError(`--rate is a number above 0 and up to ${RATE.most}.`)
  const service = textOf(values['service'])
  if (service !== undefined && !/^xmpps?:\/\/[^/@]+$/.test(service)) {
    throw new UsageError('--service is the address of a client port, such as xmpp://xmpp.example.org:5222.')
  }
  const rooms = textOf(values['rooms'])
  return {
    kind: 'import-service',
    address: address.domain,
    as: as.bare,
    file,
    rooms,
    service,
    rate,
    does: doesOf(values),
  }
}

function doesOf(values: Readonly<Record<string, unknown>>): ImportServiceCommand['does'] {
  const given = (['dry-run', 'read-only', 'redirect'] as const).filter(name => values[name] === true)
  const [only, other] = given
  if (other !== undefined) throw new UsageError(`--${only} and --${other} exclude each other.`)
  if (values['yes'] === true && only !== 'redirect') throw new UsageError('--yes is for --redirect.')
  if (only === 'redirect') return values['yes'] === true ? 'redirect' : 'plan-redirect'
  return only ?? 'read'
}
