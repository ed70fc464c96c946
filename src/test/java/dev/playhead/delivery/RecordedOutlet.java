package dev.playhead.delivery;

import dev.playhead.event.Refusal;
import dev.playhead.stream.Batch;
import dev.playhead.stream.Frames;
import dev.playhead.stream.Gap;
import dev.playhead.stream.Outlet;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a subscription says; takes more or does not, as it is told. */
public final class RecordedOutlet implements Outlet {
    private final List<String> said = new ArrayList<>();
    private final List<Integer> ids = new ArrayList<>();
    private volatile boolean full;
    private volatile String token = "";

    @Override
    public boolean isFull() {
        return full;
    }

    void full(boolean on) {
        full = on;
    }

    public synchronized List<String> said() {
        return List.copyOf(said);
    }

    synchronized List<Integer> ids() {
        return List.copyOf(ids);
    }

    /** That of the last events. */
    String token() {
        return token;
    }

    boolean hasSaid(String what) {
        return said().contains(what);
    }

    @Override
    public synchronized void events(Batch batch, String token) {
        StringBuilder frame = new StringBuilder(Frames.eventsHead(token));
        Frames.eventsRest(batch).forEach(frame::append);
        JsonArray events = new JsonObject(frame.toString()).getJsonArray("events");
        for (int index = 0; index < events.size(); index++) {
            ids.add(Integer.parseInt(
                    events.getJsonObject(index).getJsonObject("event").getString("id")));
        }
        this.token = token;
        say("events");
    }

    @Override
    public void notice(String code, String detail) {
        say("notice " + code);
    }

    @Override
    public void caughtUp(String token) {
        say("caughtUp");
    }

    @Override
    public void fellBehind(String token, long lag) {
        say("fellBehind by " + lag);
    }

    @Override
    public void place(String token) {
        say("place");
    }

    @Override
    public void gap(Gap gap) {
        say(gap.toString());
    }

    @Override
    public void completed(long delivered, String token) {
        say("completed");
    }

    @Override
    public void failed(Refusal refusal) {
        say(refusal.problem().code());
    }

    private synchronized void say(String what) {
        said.add(what);
    }
}
