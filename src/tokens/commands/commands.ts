import type { Capability } from '../../muc/capability.js'
import { getToken } from './get-token.js'
import { listTokens } from './list-tokens.js'
import { revokeMyTokens } from './revoke-tokens.js'

/** Tokens of the REST API from any client, by ad-hoc commands (XEP-0050) of the service. */
export const tokenCommands: Capability = { serviceCommands: [getToken, listTokens, revokeMyTokens] }
