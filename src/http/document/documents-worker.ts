import { parentPort, workerData } from 'node:worker_threads'
import { type Described, makeDocuments } from './make-documents.js'

/* The thread that makes the documents, and ends. */

const described: Described = workerData
const documents = await makeDocuments(described)
const bytes = Object.entries(documents).map(
  ([name, document]) => [name, Buffer.from(JSON.stringify(document))] as const,
)
parentPort?.postMessage(Object.fromEntries(bytes))
