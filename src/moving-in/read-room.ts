import type { MovedRecord, RecordOf } from '../moving/record.js'
import type { RoomConfig } from '../muc/model/room-config.js'
import { attr, copyOf, type Element, isDeeperThan, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import { roomInfo, settingsOfFeatures } from './map-features.js'
import { type MappedSettings, type SettingReader, settingsOf } from './map-settings.js'
import { lossNote, type Note, note } from './note.js'
import type { OldService } from './old-service.js'
import { archiveNote, countMessages } from './read-archive.js'
import { readLists } from './read-lists.js'
import { subjectOf } from './read-subject.js'
import { Refusal, Unreadable } from './refusal.js'
import { visit } from './visit.js'

/** What the import needs to know besides the room. */
export type ReadingOptions = {
  readonly service: OldService
  readonly readers: readonly SettingReader[]
  /** The settings for what the old service does not say. */
  readonly defaults: RoomConfig
  /** The bare JID in whose name the import reads: the owner of a room of which no other is known. */
  readonly reader: string
  /** The time in milliseconds since 1970. */
  readonly now: () => number
  /** Only what needs no entry into a room is read, and no messages. */
  readonly isDry: boolean
}

/** All of a room except its messages. */
export type RoomReading = {
  readonly records: readonly MovedRecord[]
  readonly notes: readonly Note[]
  /** The number of messages in its archive; undefined if it is unknown, or if there is no archive that we may read. */
  readonly count: number | undefined
  readonly hasArchive: boolean
}

/** In levels, and in characters of XML: a vCard that is beyond is left out. */
const [DEEPEST, LONGEST] = [20, 64 * 1024]

/** Reads a room. Undefined if it does not exist (any more). */
export async function readRoom(options: ReadingOptions, room: string): Promise<RoomReading | undefined> {
  const { service } = options
  const info = await unlessRefused(service.ask(room, xml('query', NS.discoInfo)))
  if (!info) return undefined
  if (info instanceof Refusal && info.condition === 'item-not-found') return undefined
  const seen = info instanceof Error ? xml('query', NS.discoInfo) : info
  const { settings, notes: settingNotes } = protectedAs(seen, await readSettings(options, room, seen))
  const lists = await readLists(service, room)
  const avatar = await readAvatar(service, room)
  const subject = await readSubject(options, { room, info: seen, password: settings.password ?? '' })
  const archive = await archiveOf(service, room)
  const owner = lists.affiliations.find(({ affiliation }) => affiliation === 'owner')?.user
  const isSeen = info instanceof Error ? [lossNote('The room does not tell what it is', info.message)] : []
  const notes = [...isSeen, ...settingNotes, ...lists.notes, ...avatar.notes, ...subject.notes, ...archive.notes]
  if (owner === undefined) notes.push(note(`No owner is known: ${options.reader} becomes the owner`))
  const head: RecordOf<'room'> = { kind: 'room', room, owner: owner ?? options.reader, settings }
  const records = [head, ...lists.affiliations, ...subject.records, ...avatar.records]
  return { records, notes, count: archive.count, hasArchive: archive.hasArchive }
}

async function readSettings(
  { service, readers, defaults }: ReadingOptions,
  room: string,
  info: Element,
): Promise<MappedSettings> {
  const answer = await unlessRefused(service.ask(room, xml('query', NS.mucOwner)))
  if (answer instanceof Error) {
    const what = 'Only an owner may read the settings: they are what everyone sees, and the defaults of the service'
    return { settings: settingsOfFeatures(info), notes: [lossNote(what, answer.message)] }
  }
  const form = answer?.getChild('x', NS.dataForm)
  if (form) return settingsOf(form, { readers, defaults })
  return { settings: settingsOfFeatures(info), notes: [note('The service gives no form with the settings')] }
}

/** A room whose password is not known here must not be open to all: only members may enter. */
function protectedAs(info: Element, mapped: MappedSettings): MappedSettings {
  const { settings, notes } = mapped
  const asks = info.getChildren('feature').some(feature => attr(feature, 'var') === 'muc_passwordprotected')
  if (!asks || (settings.password ?? '') !== '') return mapped
  const closed = note('The password is not known: only members may enter, until an owner sets one')
  return { settings: { ...settings, membersOnly: true }, notes: [...notes, closed] }
}

type Found = { readonly records: readonly MovedRecord[]; readonly notes: readonly Note[] }

const NOTHING: Found = { records: [], notes: [] }

/** XEP-0486. */
async function readAvatar(service: OldService, room: string): Promise<Found> {
  const vCard = await unlessRefused(service.ask(room, xml('vCard', NS.vcard)))
  if (vCard instanceof Unreadable) return { records: [], notes: [note('The avatar cannot be read', vCard.message)] }
  if (vCard instanceof Error || !vCard?.is('vCard', NS.vcard)) return NOTHING
  if (vCard.getChildElements().length === 0) return NOTHING
  if (isDeeperThan(DEEPEST, vCard)) return { records: [], notes: [note('The avatar is nested too deep')] }
  const text = copyOf(vCard).toString()
  if (text.length <= LONGEST) return { records: [{ kind: 'avatar', room, vcard: text }], notes: [] }
  return { records: [], notes: [note(`The avatar is longer than ${LONGEST} characters of XML`, String(text.length))] }
}

/** Enters the room only if the service tells the subject to nobody else. */
async function readSubject(
  { service, now, isDry }: ReadingOptions,
  { room, info, password }: { readonly room: string; readonly info: Element; readonly password: string },
): Promise<Found> {
  if (isDry || roomInfo(info, 'muc#roominfo_subject') === '') return NOTHING
  const subject = await unlessRefused(
    visit(service, { room, password }, async message => subjectOf(message, { room, now: now() })),
  )
  if (subject instanceof Error) return { records: [], notes: [note('The subject cannot be read', subject.message)] }
  return subject ? { records: [subject], notes: [] } : NOTHING
}

async function archiveOf(
  service: OldService,
  room: string,
): Promise<{ readonly count: number | undefined; readonly hasArchive: boolean; readonly notes: readonly Note[] }> {
  const count = await unlessRefused(countMessages(service, room))
  if (!(count instanceof Error)) return { count, hasArchive: true, notes: [] }
  return { count: undefined, hasArchive: false, notes: [archiveNote(count)] }
}

/** The result, or why there is none. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | Refusal | Unreadable> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Refusal || error instanceof Unreadable) return error
    throw error
  }
}
