package dev.playhead.ingest;

import dev.playhead.event.Event;
import dev.playhead.event.Partition;
import dev.playhead.event.Refusal;
import dev.playhead.log.Append;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An event on its way in, as a lane would carry it. */
final class TestCandidate implements Append {
    private final Event event;
    private final Partition partition;
    private volatile Claim<TestCandidate> claim;

    TestCandidate(String id, Partition partition) {
        String json = "{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/test\",\"id\":\"" + id + "\"}";
        this.event = new Event(
                bytes("/test"),
                bytes(id),
                bytes("/test"),
                bytes(json),
                List.of(new Event.Header("content-type", bytes("application/cloudevents+json"))));
        this.partition = partition;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    String json() {
        return new String(event.value(), StandardCharsets.UTF_8);
    }

    /** What a lane keeps of a fresh verdict. */
    TestCandidate with(WindowVerdict<TestCandidate> verdict) {
        claim = ((WindowVerdict.Fresh<TestCandidate>) verdict).claim();
        return this;
    }

    @Override
    public Event event() {
        return event;
    }

    @Override
    public Partition partition() {
        return partition;
    }

    @Override
    public void stored(long offset, long recorded) {
        claim.stored(offset, recorded);
    }

    @Override
    public void failed(Refusal refusal) {
        claim.failed(refusal);
    }
}
