package dev.playhead.delivery;

import dev.playhead.delivery.request.RequestQuery;
import dev.playhead.delivery.request.Start;
import dev.playhead.delivery.request.Stop;
import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.event.EventFilter;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.filter.FilterCodec;
import dev.playhead.log.Divergence;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topics;
import dev.playhead.metrics.Meters;
import dev.playhead.stream.Batch;
import dev.playhead.stream.Outlet;
import dev.playhead.tracing.Traces;
import dev.playhead.tracing.Work;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Delivers events for the edges: reads requests, opens subscriptions, answers pages. Any thread. */
public final class Delivery {
    private static final Set<String> OF_STREAM = Set.of("from", "to", "order", "credit", "group");
    private static final Set<String> OF_PAGE = Set.of("from", "to", "order", "after", "limit");

    private final RequestReader requests;
    private final Placement placement;
    private final DeliveryContext shared;
    private final Subscriptions subscriptions;
    private final AtomicLong opened = new AtomicLong();

    public Delivery(
            DeliverySettings settings,
            Topics topics,
            LogReader reader,
            FilterCodec filters,
            Meters registry,
            Traces traces) {
        DeliveryMeters meters = new DeliveryMeters(registry);
        this.requests = new RequestReader(settings, filters);
        this.placement = new Placement(settings, topics, reader, System::currentTimeMillis);
        this.shared = new DeliveryContext(
                settings,
                topics,
                reader,
                new HeldBytes(settings.maxHeldBytes()),
                meters,
                new DeliveryTraces(traces),
                System::nanoTime);
        this.subscriptions = new Subscriptions(topics, reader, meters);
    }

    /** Watches over the subscriptions from now on, as long as Vert.x runs. */
    public void start(Vertx vertx) {
        subscriptions.watchEvery(vertx, shared.settings().watch().toMillis());
    }

    /** Counts the open subscriptions. */
    public int subscriptions() {
        return subscriptions.count();
    }

    /**
     * Reads a {@code subscribe} frame.
     *
     * @throws RefusedException with the places of all faults as pointers
     */
    public StreamRequest request(JsonObject frame) {
        return requests.frame(frame);
    }

    /**
     * Reads the query of a stream.
     *
     * @throws RefusedException with the names of all faulty parameters
     */
    public StreamRequest request(List<String> topics, Iterable<Map.Entry<String, String>> query) {
        return requests.query(RequestQuery.object(query, topics, OF_STREAM), query);
    }

    /**
     * Opens a feed of one partition of a cursor, for readers other than subscriptions. Owned by the event loop of the
     * context.
     */
    public Feed feed(Cursor cursor, int index, Context context, Feed.Owner owner) {
        return new Feed(
                new Feed.Parts(shared.settings(), shared.topics(), shared.reader(), shared.held(), context, owner),
                cursor,
                index);
    }

    /**
     * Finds the first offset before {@code end} from which the log differs from the read one, because it was cut off
     * there; {@code end} without a difference.
     *
     * @param epoch at least the leader epoch of every read record; negative if it is unknown
     * @return fails with a {@link RefusedException}; completes on any thread
     */
    public Future<Long> divergence(Partition partition, int epoch, long end) {
        return Divergence.find(shared.reader(), partition, epoch, end);
    }

    /**
     * Finds the start of a stream of these topics, by partition.
     *
     * @return fails with a {@link RefusedException}; completes on any thread
     */
    public Future<Map<Partition, Long>> starts(List<String> topics, Start from) {
        StreamRequest request = new StreamRequest(
                topics,
                from,
                new Stop.Never(),
                EventFilter.ALL,
                StreamRequest.Order.PARTITION,
                0,
                StreamRequest.FrameBounds.ONE,
                null);
        return placement.find(request).map(found -> {
            Cursor cursor = found.cursor();
            Map<Partition, Long> starts = new HashMap<>();
            for (int index = 0; index < cursor.size(); index++) {
                starts.put(cursor.partition(index), cursor.next(index));
            }
            return starts;
        });
    }

