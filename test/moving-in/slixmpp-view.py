"""Prints what slixmpp sees of rooms, as JSON: python slixmpp-view.py HOST PORT JID PASSWORD ROOM... ; a room a line."""

import asyncio
import json
import sys
from xml.etree import ElementTree

from slixmpp import ClientXMPP

LISTS = ("owner", "admin", "member", "outcast")


class View(ClientXMPP):
    def __init__(self, jid, password, rooms):
        super().__init__(jid, password)
        self.rooms = rooms
        self.failure = None
        for plugin in ("xep_0004", "xep_0030", "xep_0045", "xep_0059", "xep_0313"):
            self.register_plugin(plugin)
        self.add_event_handler("session_start", self.start)
        self.add_event_handler("failed_auth", lambda _: self.fail("the password is wrong"))

    def fail(self, reason):
        self.failure = reason
        self.disconnect()

    async def start(self, _):
        try:
            for room in self.rooms:
                print(json.dumps(await self.view(room), ensure_ascii=False, sort_keys=True), flush=True)
        except Exception as error:  # The caller reads why.
            self.failure = repr(error)
        self.disconnect()

    async def view(self, room):
        muc = self["xep_0045"]
        form = await muc.get_room_config(room)
        fields = {name: value for name, value in form.get_values().items() if name}
        affiliations = {}
        for affiliation in LISTS:
            answer = await self.items(room, affiliation)
            for item in answer:
                reason = item.find("{http://jabber.org/protocol/muc#admin}reason")
                affiliations[item.get("jid")] = [affiliation, item.get("nick") or "", (reason.text if reason is not None else "") or ""]
        messages = []
        async for message in self["xep_0313"].iterate(jid=room, rsm={"max": 50}):
            result = message["mam_result"]
            said = result["forwarded"]["stanza"]
            at = result["forwarded"]["delay"]["stamp"]
            messages.append([result["id"], at.isoformat(timespec="milliseconds"), said["from"].resource, said["body"], said["subject"]])
        return {"room": room.split("@")[0], "settings": fields, "affiliations": affiliations, "messages": messages}

    async def items(self, room, affiliation):
        iq = self.make_iq_get(ito=room)
        query = ElementTree.SubElement(iq.xml, "{http://jabber.org/protocol/muc#admin}query")
        ElementTree.SubElement(query, "{http://jabber.org/protocol/muc#admin}item", {"affiliation": affiliation})
        answer = await iq.send(timeout=60)
        return answer.xml.iter("{http://jabber.org/protocol/muc#admin}item")


async def main():
    host, port, jid, password, *rooms = sys.argv[1:]
    client = View(jid, password, rooms)
    client.enable_starttls = False
    client.enable_direct_tls = False
    client.enable_plaintext = True
    client["feature_mechanisms"].unencrypted_plain = True
    client["feature_mechanisms"].unencrypted_scram = True
    client.connect(host, int(port))
    await client.disconnected
    if client.failure:
        sys.exit(client.failure)


asyncio.run(main())
