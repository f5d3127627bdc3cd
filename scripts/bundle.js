import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/*
 * Joins the modules of `src/main.ts` into the few files of `dist/bundle`, which start in a third less time than the 800
 * of `dist/src`. Each command still loads only what it needs. The dependencies stay packages. Nothing is minified, so
 * that a stack trace names our functions.
 */

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const outdir = join(root, 'dist', 'bundle')

// The names of the files change with their content.
rmSync(outdir, { recursive: true, force: true })
await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outdir,
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
})