    /**
     * Fixes the range of these topics between two bounds, as of now: its ends do not move any more.
     *
     * @param to none is as {@link Stop.Now}
     * @return fails with a {@link RefusedException}; completes on any thread
     */
    public Future<Range> range(List<String> topics, Start from, Stop to) {
        Stop end = to instanceof Stop.Never ? new Stop.Now() : to;
        return placement
                .find(new StreamRequest(
                        topics,
                        from,
                        end,
                        EventFilter.ALL,
                        StreamRequest.Order.PARTITION,
                        0,
                        StreamRequest.FrameBounds.ONE,
                        null))
                .map(Range::of);
    }

    /** Returns the most time that a turn of a group's connection may hold its event loop. */
    public Duration turnTime() {
        return shared.settings().turnTime();
    }

    /** The time that a stream waits for credit before the node notifies its client. */
    public Duration creditNotice() {
        return shared.settings().creditNotice();
    }

    /** Counts a batch of another sender than a subscription. */
    public void sent(Batch batch) {
        shared.meters().sent(batch);
    }

    /** Begins to trace a batch that another than a subscription is about to send. */
    public Work sending(Batch batch) {
        return shared.traces().sending(batch);
    }

    /** Counts events that a filter dropped for another reader than a subscription. */
    public void filteredOut(String topic, int count) {
        shared.meters().filteredOut(topic, count);
    }

    /**
     * A live stream that begins before its topics makes them, as an append does. One that goes on in a topic that was there
     * does not: the topic was deleted.
     */
    private Future<Void> awaited(StreamRequest request) {
        boolean goesOn = request.from() instanceof Start.After || request.from() instanceof Start.At;
        return request.to() instanceof Stop.Never && !goesOn
                ? shared.topics().findOrCreateAll(request.topics())
                : Future.succeededFuture();
    }

    /**
     * Opens a subscription on the event loop that calls; {@link Subscription#start()} must follow in the same turn.
     *
     * @param context that of the event loop
     * @return fails with a {@link RefusedException}; completes on that event loop
     */
    public Future<Subscription> open(String kind, StreamRequest request, Context context, Outlet outlet) {
        if (request.group() != null) {
            return Future.failedFuture(Problem.INVALID_REQUEST
                    .because("Streams of groups are not available here")
                    .asException());
        }
        Promise<Subscription> promise = Promise.promise();
        awaited(request)
                .compose(there -> placement.find(request))
                .onComplete(found -> context.runOnContext(here -> {
                    if (found.failed()) {
                        promise.fail(found.cause());
                        return;
                    }
                    String name = kind + "-" + opened.incrementAndGet() + " of " + String.join(",", request.topics());
                    Subscription subscription = new Subscription(new Subscription.Parts(
                            name, request, found.result(), outlet, context, shared, subscriptions::remove));
                    subscriptions.add(subscription);
                    promise.complete(subscription);
                }));
        return promise.future();
    }

    /**
     * One page of a topic as {@code {"events":[…],"token":"…","end":true}}, by the query of the request.
     *
     * @param maxEvents the most that {@code limit} may ask for
     * @param context that of the event loop that calls
     * @return fails with a {@link RefusedException}; completes on the context
     */
    public Future<Buffer> page(
            String topic, Iterable<Map.Entry<String, String>> query, int maxEvents, Context context) {
        try {
            JsonObject object = RequestQuery.object(query, List.of(topic), OF_PAGE);
            StreamRequest request = requests.query(RequestQuery.page(object, maxEvents), query);
            long maxBytes = shared.settings().maxPageBytes();
            Page page = new Page(maxBytes);
            return open("page", request.ofPage(maxBytes), context, page).compose(page::read);
        } catch (RefusedException refused) {
            return Future.failedFuture(refused);
        }
    }
}
