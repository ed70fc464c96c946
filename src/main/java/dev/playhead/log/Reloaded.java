package dev.playhead.log;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/** Follows a journal by loading it whole whenever it is asked for as of now. Any thread; calls of the changes are one at a time. */
final class Reloaded implements Journal.Followed {
    private final Journal journal;
    private final Journal.Changes changes;
    private Map<String, String> told = Map.of();

    Reloaded(Journal journal, Journal.Changes changes) {
        this.journal = journal;
        this.changes = changes;
    }

    @Override
    public Future<Void> now() {
        return journal.load().map(values -> {
            tell(values);
            return null;
        });
    }

    private synchronized void tell(Map<String, String> values) {
        told.keySet().stream().filter(key -> !values.containsKey(key)).forEach(changes::removed);
        values.forEach((key, value) -> {
            if (!value.equals(told.get(key))) {
                changes.put(new Journal.At(key, 0), value);
            }
        });
        told = new HashMap<>(values);
    }

    @Override
    public void close() {}
}
