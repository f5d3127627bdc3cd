import { type StringOptions, Type } from '@sinclair/typebox'
import { withModelName } from './model-name.js'

// Parts of the routes' schemas. `expected` completes the sentence "must be ..." in the refusal of a wrong value.

// XML 1.0 §2.2: characters that XML cannot carry, even escaped. One of them would close the stream to the XMPP server.
const XML_TEXT = '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ud800-\\udfff\\ufffe\\uffff]*$'

/** One of these words. */
export function choice<const Word extends string>(
  words: readonly Word[],
  options: { default?: Word; description?: string } = {},
) {
  return Type.Unsafe<Word>({ type: 'string', enum: words, expected: `one of: ${words.join(', ')}`, ...options })
}

/** A text that is written into XML. Lengths are in characters. */
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

/** The id of a room or a user. */
export const hexId = Type.String({ pattern: '^[0-9a-f]{24}$', expected: 'an id: 24 hexadecimal digits in lower case' })

/** A time as ISO 8601 in UTC. */
export const isoTime = Type.String({ format: 'date-time' })

/** The options of every body. */
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

const errorFields = {
  errorCode: Type.Integer({ description: 'The HTTP status' }),
  errorMsg: Type.String({ description: 'The text of the HTTP status' }),
  errorDetails: Type.Union(
    [Type.String(), Type.Array(validationProblem), Type.Object({}, { additionalProperties: true })],
    {
      description: 'A text; for an invalid request, a list of {param, msg, value}; for a quota, its numbers',
    },
  ),
  errorDetailsCode: Type.Integer({
    description: 'Distinguishes the errors of one status; `x-error-codes` of each operation lists them',
  }),
  errorDetailsData: Type.Optional(Type.Object({}, { additionalProperties: true, description: 'Values for clients' })),
}

/** The form of every error answer. */
export const errorEnvelope = withModelName('errorAnswer', Type.Object(errorFields, { examples: [EXAMPLE] }))

/** The refusal of one item of a list, in the same form. */
export const itemError = withModelName('itemError', Type.Object(errorFields))
