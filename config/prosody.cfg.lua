-- The configuration of Prosody (0.12 or newer) for Latchstring.
-- Replace example.org with your domain everywhere, and the secret with your own (openssl rand -hex 32). Latchstring's
-- own configuration must have the same domain of the rooms and the same secret. On Debian and Ubuntu, save this file as
-- /etc/prosody/conf.d/latchstring.cfg.lua. It leaves the modules of your VirtualHost as they are: in Prosody, a second
-- modules_enabled of a host would replace the first.

-- The domain of your users. With the privilege (XEP-0356), invitations come from the inviter instead of the room. For
-- this, Prosody also needs the module "privilege" of Debian's package prosody-modules: add "privilege"; to the list
-- modules_enabled at the top of /etc/prosody/prosody.cfg.lua. The two lines are optional. If another component has a
-- privilege, add the part in braces to the privileged_entities that you have, and delete the two lines.
VirtualHost "example.org"
  privileged_entities = { ["rooms.example.org"] = { message = "outgoing" } }

-- The domain of the rooms.
Component "rooms.example.org"
  component_secret = "change this secret"
  -- A dead connection must not block a new one.
  component_conflict_resolve = "kick_old"
  -- Also needed here: the component's own host announces the privilege.
  modules_enabled = { "privilege" }
