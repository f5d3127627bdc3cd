import { booleanField } from '../../stanza/data-form.js'
import type { Capability } from '../capability.js'

/** As ejabberd and MongooseIM call it. */
const FIELD = 'allow_query_users'

/** XEP-0045 §17.4: whether occupants may send IQ requests to each other through the room. */
export const occupantQuery: Capability = {
  fields: config => [booleanField(FIELD, 'Occupants may query each other', config.allowQueries)],
  configure: (form, config) => ({ allowQueries: form.boolean(FIELD) ?? config.allowQueries }),
}
