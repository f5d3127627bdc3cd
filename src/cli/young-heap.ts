import { setFlagsFromString } from 'node:v8'

/** V8 multiplies the size of the young heap by this when much of it survives; its default. */
const GROWTH = 2

/**
 * Keeps the heap for young objects small until `letYoungHeapGrow`. During a start nearly all objects survive, so V8 would
 * let it grow to 32 MiB, and an idle process would never give them back. Under load it grows as usual.
 */
export function keepYoungHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}

export function letYoungHeapGrow(): void {
  setFlagsFromString(`--semi-space-growth-factor=${GROWTH}`)
}
