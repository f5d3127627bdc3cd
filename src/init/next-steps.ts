import { basename } from 'node:path'
import type { NewFile } from './files.js'
import type { Machine, ServerName } from './machine.js'
import type { Answers } from './questions.js'

/** `unit`: the path of the unit for systemd; undefined if a package has installed it. */
type Place = { readonly machine: Machine; readonly unit: string | undefined }

/** The lines that say what was written, and the commands that make it run. Our own decision; tried on Debian 12. */
export function nextSteps(
  files: readonly NewFile[],
  { server, publicUrl }: Answers,
  { machine, unit }: Place,
): string[] {
  const [configuration, snippet, dropIn] = files
  const command = machine.program.map(shellWord).join(' ')
  const config = shellWord(configuration?.path ?? '')
  return [
    ...files.map(({ path, purpose }) => `Written: ${path}, ${purpose}.`),
    '',
    `1. Tell ${server === 'prosody' ? 'Prosody' : 'ejabberd'}, as root:`,
    ...SERVER_STEPS[server](shellWord(snippet?.path ?? '')).map(line => `     ${line}`),
    '2. Start Latchstring: in this terminal,',
    `     ${command} start --config ${config}`,
    '   or with systemd, as root,',
    ...(unit === undefined ? [] : [`     install -m 644 ${shellWord(unit)} /etc/systemd/system/latchstring.service`]),
    ...(dropIn === undefined
      ? []
      : [
          `     install -D -m 644 ${shellWord(dropIn.path)} /etc/systemd/system/latchstring.service.d/${basename(dropIn.path)}`,
        ]),
    '     systemctl daemon-reload && systemctl enable --now latchstring',
    ...(publicUrl.startsWith('https:')
      ? [`3. Put a reverse proxy in front of it for ${publicUrl}: docs/proxy.md.`]
      : []),
    '',
    'In the end, this says whether all works:',
    `     ${command} doctor --config ${config}`,
  ]
}

const SERVER_STEPS: Readonly<Record<ServerName, (snippet: string) => readonly string[]>> = {
  prosody: snippet => [
    `install -m 640 -g prosody ${snippet} /etc/prosody/conf.d/latchstring.cfg.lua`,
    'apt-get install prosody-modules',
    `sed -i '0,/^modules_enabled = {/s//modules_enabled = { "privilege";/' /etc/prosody/prosody.cfg.lua`,
    'systemctl restart prosody',
  ],
  ejabberd: snippet => [
    `install -m 640 -g ejabberd ${snippet} /etc/ejabberd/latchstring.yml`,
    'grep -q /latchstring.yml /etc/ejabberd/ejabberd.yml ||',
    "  echo 'include_config_file: /etc/ejabberd/latchstring.yml' >> /etc/ejabberd/ejabberd.yml",
    'systemctl restart ejabberd',
  ],
}

/** A path as a word of a shell command. */
function shellWord(path: string): string {
  return /^[\w./@+:-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
