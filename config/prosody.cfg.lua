-- What Prosody (0.12 or newer) needs to know about Latchstring.
-- Replace example.org by your domain in all places, and the secret by one of your own (openssl rand -hex 32); the
-- domain of the rooms and the secret also stand in Latchstring's own configuration. On Debian and Ubuntu this file can
-- then be saved as /etc/prosody/conf.d/latchstring.cfg.lua; a VirtualHost may be opened again to add to it.

-- The domain of your users. Invitations can then come from the person who invites (XEP-0356), not only from the room.
-- The module "privilege" is in Debian's package prosody-modules. Without these two lines all else works as well.
VirtualHost "example.org"
  modules_enabled = { "privilege" }
  privileged_entities = { ["rooms.example.org"] = { message = "outgoing" } }

-- The domain of the rooms.
Component "rooms.example.org"
  component_secret = "change this secret"
  -- A link whose machine is gone must not keep the next one out.
  component_conflict_resolve = "kick_old"
  -- Needed here too: the privilege is announced by the component's own host.
  modules_enabled = { "privilege" }
