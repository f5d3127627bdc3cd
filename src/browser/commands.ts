import type { ConverseApi, ConverseState } from './converse.js'

/** A path such as `/etc/hosts` is none. */
const COMMAND = /^\s*\/(\p{L}+)(?=\s|$)/u
const OF_PRIVATE_CHATS = ['clear', 'help', 'me']

/** Mends what Converse.js does with commands such as `/nick`. `refusal`: what a person reads who may not use one. */
export function mendCommands({ api, session }: ConverseState, refusal = ''): void {
  knowOneself({ api, session })
  refuseCommands(api, refusal)
}

/**
 * Converse.js looks for the person's own role by the own address, which only moderators of a semi-anonymous room get
 * (XEP-0045 §7.2.3). Without it, the others may not change their nick there.
 */
function knowOneself({ api, session }: Pick<ConverseState, 'api' | 'session'>): void {
  api.listen.on('enteredNewRoom', room => room.getOwnOccupant()?.save({ jid: session.get('bare_jid') }))
}

/**
 * Converse.js sends a command that there is not, or that the occupant may not use, as a message to all. The person reads
 * why it was not sent, and what was written.
 */
function refuseCommands({ listen }: ConverseApi, refusal: string): void {
  listen.on('parseMessageForCommands', ({ model, text }, isHandled) => {
    const name = COMMAND.exec(text)?.[1]?.toLowerCase()
    const allowed = model.getAllowedCommands?.() ?? OF_PRIVATE_CHATS
    if (isHandled || name === undefined || allowed.includes(name)) return isHandled
    model.createMessage({ type: 'error', message: `${refusal} \u2068${text}\u2069` })
    return true
  })
}
