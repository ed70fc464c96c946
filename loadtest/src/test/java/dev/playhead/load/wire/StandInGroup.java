package dev.playhead.load.wire;

import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A group that begins when four connections share it, and gives each event to one of them; any thread. */
final class StandInGroup {
    static final int CONNECTIONS = 4;
    static final int PARTITIONS = 8;
    private static final int FRAME = 50;

    private final List<String> events;
    private final List<ServerWebSocket> members = new ArrayList<>();
    private final Set<Object> confirmed = new HashSet<>();
    private int turn;
    private int next;
    private boolean isLive;
    private boolean repeats;

    StandInGroup(List<String> events) {
        this.events = events;
    }

    /** From now on the first frame is given out twice. */
    synchronized void repeatOnce() {
        repeats = true;
    }

    synchronized Set<Object> confirmed() {
        return new HashSet<>(confirmed);
    }

    void join(ServerWebSocket socket) {
        socket.textMessageHandler(text -> {
            JsonObject frame = new JsonObject(text);
            if (frame.getString("op").equals("subscribe")) {
                subscribe(socket, frame);
            } else if (frame.getString("op").equals("confirm")) {
                confirm(socket, frame);
            }
        });
    }

    private synchronized void subscribe(ServerWebSocket socket, JsonObject frame) {
        isLive = frame.getString("from").equals("latest");
        socket.writeTextMessage("{\"op\":\"subscribed\",\"token\":\"x\",\"group\":\"g\",\"member\":\"m\"}");
        members.add(socket);
        if (members.size() < CONNECTIONS) {
            return;
        }
        String one = "{\"topic\":\"t\",\"partition\":0}";
        String all = "[" + String.join(",", java.util.Collections.nCopies(PARTITIONS, one)) + "]";
        members.get(0).writeTextMessage("{\"op\":\"assigned\",\"partitions\":" + all + ",\"epoch\":1}");
        for (int i = PARTITIONS / CONNECTIONS; i < PARTITIONS; i++) {
            members.get(0).writeTextMessage("{\"op\":\"revoked\",\"partitions\":[" + one + "]}");
        }
        for (ServerWebSocket member : members.subList(1, CONNECTIONS)) {
            member.writeTextMessage("{\"op\":\"assigned\",\"partitions\":[" + one + "," + one + "],\"epoch\":2}");
        }
        next = isLive ? events.size() : 0;
        deliver();
    }

    /** Gives out what there is. */
    synchronized void deliver() {
        while (members.size() == CONNECTIONS && next < events.size()) {
            int end = Math.min(events.size(), next + FRAME);
            String frame = StandIn.frame(events, next, end);
            ServerWebSocket member = members.get(turn++ % CONNECTIONS);
            member.writeTextMessage(frame);
            if (repeats) {
                member.writeTextMessage(frame);
                repeats = false;
            }
            next = end;
        }
    }

    private synchronized void confirm(ServerWebSocket socket, JsonObject frame) {
        int first = 0;
        List<?> ids = frame.getJsonArray("ids").getList();
        for (Object id : ids) {
            first += confirmed.add(id) ? 1 : 0;
        }
        socket.writeTextMessage("{\"op\":\"confirmed\",\"ref\":" + frame.getLong("ref") + ",\"first\":" + first
                + ",\"duplicate\":" + (ids.size() - first) + ",\"unknown\":0}");
    }
}
