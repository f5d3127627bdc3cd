import type { Front } from './front.js'
import { frames } from './guest-frames.js'
import { stanzas } from './guest-stanzas.js'

/** The WebSocket of guests. */
export const guests: Front = { count: 50_000, layers: [stanzas, frames] }
