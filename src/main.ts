#!/usr/bin/env node
import { type Command, HELP, parseCommandLine } from './cli/command-line.js'
import { EXIT } from './cli/exit-codes.js'
import { print, printError } from './cli/output.js'
import { release } from './config/release.js'

/** Runs a command, loading only the modules that it needs. Gives the exit code; rejects if the command fails. */
async function run(command: Command): Promise<number> {
  switch (command.kind) {
    case 'help':
      print(HELP)
      return EXIT.success
    case 'version':
      print(release)
      return EXIT.success
    case 'init': {
      const { initialise } = await import('./cli/init.js')
      return initialise(command)
    }
    case 'doctor': {
      const { examine } = await import('./cli/doctor.js')
      return examine(command)
    }
    case 'check-config': {
      const { checkConfig } = await import('./cli/check-config.js')
      return checkConfig(command.file)
    }
    case 'check-database': {
      const { checkDatabaseOf } = await import('./cli/check-database.js')
      return checkDatabaseOf(command)
    }
    case 'move': {
      const { move } = await import('./cli/move.js')
      return move(command)
    }
    case 'backup': {
      const { backUpDatabase } = await import('./cli/backup.js')
      return backUpDatabase(command)
    }
    case 'export': {
      const { exportRooms } = await import('./cli/export.js')
      return exportRooms(command)
    }
    case 'import': {
      const { importRooms } = await import('./cli/import.js')
      return importRooms(command)
    }
    case 'token': {
      const { printToken } = await import('./cli/token.js')
      return printToken(command)
    }
    case 'import-service': {
      const { importService } = await import('./cli/import-service.js')
      return importService(command)
    }
    case 'start': {
      const { startDemo, startService } = await import('./cli/start.js')
      return command.file === undefined ? startDemo(command) : startService(command.file, command)
    }
  }
}

try {
  process.exitCode = await run(parseCommandLine(process.argv.slice(2)))
} catch (error) {
  const { failureCode, failureText } = await import('./cli/failure.js')
  printError(failureText(error))
  process.exitCode = failureCode(error)
}
// Open handles, such as idle sockets, must not keep the process alive.
process.exit()
