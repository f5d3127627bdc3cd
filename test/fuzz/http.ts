import type { Front } from './front.js'
import { bytes } from './http-bytes.js'
import { guesses } from './http-guesses.js'
import { routes } from './http-routes.js'
import { tokens } from './http-tokens.js'
import { words } from './http-words.js'

/** The REST API and the web pages. */
export const http: Front = { count: 100_000, layers: [routes, bytes, tokens, words, guesses] }
