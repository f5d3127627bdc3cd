import { listRooms } from './list-rooms.js'
import { nextPage } from './next-page.js'
import { lossNote } from './note.js'
import { type ReadingOptions, readRoom } from './read-room.js'
import type { Staging } from './staging.js'

/** How far the reading is. */
export type ReadingProgress = {
  readonly rooms: number
  readonly ofRooms: number
  readonly messages: number
  /** As far as the old service counts its messages. */
  readonly ofMessages: number
}

export type ServiceReading = ReadingOptions & {
  /** The address of the old service. */
  readonly domain: string
  /** The bare JIDs of rooms that the service does not list. */
  readonly hidden: readonly string[]
  readonly staging: Staging
  readonly onProgress: (progress: ReadingProgress) => void
}

/**
 * Reads the rooms of an old service into the staging: each room, then the archive of each. Goes on where an earlier reading
 * was interrupted. After a complete one, it reads the rooms again, and of the archives what has come since.
 */
export async function readService(reading: ServiceReading): Promise<void> {
  const { service, staging, domain, hidden, isDry } = reading
  staging.beginRound()
  staging.addRooms([...(await listRooms(service, domain)), ...hidden])
  const rooms = staging.rooms()
  const progress = new Progress(reading, rooms)
  for (const jid of rooms) {
    if (!staging.room(jid)?.isRead) staging.putRoom(jid, await readRoom(reading, jid))
    progress.roomRead(jid)
  }
  if (isDry) return
  for (const jid of rooms) await readArchive(reading, jid, messages => progress.messagesRead(messages))
  staging.endRound()
}

async function readArchive(
  { service, staging }: ServiceReading,
  jid: string,
  onMessages: (count: number) => void,
): Promise<void> {
  const circle = new Circle()
  for (let room = staging.room(jid); room?.records && !room.isArchiveRead; room = staging.room(jid)) {
    const page = await nextPage({ service, staging }, room)
    // A service that gives the same pages again would be read forever.
    const isLast = page.isLast || page.last === undefined || page.last === room.after
    const isCircle = !isLast && circle.closes(page.last)
    const notes = isCircle ? [...page.notes, lossNote('The archive gives the same pages again', '')] : page.notes
    staging.putPage(jid, { ...page, notes, after: page.last, isLast: isLast || isCircle })
    onMessages(page.messages.length)
  }
}

/** Finds out that ids come again and again, by comparing each with one before it, ever farther behind (R. P. Brent, 1980). */
class Circle {
  #mark: string | undefined
  #steps = 0
  #until = 1

  closes(id: string): boolean {
    if (id === this.#mark) return true
    if (++this.#steps < this.#until) return false
    this.#mark = id
    this.#until *= 2
    this.#steps = 0
    return false
  }
}

/** Counts what is read, and tells it. */
class Progress {
  readonly #reading: ServiceReading
  readonly #ofRooms: number
  #rooms = 0
  #messages: number
  #ofMessages = 0

  constructor(reading: ServiceReading, rooms: readonly string[]) {
    this.#reading = reading
    this.#ofRooms = rooms.length
    this.#messages = reading.staging.count()
  }

  roomRead(jid: string): void {
    this.#rooms++
    this.#ofMessages += this.#reading.staging.room(jid)?.count ?? 0
    this.#tell()
  }

  messagesRead(count: number): void {
    this.#messages += count
    this.#tell()
  }

  #tell(): void {
    this.#reading.onProgress({
      rooms: this.#rooms,
      ofRooms: this.#ofRooms,
      messages: this.#messages,
      ofMessages: Math.max(this.#ofMessages, this.#messages),
    })
  }
}
