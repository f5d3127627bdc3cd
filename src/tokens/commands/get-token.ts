import type { Command, Completed } from '../../muc/command.js'
import type { Context } from '../../muc/context.js'
import { dataForm, type Field, resultField, textField } from '../../stanza/data-form.js'
import { StanzaError } from '../../stanza/error.js'
import { isoTime } from '../../stanza/time.js'
import { type IssuedToken, issueToken } from '../issue.js'
import { mostScopesOf, SCOPES, type Scope } from '../scope.js'
import { SCOPES_FIELD, scopesField } from './scopes-field.js'

const GET_TOKEN = 'urn:latchstring:command:get-token'
const LABEL = 'label'
const HOURS = 'hours'
/** In characters, as in the REST API. */
const LONGEST_LABEL = 255

/**
 * Issues a token of the REST API to the caller, whom the XMPP server has authenticated. Open to all users, since a
 * token gives no rights that its user lacks.
 */
export const getToken: Command<Context> = {
  node: GET_TOKEN,
  name: 'Get an API token',
  mayRun: () => true,
  form: ({ settings, from }) => ({
    formType: GET_TOKEN,
    title: 'A token for the REST API',
    instructions:
      'Anybody with the token can act in your name within its scopes. It is shown once: keep it in a safe place.',
    fields: [
      { ...textField(LABEL, 'Label', ''), required: true },
      textField(HOURS, `Lifetime in hours, at most ${settings.tokens.maxHours}`, String(settings.tokens.hours)),
      scopesField(ownScopes(settings, from.bare)),
    ],
  }),
  lookUp: ({ from }) => ({ apiTokensOf: from.bare }),
  run(asked, form) {
    const { settings, from } = asked
    const hours = form.says(HOURS) ? form.count(HOURS) : undefined
    if (hours === 0) throw new StanzaError('not-acceptable', `The field ${HOURS} is "0"; expected 1 or more.`)
    const issued = issueToken(asked, {
      user: from.bare,
      label: (form.text(LABEL, LONGEST_LABEL) ?? '').trim(),
      scopes: form.someOf(SCOPES_FIELD, SCOPES),
      callerScopes: ownScopes(settings, from.bare),
      hours,
    })
    return shownOnce(issued)
  },
}

function ownScopes({ admins, tokens: { serviceAccounts } }: Context['settings'], user: string): readonly Scope[] {
  return mostScopesOf(user, { admins, serviceAccounts })
}

function shownOnce({ token, stored }: IssuedToken): Completed {
  const fields: Field[] = [
    resultField('token', 'The token', token),
    resultField('id', 'Token id', stored.id),
    resultField('expires', 'Expires', isoTime(stored.expiresAt)),
    resultField(SCOPES_FIELD, 'Scopes', stored.scopes.join(' ')),
  ]
  return { note: `The token, shown only once: ${token}`, result: dataForm('result', GET_TOKEN, fields) }
}
