package dev.playhead.group;

import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.StreamRequest;
import dev.playhead.event.RefusedException;
import dev.playhead.metrics.Meters;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The door for connections of groups: opens their streams, and knows all that are open. Any thread. */
public final class GroupStreams implements Serving {
    private final Parts parts;
    private final GroupMeters meters;
    private final Beginning beginning;
    private final Map<String, Coordinator> coordinators = new ConcurrentHashMap<>();
    private final Set<GroupStream> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong opened = new AtomicLong();

    /**
     * What it is made of.
     *
     * @param node a name that no node of the cluster ever had before, without dashes
     * @param clock epoch milliseconds
     * @param nanos as {@link System#nanoTime()}
     */
    public record Parts(
            Vertx vertx,
            String node,
            GroupSettings settings,
            GroupSpecs specs,
            Groups groups,
            GroupStores stores,
            Delivery delivery,
            Meters meters,
            LongSupplier clock,
            LongSupplier nanos) {}

    public GroupStreams(Parts parts) {
        this.parts = parts;
        this.meters = new GroupMeters(parts.meters());
        this.beginning = new Beginning(parts.stores(), parts.delivery(), parts.specs());
    }

    /**
     * Opens a stream on the event loop that calls; {@link GroupStream#start()} must follow in the same turn.
     *
     * @param request of a group
     * @param context that of the event loop
     * @return fails with a {@link RefusedException}; completes on that event loop
     */
    public Future<GroupStream> open(StreamRequest request, Context context, GroupOutlet outlet) {
        Promise<GroupStream> promise = Promise.promise();
        join(request)
                .onComplete(joined -> context.runOnContext(here -> {
                    if (joined.succeeded()) {
                        promise.complete(open(joined.result(), request, context, outlet));
                    } else {
                        promise.fail(joined.cause());
                    }
                }));
        return promise.future();
    }

    /** A group and where it is. */
    private record Joined(Group group, Beginning.Begun begun) {}

    private Future<Joined> join(StreamRequest request) {
        StreamRequest.OfGroup of = request.group();
        if (of == null) {
            return Future.failedFuture(new IllegalArgumentException("not a stream of a group"));
        }
        GroupSpec asked;
        try {
            asked = parts.specs().asked(of.settings());
        } catch (RefusedException refused) {
            return Future.failedFuture(refused);
        }
        // Looked for before the group is made: a stream of what is not there must not leave a group behind
        return beginning
                .find(asked)
                .compose(found -> parts.groups().join(of.name(), asked))
                .compose(group -> beginning.of(group).map(begun -> new Joined(group, begun)));
    }

    private GroupStream open(Joined joined, StreamRequest request, Context context, GroupOutlet outlet) {
        String group = joined.group().name();
        GroupSpec spec = joined.group().spec();
        Coordinator coordinator = coordinators.computeIfAbsent(
                group + spec.topics(),
                key -> new Coordinator(group, spec.topics(), parts.settings(), parts.stores(), context, parts.nanos()));
        Terms terms = new Terms(
                group,
                parts.node() + "-" + opened.incrementAndGet(),
                spec,
                parts.specs().filter(spec),
                parts.settings(),
                parts.stores(),
                parts.delivery(),
                meters,
                context,
                parts.clock(),
                parts.nanos());
        GroupStream stream = new GroupStream(terms, request, outlet, coordinator, open);
        stream.begin(joined.begun());
        stream.whenGone(parts.groups().watch(group, changed -> context.runOnContext(here -> stream.changed(changed))));
        return stream;
    }

    @Override
    public Set<String> groups() {
        Set<String> names = new TreeSet<>();
        open.forEach(stream -> names.add(stream.group()));
        return names;
    }

    @Override
    public Future<List<Served>> served(String group) {
        List<Future<List<Served>>> all = open.stream()
                .filter(stream -> stream.group().equals(group))
                .map(GroupStreams::look)
                .toList();
        return Future.join(all).map(looked -> {
            List<Served> served = new ArrayList<>();
            all.forEach(each -> served.addAll(each.result()));
            return served;
        });
    }

    @Override
    public Future<Void> keep(String group) {
        List<Future<Void>> all = open.stream()
                .filter(stream -> stream.group().equals(group))
                .map(GroupStreams::keep)
                .toList();
        return Future.join(all).mapEmpty();
    }

    private static Future<Void> keep(GroupStream stream) {
        Promise<Void> promise = Promise.promise();
        stream.terms().context().runOnContext(here -> stream.keep().onComplete(promise));
        return promise.future();
    }

    private static Future<List<Served>> look(GroupStream stream) {
        Promise<List<Served>> promise = Promise.promise();
        stream.terms().context().runOnContext(here -> promise.complete(stream.served()));
        return promise.future();
    }
}
