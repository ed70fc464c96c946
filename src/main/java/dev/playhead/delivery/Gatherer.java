package dev.playhead.delivery;

import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.event.EventFilter;
import dev.playhead.log.Block;
import dev.playhead.stream.Batch;
import dev.playhead.stream.BatchBudget;
import dev.playhead.stream.Credit;
import dev.playhead.stream.TimeMerge;
import dev.playhead.stream.TurnTime;
import dev.playhead.stream.Turns;

/**
 * Gathers what a subscription sends next: takes records from the next feed in turn, drops events that the filter
 * rejects, and stays within the credit and the limits of a batch. Owned by the subscription's event loop.
 */
final class Gatherer {
    private final StreamRequest request;
    private final Range.Stretch stretch;
    private final Feeds feeds;
    private final Turns turns;
    private final Credit credit;
    private final DeliveryMeters meters;
    private final TurnTime time;
    private final boolean wantsAll;
    private Batch batch = new Batch();
    private BatchBudget budget = new BatchBudget(0, 0, 0);

    Gatherer(
            StreamRequest request,
            Range.Stretch stretch,
            Feeds feeds,
            Credit credit,
            DeliveryMeters meters,
            TurnTime time) {
        this.request = request;
        this.stretch = stretch;
        this.feeds = feeds;
        this.turns = request.order() == StreamRequest.Order.TIME ? new TimeMerge() : new Turns.RoundRobin();
        this.credit = credit;
        this.meters = meters;
        this.time = time;
        this.wantsAll = request.filter() == EventFilter.ALL && !stretch.isBoundedInTime();
    }

    /**
     * Fills a new batch from at least one record and at most about {@code most}; returns the number of read records.
     * With a slow filter it ends with the time of the turn.
     */
    int gather(int most) {
        batch = new Batch();
        budget = new BatchBudget(
                (int) Math.min(request.frame().events(), credit.events()),
                request.frame().bytes(),
                credit.bytes());
        int looked = 0;
        while (looked < most && budget.events() > 0) {
            int index = turns.next(feeds);
            if (index == Turns.NONE || budget.events() == 0) {
                break;
            }
            Feed feed = feeds.get(index);
            looked += take(feed, Math.min(most - looked, turns.most()));
            if (time.isOver()) {
                break;
            }
        }
        return looked;
    }

    /** Ends the present batch, because a notice must precede the next event. */
    void cut() {
        budget.close();
    }

    Batch batch() {
        return batch;
    }

    /** Returns whether the next event exceeded the credit in bytes. */
    boolean isStarved() {
        return budget.isStarved();
    }

    private int take(Feed feed, int most) {
        Block block = feed.block();
        int from = feed.at();
        int to = Math.min(feed.limit(), from + Math.min(most, feed.limit() - from));
        int reached = wantsAll ? takeAll(block, from, to) : choose(block, from, to);
        if (reached > from) {
            feed.moveTo(reached);
        }
        return reached - from;
    }

    private int takeAll(Block block, int from, int to) {
        int reached = budget.fill(block, from, to);
        if (reached > from) {
            batch.add(block, from, reached);
        }
        return reached;
    }

    private int choose(Block block, int from, int to) {
        int skipped = 0;
        int at = from;
        while (at < to) {
            if (!isWanted(block, at)) {
                skipped++;
            } else if (budget.fill(block, at, at + 1) == at) {
                break;
            } else {
                batch.add(block, at, at + 1);
            }
            at++;
            if (time.isOver()) {
                break;
            }
        }
        if (skipped > 0) {
            meters.filteredOut(block.partition().topic(), skipped);
        }
        return at;
    }

    private boolean isWanted(Block block, int index) {
        long recorded = block.recorded(index);
        return recorded >= stretch.recordedFrom()
                && recorded < stretch.recordedBefore()
                && request.filter().matches(block.attributes(index));
    }
}
