#!/bin/sh
# Tries a package in a fresh Debian 12, as root on Debian or Ubuntu, with mmdebstrap. Nothing is left behind.
#
#   sh scripts/try-deb.sh latchstring_0.2.0_amd64.deb [latchstring_0.1.0_amd64.deb]
#
# With a second package, the first one upgrades it. Ends with exit code 0 if all is as docs/operations.md says.
set -eu
new=$(realpath "$1")
old=$(realpath "${2:-$1}")
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
config=/etc/latchstring/latchstring.yaml
database=/var/lib/latchstring/latchstring.sqlite

# Runs a command in the fresh system, with a /proc of its own: whatever it starts ends with it.
inside() {
  unshare --mount --pid --fork --mount-proc="$root/proc" chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# The service as systemd runs it: as its user, with the configuration as a credential. Without an XMPP server it makes or
# migrates the database, tries to connect, and ends.
run_service() {
  cp "$root$config" "$root/run/latchstring.yaml"
  sed -i 's/^xmpp: {/xmpp: {connectTimeout: 2, /' "$root/run/latchstring.yaml"
  inside sh -c "chown latchstring /run/latchstring.yaml && cd /var/lib/latchstring &&
    setpriv --reuid latchstring --regid latchstring --clear-groups latchstring start --config /run/latchstring.yaml" 2>&1 |
    tee "$root/run/log" | grep -o '"event":"database-[a-z]*"\|Nothing listens[^.]*' | sort -u
}

say() { printf '\n== %s\n' "$1"; }
must() { "$@" || { echo "FAILED: $*"; exit 1; }; }

say 'a fresh Debian 12'
mmdebstrap --quiet --variant=minbase bookworm "$root" http://deb.debian.org/debian
mkdir -p "$root/proc"
cp "$old" "$root/old.deb"
cp "$new" "$root/new.deb"

say 'install'
inside dpkg --install /old.deb
inside latchstring --version
inside latchstring start --play | tail -n 2

say 'run'
# By hand: an earlier package may have no init.
install -m 600 /dev/stdin "$root$config" << END
xmpp: {domain: rooms.example.org, secret: "$(openssl rand -hex 32)"}
auth: {jwt: {secret: "$(openssl rand -hex 32)"}}
store: {sqlite: {path: $database}}
END
before=$(sha256sum < "$root$config")
run_service
must [ "$(inside stat -c '%a %U' $database)" = '600 latchstring' ]
inside latchstring check-database $database

say 'upgrade'
inside dpkg --install /new.deb
inside latchstring --version
must [ "$(sha256sum < "$root$config")" = "$before" ]
run_service
inside latchstring check-database $database
inside latchstring backup /root/backup.sqlite --config $config
inside latchstring check-config $config

say 'init and doctor of the new package'
inside latchstring init --out /root/made --server prosody --user-domain example.org --admin admin@example.org < /dev/null
must [ "$(stat -c '%a %u' "$root/root/made/latchstring.yaml")" = '600 0' ]
inside latchstring doctor || must [ $? = 1 ]

say 'remove'
inside dpkg --remove latchstring
must [ ! -e "$root/usr/lib/latchstring" ]
must [ -e "$root$config" ]
must [ -e "$root$database" ]

say 'purge'
inside dpkg --purge latchstring
must [ ! -e "$root/etc/latchstring" ]
must [ ! -e "$root/var/lib/latchstring" ]
if inside id latchstring 2> /dev/null; then echo 'FAILED: the user is still there'; exit 1; fi

say 'All is as it should be.'
