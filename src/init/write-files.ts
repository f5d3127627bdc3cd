import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { NewFile } from './files.js'

/** A file is in the way. The message names all of them. */
export class FilesExist extends Error {
  override readonly name = 'FilesExist'
}

/**
 * Writes all files, each whole or not at all. Throws a FilesExist before the first if one is there and `overwrite` is
 * false, and the error of the file system if one cannot be written.
 */
export function writeFiles(files: readonly NewFile[], { overwrite }: { overwrite: boolean }): void {
  const there = files.filter(({ path }) => existsSync(path)).map(({ path }) => path)
  if (there.length > 0 && !overwrite) {
    const are = there.length === 1 ? 'is there already' : 'are there already'
    throw new FilesExist(
      `${there.join(', ')} ${are}. Name another folder with --out, or replace them with --overwrite.`,
    )
  }
  for (const file of files) writeWhole(file)
}

function writeWhole({ path, text, mode }: NewFile): void {
  const part = `${path}.${process.pid}.part`
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(part, text, { mode, flag: 'wx' })
    // The umask may have taken rights away.
    chmodSync(part, mode)
    renameSync(part, path)
  } finally {
    rmSync(part, { force: true })
  }
}
