import type { FastifyRequest } from 'fastify'
import type { Health } from '../../observability/health.js'
import type { AnsweredRequest } from '../../observability/metrics.js'
import type { SignInObserver } from '../../observability/sign-in-observer.js'
import { within } from './networks.js'

/** What the HTTP side reports, and what it serves to the monitoring. */
export type Monitoring = {
  readonly health: Health
  /** The metrics in the text format of Prometheus. */
  readonly metrics: () => Promise<string>
  /** IP addresses and networks that may read the metrics, and for which connections are reserved. */
  readonly addresses: readonly string[]
  readonly signIns: SignInObserver
  onAnswer(answer: AnsweredRequest): void
  /** Called for each error answer; `code` is its `errorDetailsCode`. */
  onError(code: number): void
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route is cheap, and not limited by the number of requests. */
    isForMonitoring?: boolean
    /** The answer is constant and small, and the request counts for no limit. */
    isFree?: boolean
    /** The route answers with pages for people, also if it fails. */
    isPage?: boolean
  }
}

/** The headers that proxies add. Of a trusted proxy, X-Forwarded-For is believed. */
const PROXY_HEADERS = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-forwarded-host', 'x-forwarded-proto', 'via']

/**
 * Whether a request comes from one of these addresses. Through a proxy it does only if the proxy is trusted and names the
 * address in X-Forwarded-For: behind another proxy, the client is unknown.
 */
export function comesFrom(addresses: readonly string[]): (request: FastifyRequest) => boolean {
  const isOne = within(addresses)
  return request => {
    const { headers, ip, ips = [] } = request
    const isProxied = PROXY_HEADERS.some(name => headers[name] !== undefined)
    const isProxyTrusted = ips.length > 1
    return (!isProxied || isProxyTrusted) && isOne(ip)
  }
}
