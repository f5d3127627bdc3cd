-- The configuration of Prosody (0.12 or newer) for Latchstring.
-- Replace example.org with your domain everywhere, and the secret with your own (openssl rand -hex 32). Latchstring's
-- own configuration must have the same domain of the rooms and the same secret. On Debian and Ubuntu, save this file as
-- /etc/prosody/conf.d/latchstring.cfg.lua; it may add to a VirtualHost that another file defines.

-- The domain of your users. With the privilege (XEP-0356), invitations come from the inviter instead of the room.
-- The module "privilege" is in Debian's package prosody-modules. The two lines are optional.
VirtualHost "example.org"
  modules_enabled = { "privilege" }
  privileged_entities = { ["rooms.example.org"] = { message = "outgoing" } }

-- The domain of the rooms.
Component "rooms.example.org"
  component_secret = "change this secret"
  -- A dead connection must not block a new one.
  component_conflict_resolve = "kick_old"
  -- Also needed here: the component's own host announces the privilege.
  modules_enabled = { "privilege" }
