#!/bin/sh
# Makes a package for Debian and Ubuntu out of a compiled clone: latchstring_VERSION_ARCHITECTURE.deb.
#
#   npm run package:deb                      into this folder
#   npm run package:deb -- FOLDER VERSION    into another one, as another version such as 0.1.0+1
#
# The package has its own Node.js, that of this machine: the native module fits this one alone, and Debian 12 has only
# Node.js 18. It needs the C library of this machine, or a newer one.
set -eu
cd "$(dirname "$0")/.."

folder=${1:-.}
version=${2:-$(node -p 'require("./package.json").version')}
architecture=$(dpkg --print-architecture)
libc=$(dpkg-query --show --showformat='${Version}' libc6 | sed 's/-.*//')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
app=$root/usr/lib/latchstring

# The program, as npm packs it.
mkdir -p "$app" "$root/DEBIAN" "$root/usr/bin" "$root/lib/systemd/system" "$root/usr/share/doc/latchstring"
npm pack --ignore-scripts --silent --pack-destination "$work" > "$work/name"
tar -xzf "$work/$(cat "$work/name")" --strip-components=1 -C "$app"

# Its dependencies, as the lock file has them, without those for development and what only compilers and debuggers read.
node -e '
  const { packages } = JSON.parse(require("fs").readFileSync("package-lock.json", "utf8"))
  const isUsed = ([path, { dev, devOptional, optional }]) => path !== "" && !dev && !devOptional && !optional
  const top = ([path]) => path.split("/node_modules/").length === 1
  for (const [path] of Object.entries(packages).filter(isUsed).filter(top)) console.log(path)
' > "$work/packages"
tar -cf - -T "$work/packages" | tar -xf - -C "$app"
find "$app/node_modules" -name '*.map' -delete
native=$app/node_modules/better-sqlite3
find "$native/build" -type f ! -path '*/Release/better_sqlite3.node' -delete
find "$native/build" -type d -empty -delete
rm -rf "$native/deps" "$native/src"

# Node.js and the command.
install -m 755 "$(node -p process.execPath)" "$app/node"
cat > "$root/usr/bin/latchstring" <<'END'
#!/bin/sh
exec /usr/lib/latchstring/node /usr/lib/latchstring/dist/bundle/main.js "$@"
END
chmod 755 "$root/usr/bin/latchstring"

# The unit: with a user that stays, whose database is in /var/lib/latchstring itself.
sed -e '1,/^$/d' \
  -e 's/^DynamicUser=yes/User=latchstring/' \
  -e 's#^\[Unit\]#&\nConditionPathExists=/etc/latchstring/latchstring.yaml#' \
  config/latchstring.service > "$root/lib/systemd/system/latchstring.service"

cat > "$root/usr/share/doc/latchstring/copyright" <<'END'
Latchstring: see /usr/lib/latchstring/package.json. The packages that it uses have their licences in their folders in
/usr/lib/latchstring/node_modules.

Node.js, /usr/lib/latchstring/node:

END
for licence in /usr/share/doc/nodejs/LICENSE /usr/share/doc/nodejs/copyright \
  "$(dirname "$(dirname "$(node -p process.execPath)")")/LICENSE"; do
  if [ -f "$licence" ]; then
    cat "$licence" >> "$root/usr/share/doc/latchstring/copyright"
    break
  fi
done

cat > "$root/DEBIAN/control" <<END
Package: latchstring
Version: $version
Architecture: $architecture
Maintainer: ${DEBFULLNAME:-The admin of this machine} <${DEBEMAIL:-root@localhost}>
Installed-Size: $(du -sk "$root" | cut -f1)
Depends: libc6 (>= $libc), libstdc++6, adduser
Recommends: ca-certificates
Suggests: prosody | ejabberd
Section: net
Priority: optional
Description: multi-user chat service for XMPP servers, with links to its rooms
 The rooms of an XMPP server as an external component (XEP-0114, XEP-0045), with links that let
 people in: from a browser without an account, or with the XMPP client that they have.
END

cat > "$root/DEBIAN/postinst" <<'END'
#!/bin/sh
set -e
if [ "$1" = configure ]; then
  adduser --system --group --quiet --home /var/lib/latchstring --no-create-home latchstring
  install -d -m 700 /etc/latchstring
  install -d -m 700 -o latchstring -g latchstring /var/lib/latchstring
  if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    systemctl enable --quiet latchstring
    # The start migrates the database of an earlier version.
    systemctl restart latchstring || echo "It does not start; see  journalctl -u latchstring"
  fi
  if [ ! -e /etc/latchstring/latchstring.yaml ]; then
    echo "Make the configuration, as root:  latchstring init"
  fi
fi
END

cat > "$root/DEBIAN/prerm" <<'END'
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
  systemctl disable --now --quiet latchstring
fi
END

cat > "$root/DEBIAN/postrm" <<'END'
#!/bin/sh
set -e
if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
if [ "$1" = purge ]; then
  rm -rf /etc/latchstring /var/lib/latchstring
  if command -v deluser > /dev/null; then deluser --system --quiet latchstring || true; fi
fi
END
chmod 755 "$root/DEBIAN/postinst" "$root/DEBIAN/prerm" "$root/DEBIAN/postrm"

# Whatever the umask of this machine is: all users may read the program, and root alone may write it.
chmod -R u=rwX,go=rX "$root"
dpkg-deb --root-owner-group -Zgzip --build "$root" "$folder/latchstring_${version}_${architecture}.deb"
