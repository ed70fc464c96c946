package dev.playhead.group.ledger;

import dev.playhead.group.ledger.LedgerEvent.State;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Owns the queues of all keys that have an event which is not settled, and knows which events are ready in them; owned by
 * the ledger's thread. The table takes primitive keys: a boxed key for every event would cost more than all the rest.
 */
final class KeyQueues {
    /** A table of more slots gives memory back when most of its keys are gone. */
    private static final int LARGE = 1 << 14;

    private final boolean oneByOne;
    private final Ready ready = new Ready();
    private final Long2ObjectHashMap<KeyQueue> table = new Long2ObjectHashMap<>();
    private int startable;

    KeyQueues(boolean oneByOne) {
        this.oneByOne = oneByOne;
    }

    /** Estimates the number of events that could be sent. */
    int startable() {
        return startable;
    }

    /** Finds the queue of the key; null without an event of the key. */
    @Nullable
    KeyQueue find(long key) {
        return table.get(key);
    }

    void add(LedgerEvent delivery) {
        KeyQueue queue = delivery.keyed() ? queueOf(delivery.key()) : new KeyQueue(0, oneByOne);
        startable -= queue.startable();
        queue.add(delivery);
        look(queue);
    }

    /** The only way by which a delivery changes. */
    void become(LedgerEvent delivery, State next, long now) {
        KeyQueue queue = delivery.queue;
        startable -= queue.startable();
        queue.become(delivery, next, now);
        look(queue);
        if (queue.isEmpty() && delivery.keyed()) {
            remove(queue.key);
        }
    }

    void delay(LedgerEvent delivery) {
        KeyQueue queue = delivery.queue;
        startable -= queue.startable();
        queue.delay(delivery);
        look(queue);
    }

    /** The first, by offset, that may be given out. */
    @Nullable
    LedgerEvent next() {
        while (true) {
            LedgerEvent delivery = ready.poll();
            if (delivery == null || delivery.queue.candidate() == delivery) {
                return delivery;
            }
        }
    }

    private void look(KeyQueue queue) {
        startable += queue.startable();
        LedgerEvent candidate = queue.candidate();
        if (candidate != null && !candidate.queued) {
            ready.add(candidate);
        }
    }

    private KeyQueue queueOf(long key) {
        KeyQueue found = table.get(key);
        if (found != null) {
            return found;
        }
        KeyQueue made = new KeyQueue(key, oneByOne);
        table.put(key, made);
        return made;
    }

    private void remove(long key) {
        table.remove(key);
        if (table.capacity() > LARGE && table.size() < table.capacity() / 8) {
            table.compact();
        }
    }
}
