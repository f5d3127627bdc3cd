import type { Actor } from '../scenario/index.js'

export const SERVICE = 'rooms.localhost'

/** Writes a line to an address and gives the text of the answer, which nothing else may accompany. What came before is cleared. */
export async function says(actor: Actor, to: string, text: string, lang = ''): Promise<string> {
  await actor.receivedMeanwhile()
  const language = lang === '' ? '' : ` xml:lang='${lang}'`
  actor.sends(`<message to='${to}' type='chat'${language}><body>${text}</body></message>`)
  const [answer] = await actor.receivesOnly(`<message from='${to}' type='chat'><body/></message>`)
  return answer?.getChildText('body') ?? ''
}

/** The secret id in an answer with a link; empty if there is none. */
export function idIn(answer: string): string {
  return /\/([0-9a-f]{32})$/m.exec(answer)?.[1] ?? ''
}
