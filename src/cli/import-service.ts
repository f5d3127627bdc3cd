import { readFile, writeFile } from 'node:fs/promises'
import { roomSettings } from '../app/service-settings.js'
import type { Config } from '../config/config.js'
import type { Report as TakeInReport } from '../moving/intake/report.js'
import { takeIn } from '../moving/take-in.js'
import { findServer } from '../moving-in/find-server.js'
import { isLatchstring } from '../moving-in/is-latchstring.js'
import { OldService } from '../moving-in/old-service.js'
import { type ReadingProgress, readService } from '../moving-in/read-service.js'
import { recordsOf } from '../moving-in/records.js'
import { type Redirection, redirectionsOf, redirectRooms } from '../moving-in/redirect.js'
import { report } from '../moving-in/report.js'
import { Staging } from '../moving-in/staging.js'
import type { Service } from '../service/types.js'
import { domainOf, localOf, parseBareJid } from '../stanza/jid.js'
import { UsageError } from './arguments.js'
import { passwordOf } from './ask-password.js'
import { readConfigFile } from './config-file.js'
import { EXIT } from './exit-codes.js'
import { messageOf } from './failure.js'
import { ProgressLine } from './import-progress.js'
import type { ImportServiceCommand } from './import-service-arguments.js'
import { withIntakeService } from './intake-service.js'
import { print, printable } from './output.js'
import { besideStore } from './store-of.js'

/** Seconds for one sign-in at the old server. */
const SIGN_IN_TIMEOUT = 60

/** Reads an old service, takes its rooms in, or redirects them. Rejects with a UsageError if the state does not allow it. */
export async function importService(command: ImportServiceCommand): Promise<number> {
  const config = await readConfigFile(command.file)
  const path = `${besideStore(config)}.import-${command.address}`
  const isDry = command.does === 'dry-run'
  const staging = new Staging(isDry ? ':memory:' : path, command.address)
  try {
    if (command.does === 'plan-redirect' || command.does === 'redirect') await redirect(command, { config, staging })
    else await read(command, { config, staging, path })
    return EXIT.success
  } finally {
    staging.close()
  }
}

type Setting = { readonly config: Config; readonly staging: Staging }

async function read(
  command: ImportServiceCommand,
  { config, staging, path }: Setting & { path: string },
): Promise<void> {
  if (staging.isTakenIn) {
    throw new UsageError(`All of ${command.address} was taken in. Delete ${path} to read it again from the beginning.`)
  }
  // Otherwise a long reading might end with the news that a service runs on the database.
  if (command.does === 'read') await withIntakeService(config, async () => undefined)
  // What is being taken in must stay the same.
  if (staging.takingSince === undefined) await readNow(command, { config, staging, path })
  if (command.does === 'read') await takeInNow({ config, staging })
}

async function readNow(
  command: ImportServiceCommand,
  { config, staging, path }: Setting & { path: string },
): Promise<void> {
  const line = new ProgressLine()
  const isDry = command.does === 'dry-run'
  const hidden = command.rooms === undefined ? [] : await roomsIn(command.rooms, command.address)
  const onProgress = (progress: ReadingProgress) => line.show(progress)
  await withOldService(command, line, async service => {
    // What was read of the old service must not be mixed with what is here.
    if (command.address === config.xmpp.domain && (await isLatchstring(service, command.address))) {
      throw new UsageError(
        `${command.address} is Latchstring already. To read the former service, give it its address back first.`,
      )
    }
    await readService({
      service,
      staging,
      domain: command.address,
      hidden,
      ...roomSettings(config),
      reader: command.as,
      now: Date.now,
      isDry,
      onProgress,
    })
  })
  line.end()
  for (const sentence of report(staging)) print(printable(sentence))
  if (isDry) return
  const full = `${path}.txt`
  await writeFile(full, `${report(staging, Number.POSITIVE_INFINITY).join('\n')}\n`, { mode: 0o600 })
  print(`The report with all rooms is in ${full}.`)
}

