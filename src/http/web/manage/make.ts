import { makeLink } from '../../../invites/make.js'
import type { AskedTerms } from '../../../invites/terms.js'
import { html, type Insertable } from '../html.js'
import type { Form } from './form.js'
import type { ManagePages } from './pages.js'
import { afterwards } from './parts.js'
import { inRoom, type RoomHead, roomPage, roomPath } from './room.js'
import { postForm, type Visit } from './visit.js'

/** In characters, as in the commands. */
const LONGEST_LABEL = 100
const MOST_USES = 1_000_000

const HOUR = 60 * 60
/** In seconds; 0 is no end. */
const LIFETIMES = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR, month: 30 * 24 * HOUR, never: 0 } as const
const LIFETIME_WORDS = ['usual', 'hour', 'day', 'week', 'month', 'never'] as const
const GRANTS = ['visitor', 'member', 'moderator'] as const
const GUESTS = ['yes', 'no'] as const
const ADMISSIONS = ['unlock', 'unlock_ack', 'lock'] as const

/** The form for a new link, and what it makes. */
export function makePage(pages: ManagePages): void {
  pages.get('/rooms/:room/make', async visit => {
    const head = await inRoom(visit, inTurn => inTurn.head)
    return roomPage(visit, { head, tab: 'links', main: makingForm(visit, head) })
  })

  pages.post('/rooms/:room/make', async visit => {
    const asked = askedIn(visit.form)
    return inRoom(visit, ({ turn, room, head, by }) => {
      const { invite } = makeLink(turn, room, { owner: by, asked })
      return afterwards(roomPath(head, `/links/${invite.linkId}`), 'made')
    })
  })
}

function askedIn(form: Form): AskedTerms {
  const lifetime = form.oneOf('lifetime', LIFETIME_WORDS)
  return {
    label: form.text('label', LONGEST_LABEL),
    lifetime: lifetime === 'usual' ? undefined : LIFETIMES[lifetime],
    maxUses: form.count('uses', MOST_USES),
    grants: form.oneOf('grants', GRANTS),
    admission: form.oneOf('admission', ADMISSIONS),
    guests: form.oneOf('guests', GUESTS),
  }
}

function makingForm(visit: Visit, head: RoomHead): Insertable {
  const text = visit.texts.make
  const grants = head.makesModerators ? GRANTS : GRANTS.filter(grant => grant !== 'moderator')
  const fields = html`<h2>${text.title}</h2>
<label for="label">${text.label}</label>
<input id="label" name="label" maxlength="${LONGEST_LABEL}" dir="auto" aria-describedby="label-hint">
<p class="hint" id="label-hint">${text.labelHint}</p>
${choice('lifetime', { label: text.lifetime, words: LIFETIME_WORDS, texts: text, first: 'usual' })}
<label for="uses">${text.uses}</label>
<input id="uses" name="uses" type="number" inputmode="numeric" min="0" max="${MOST_USES}" aria-describedby="uses-hint">
<p class="hint" id="uses-hint">${text.usesHint}</p>
${choice('grants', { label: text.grants, words: grants, texts: text, first: 'member' })}
${choice('admission', { label: text.admission, words: ADMISSIONS, texts: text, first: 'unlock' })}
${choice('guests', { label: text.guests, words: GUESTS, texts: text, first: 'yes' })}
<p class="hint">${text.cut}</p>
<button class="primary">${text.button}</button>`
  return postForm(visit, roomPath(head, '/make'), fields)
}

type Choice<Word extends string> = {
  readonly label: string
  readonly words: readonly Word[]
  readonly texts: Readonly<Record<Word, string>>
  /** The word that is chosen at first. */
  readonly first: NoInfer<Word>
}

function choice<Word extends string>(name: string, { label, words, texts, first }: Choice<Word>): Insertable {
  const options = words.map(
    word => html`<option value="${word}"${word === first ? html` selected` : undefined}>${texts[word]}</option>`,
  )
  return html`<label for="${name}">${label}</label>
<select id="${name}" name="${name}">${options}</select>`
}
