import { type StringOptions, Type } from '@sinclair/typebox'
import { withModelName } from './model-name.js'

/**
 * The parts of which the routes' schemas are made. `expected` is the end of the sentence "must be ..." with which a
 * wrong value is refused.
 */

// What XML 1.0 (§2.2) cannot carry, even escaped: a single such character would close the stream to the XMPP server.
const XML_TEXT = '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]*$'

/** One of a few words. */
export function choice<const Word extends string>(
  words: readonly Word[],
  options: { default?: Word; description?: string } = {},
) {
  return Type.Unsafe<Word>({ type: 'string', enum: words, expected: `one of: ${words.join(', ')}`, ...options })
}

/** A text that goes on into XML; lengths are counted in characters. */
export function text(options: Required<Pick<StringOptions, 'maxLength'>> & StringOptions) {
  const { minLength = 0, maxLength } = options
  return Type.String({
    ...options,
    minLength,
    maxLength,
    pattern: XML_TEXT,
    expected: `a text of ${minLength} to ${maxLength} characters, without control characters`,
  })
}

/** The id of a room or of a user in this API. */
export const hexId = Type.String({ pattern: '^[0-9a-f]{24}$', expected: 'an id: 24 hexadecimal digits in lower case' })

/** A time as ISO 8601 in UTC. */
export const isoTime = Type.String({ format: 'date-time' })

/** What a body must be. */
export const jsonObject = { expected: 'a JSON object, sent as application/json' }

const validationProblem = Type.Object({
  param: Type.String(),
  msg: Type.String(),
  value: Type.Optional(Type.Unknown()),
})

const EXAMPLE = {
  errorCode: 404,
  errorMsg: 'Resource Not Found',
  errorDetails: 'There is no open invite with this id.',
  errorDetailsCode: 40400,
}

/** The form of every error answer. */
export const errorEnvelope = withModelName(
  'errorAnswer',
  Type.Object(
    {
      errorCode: Type.Integer({ description: 'The HTTP status' }),
      errorMsg: Type.String({ description: 'The text of the HTTP status' }),
      errorDetails: Type.Union(
        [Type.String(), Type.Array(validationProblem), Type.Object({}, { additionalProperties: true })],
        {
          description:
            'A text; or what is wrong with the request, a list of {param, msg, value}; or, of a quota, its size',
        },
      ),
      errorDetailsCode: Type.Integer({ description: 'Tells the errors of one status apart' }),
      errorDetailsData: Type.Optional(Type.Object({}, { additionalProperties: true, description: 'More to act on' })),
    },
    { examples: [EXAMPLE] },
  ),
)
