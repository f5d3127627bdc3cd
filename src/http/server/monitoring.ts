import type { FastifyRequest } from 'fastify'
import type { Health } from '../../watch/health.js'
import type { AnsweredRequest } from '../../watch/meters.js'
import type { SignInObserver } from '../auth/sign-in-guard.js'
import { within } from './networks.js'

/** What the HTTP side tells of itself, and what it shows to those who watch over the service. */
export type Monitoring = {
  readonly health: Health
  /** The metrics in the text format of Prometheus. */
  readonly metrics: () => Promise<string>
  /** From where they may be read, and for whom places are kept: IP addresses and networks. */
  readonly addresses: readonly string[]
  readonly signIns: SignInObserver
  onAnswer(answer: AnsweredRequest): void
  /** An error was answered; `code` is its `errorDetailsCode`. */
  onError(code: number): void
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route costs next to nothing, and is not limited by how often somebody asks. */
    isForMonitoring?: boolean
  }
}

/** What a proxy leaves in a request, and the first of them the one that is believed of a trusted proxy. */
const TRACES = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-forwarded-host', 'x-forwarded-proto', 'via']

/**
 * Whether a request comes from one of these addresses. One that has come through a proxy does if the proxy is trusted
 * and says by X-Forwarded-For that it does: of another, nobody knows who stands behind it.
 */
export function comesFrom(addresses: readonly string[]): (request: FastifyRequest) => boolean {
  const isOne = within(addresses)
  return request => {
    const { headers, ip, ips = [] } = request
    const isProxied = TRACES.some(name => headers[name] !== undefined)
    const isProxyTrusted = ips.length > 1
    return (!isProxied || isProxyTrusted) && isOne(ip)
  }
}
