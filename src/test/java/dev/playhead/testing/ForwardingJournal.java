package dev.playhead.testing;

import dev.playhead.log.Journal;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;

/** Passes every call to another journal; a test overrides the calls that it changes. */
public abstract class ForwardingJournal implements Journal {
    private final Journal journal;

    protected ForwardingJournal(Journal journal) {
        this.journal = journal;
    }

    @Override
    public Future<Void> put(String key, String value) {
        return journal.put(key, value);
    }

    @Override
    public int maxBytes() {
        return journal.maxBytes();
    }

    @Override
    public Future<Map<String, String>> load() {
        return journal.load();
    }

    @Override
    public Future<Map<String, String>> read(Collection<At> places) {
        return journal.read(places);
    }

    @Override
    public Followed follow(Changes changes) {
        return journal.follow(changes);
    }
}
