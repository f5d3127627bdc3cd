import type { Context } from '../../muc/context.js'
import type { Lookup } from '../../muc/model/lookup.js'
import type { ChatCommand, ReadableAsk } from './chat-ask.js'
import type { ChatLine } from './chat-line.js'
import { cameBy } from './commands/came-by.js'
import { pause, resume, revoke } from './commands/change.js'
import { help } from './commands/help.js'
import { list } from './commands/list.js'
import { make } from './commands/make.js'
import { manage } from './commands/manage.js'
import { approve, decline, waiting } from './commands/requests.js'
import { loadRooms } from './rooms.js'
import type { ChatCommandName } from './texts/shape.js'
import { TEXTS } from './texts/texts.js'

export const COMMANDS: Readonly<Record<ChatCommandName, ChatCommand>> = {
  help,
  link: make,
  links: list,
  waiting,
  approve,
  decline,
  pause,
  resume,
  revoke,
  cameBy,
  manage,
}

/** What a line needs from the store beyond the room to which it was written. */
export function neededBy(
  asked: Omit<ReadableAsk, 'words' | 'texts'>,
  { command: name, words, language }: ChatLine,
): Lookup | undefined {
  const command = name && COMMANDS[name]
  if (!command) return undefined
  const ask = { ...asked, words, texts: TEXTS[language] }
  if (ask.here || !command.needsRooms) return command.lookUp?.(ask)
  return loadRooms(ask, (known: Pick<Context, 'found'>) => command.lookUp?.({ ...ask, ...known }))
}
