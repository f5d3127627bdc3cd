import { createRequire } from 'node:module'

/** The version in package.json. */
export const release: string = readRelease()

function readRelease(): string {
  const own: unknown = createRequire(import.meta.url)('latchstring/package.json')
  const isPackage = typeof own === 'object' && own !== null && 'version' in own
  return isPackage ? String(own.version) : 'unknown'
}
