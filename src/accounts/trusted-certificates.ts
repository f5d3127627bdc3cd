import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { FileError } from '../file-trouble.js'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/** Reads the certificates of `accounts.caFile` (PEM). Undefined without a path. Rejects with a FileError. */
export async function trustedCertificates(path: string): Promise<string | undefined> {
  if (path === '') return undefined
  try {
    const text = await readFile(path, 'utf8')
    const certificates = text.match(CERTIFICATE) ?? []
    if (certificates.length === 0) throw new Error('it holds no certificate (PEM: -----BEGIN CERTIFICATE-----)')
    for (const one of certificates) new X509Certificate(one)
    return text
  } catch (error) {
    throw new FileError('accounts.caFile', path, error)
  }
}