async function takeInNow({ config, staging }: Setting): Promise<void> {
  await withIntakeService(config, async service => {
    const at = staging.takingSince ?? Date.now()
    staging.takingSince = at
    const line = new ProgressLine()
    const records = recordsOf(staging, { product: 'an import over XMPP', at })
    const onProgress = ({ counts, earlier }: TakeInReport) => {
      const records = earlier + [...counts.values()].reduce((sum, count) => sum + count, 0)
      line.tell(`${records.toLocaleString('en')} records are taken in`)
    }
    const taken = await takeIn(records, { service, domain: config.xmpp.domain, onProgress })
    line.end()
    await noteRooms(service, { config, staging })
    staging.setTakenIn()
    for (const sentence of takenSentences(taken)) print(printable(sentence))
  })
}

/** Notes which rooms are complete here: no other old room may be redirected. */
async function noteRooms(service: Pick<Service, 'lookUp'>, { config, staging }: Setting): Promise<void> {
  for (const jid of staging.rooms()) {
    const room = `${localOf(jid)}@${config.xmpp.domain}`
    const { origins = [] } = await service.lookUp({ origins: [room] })
    if (origins.some(({ intake, isComplete }) => intake === staging.id && isComplete)) staging.putTakenIn(jid)
  }
}

/** What was taken in, and what was not. */
function takenSentences({ counts, notes, furtherNotes, leftOut, earlier }: TakeInReport): string[] {
  const [rooms, messages] = [counts.get('room') ?? 0, counts.get('message') ?? 0]
  const before = earlier === 0 ? '' : ` ${earlier} records were done by an earlier import.`
  return [
    `${rooms} rooms and ${messages} messages were taken in; ${leftOut} records were left out.${before}`,
    ...notes.map(({ room, text }) => (room === undefined ? text : `${room}: ${text}`)),
    ...(furtherNotes === 0 ? [] : [`There are ${furtherNotes} more notes of this kind.`]),
  ]
}

async function redirect(command: ImportServiceCommand, { config, staging }: Setting): Promise<void> {
  const to = config.xmpp.domain
  if (!staging.isTakenIn) throw new UsageError(`Nothing of ${command.address} was taken in yet; import it first.`)
  if (to === command.address)
    throw new UsageError('The new rooms have the addresses of the old ones: none is redirected.')
  const line = new ProgressLine()
  const isReal = command.does === 'redirect'
  const counts = { done: 0, left: 0 }
  await withOldService(command, line, async service => {
    const redirecting = { service, staging, to, now: Date.now }
    const all = isReal ? redirectRooms(redirecting) : redirectionsOf(redirecting)
    for await (const redirection of all) {
      counts[redirection.obstacle === undefined ? 'done' : 'left']++
      print(printable(sentenceOf(redirection, isReal)))
    }
  })
  print(`${counts.done} rooms ${isReal ? 'were' : 'would be'} redirected, ${counts.left} stay.`)
  if (!isReal && counts.done > 0)
    print('Nothing was changed. Add --yes to destroy these old rooms with their new addresses.')
}

function sentenceOf({ from, to, occupants, obstacle }: Redirection, isReal: boolean): string {
  if (obstacle !== undefined) return `${from} stays: ${obstacle}`
  return `${from} ${isReal ? 'has moved' : 'moves'} to ${to}${occupants === undefined ? '' : `, with ${occupants} in it`}`
}

async function withOldService<T>(
  { as, service, rate }: ImportServiceCommand,
  line: ProgressLine,
  work: (service: OldService) => Promise<T>,
): Promise<T> {
  const password = await passwordOf(as)
  const domain = domainOf(as)
  const address = service ?? (await findServer(domain))
  const server = {
    service: address,
    domain,
    tls: 'auto',
    timeout: SIGN_IN_TIMEOUT,
  } as const
  const account = { name: localOf(as), password }
  const hint = service === undefined ? ' (--service names another server)' : ''
  const onTrouble = (sentence: string) => line.say(printable(`${address}${hint}: ${sentence}`))
  const old = new OldService({ server, account, rate, onTrouble })
  try {
    return await work(old)
  } finally {
    line.end()
    await old.close()
  }
}

/** The addresses in a file, one a line; the domain may be left out. */
async function roomsIn(file: string, domain: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`The file of --rooms cannot be read: ${messageOf(error)}`)
  })
  const lines = text.split('\n').map(line => line.trim())
  return lines
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => {
      const room = parseBareJid(line.includes('@') ? line : `${line}@${domain}`)
      if (room?.domain === domain) return room.bare
      throw new UsageError(
        `The file of --rooms has ${JSON.stringify(line)}; expected the address of a room at ${domain}.`,
      )
    })
}
