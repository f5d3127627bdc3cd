import { Value } from '@sinclair/typebox/value'
import { entrySchemas, type Kind, type MovedRecord, recordSchemas } from './record.js'

/** A record that has not the form of one. The message names the key and what was expected, and shows no value. */
export class MalformedRecord extends Error {
  override readonly name = 'MalformedRecord'
}

/** Checks that a value is a record (`record.ts`). Throws a MalformedRecord, also if the value is one. */
export function checkRecord(value: unknown): MovedRecord {
  if (value instanceof MalformedRecord) throw value
  const kind = kindOf(value)
  const problem = problemIn(recordSchemas[kind], value)
  if (problem !== undefined) throw new MalformedRecord(problem)
  const record = value as MovedRecord
  if (record.kind !== 'entry') return record
  const inValue = problemIn(entrySchemas[record.entry], record.value, 'value')
  if (inValue !== undefined) throw new MalformedRecord(inValue)
  return record
}

function kindOf(value: unknown): Kind {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? String(value.kind) : ''
  if (isKind(kind)) return kind
  throw new MalformedRecord(`kind: expected one of: ${Object.keys(recordSchemas).join(', ')}`)
}

function isKind(text: string): text is Kind {
  return Object.hasOwn(recordSchemas, text)
}

function problemIn(schema: Parameters<typeof Value.Check>[0], value: unknown, within = ''): string | undefined {
  if (Value.Check(schema, value)) return undefined
  const error = Value.Errors(schema, value).First()
  const key = [within, ...(error?.path ?? '').split('/').slice(1)].filter(name => name !== '').join('.')
  const expected = String(error?.schema['expected'] ?? 'another value')
  return `${key === '' ? 'the record' : printable(key)}: expected ${expected}`
}

/** Keys come from the file, too. */
function printable(key: string): string {
  return key.slice(0, 200).replace(/\p{C}/gu, sign => `\\u{${sign.codePointAt(0)?.toString(16)}}`)
}
