package dev.playhead.delivery;

import dev.playhead.event.Refusal;
import dev.playhead.stream.Batch;
import dev.playhead.stream.Frames;
import dev.playhead.stream.Gap;
import dev.playhead.stream.Outlet;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects one page from a subscription that ends with its credit, its bytes or its range. Owned by one event loop.
 *
 * <pre>
 * {"events":[delivery,…],"token":"…","end":true}      and "gaps":[…], where there were any
 * </pre>
 */
final class Page implements Outlet {
    private final Promise<Buffer> answer = Promise.promise();
    private final Buffer events = Buffer.buffer();
    private final List<Gap> gaps = new ArrayList<>();
    private final long maxBytes;
    private boolean ended;
    private Runnable stop = () -> {};
    private java.util.function.Supplier<String> place = () -> "";

    Page(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    Future<Buffer> read(Subscription subscription) {
        stop = subscription::close;
        place = subscription::token;
        subscription.start();
        return answer.future();
    }

    @Override
    public boolean isFull() {
        return ended;
    }

    @Override
    public void events(Batch batch, String token) {
        for (Batch.Run run : batch.runs()) {
            if (events.length() > 0) {
                events.appendByte((byte) ',');
            }
            events.appendBuffer(run.block().deliveries(run.from(), run.to()));
        }
        if (events.length() >= maxBytes) {
            end(token, false);
        }
    }

    @Override
    public void gap(Gap gap) {
        gaps.add(gap);
    }

    @Override
    public void starved() {
        end(place.get(), false);
    }

    @Override
    public void completed(long delivered, String token) {
        end(token, true);
    }

    @Override
    public void away(Refusal refusal) {
        failed(refusal);
    }

    @Override
    public void failed(Refusal refusal) {
        if (!ended) {
            ended = true;
            stop.run();
            answer.fail(refusal.asException());
        }
    }

    /** Ignores the notice, because a page always has an end. */
    @Override
    public void caughtUp(String token) {}

    @Override
    public void fellBehind(String token, long lag) {}

    @Override
    public void place(String token) {}

    private void end(String token, boolean atEnd) {
        if (ended) {
            return;
        }
        ended = true;
        stop.run();
        answer.complete(Frames.page(events, token, atEnd, gaps));
    }
}
