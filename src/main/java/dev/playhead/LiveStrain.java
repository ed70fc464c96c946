package dev.playhead;

import dev.playhead.delivery.Delivery;
import dev.playhead.ingest.Ingest;
import dev.playhead.replay.pacing.NodeBudget;

/** Measures the live work that replays yield to: the appends and the subscriptions of this node. Any thread. */
record LiveStrain(Ingest ingest, Delivery delivery) implements NodeBudget.Strain {
    @Override
    public long appends() {
        return ingest.appends();
    }

    @Override
    public double appendMillis() {
        return ingest.appendMillis();
    }

    @Override
    public boolean isRead() {
        return delivery.subscriptions() > 0;
    }
}
