import type { ChatAsk, ChatCommand } from '../chat-ask.js'
import { isolated } from '../texts/isolate.js'
import { CHAT_COMMANDS, type ChatCommandName } from '../texts/shape.js'
import { fill } from '../texts/texts.js'

/** Lists the commands with examples, in the person's language. */
export const help: ChatCommand = {
  needsRooms: false,
  run(ask) {
    const { about, help } = ask.texts
    const lines = CHAT_COMMANDS.map(name => `• ${isolated([exampleOf(ask, name), about[name]]).join(' – ')}`)
    return [help.intro, ...lines, help.notes].join('\n')
  },
}

/** The answer to a message that is no command. */
export function shortHelp({ texts }: Pick<ChatAsk, 'texts'>): string {
  return fill(texts.help.unknown, { help: texts.words.help[0] })
}

/** A line that gives the command, as people would write it here. */
function exampleOf({ texts, here }: Pick<ChatAsk, 'texts' | 'here'>, name: ChatCommandName): string {
  const { room, label, person } = texts.examples
  const rest: Partial<Record<ChatCommandName, string>> = {
    link: here ? '7d 20' : `${room} 7d 20`,
    approve: person,
    decline: person,
    pause: label,
    resume: label,
    revoke: label,
    cameBy: label,
  }
  return [texts.words[name][0], rest[name] ?? ''].join(' ').trim()
}
