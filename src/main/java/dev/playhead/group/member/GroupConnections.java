package dev.playhead.group.member;

import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.event.EventFilter;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.group.Bounded;
import dev.playhead.group.Gate;
import dev.playhead.group.Group;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.GroupOutlet;
import dev.playhead.group.GroupSpec;
import dev.playhead.group.GroupSpecs;
import dev.playhead.group.Serving;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.registry.Groups;
import dev.playhead.group.registry.InitialCursors;
import dev.playhead.log.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens the connections of groups, and knows all that are open on this node. Any thread. */
public final class GroupConnections implements Serving {
    private final String name;
    private final GroupSpecs specs;
    private final Groups groups;
    private final ConnectionContext.OfNode node;
    private final InitialCursors beginning;
    private final Map<String, Coordinator> coordinators = new ConcurrentHashMap<>();
    private final Set<GroupConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong opened = new AtomicLong();

    /** @param name of this node, unique in the cluster for ever, without dashes */
    public GroupConnections(String name, GroupSpecs specs, Groups groups, ConnectionContext.OfNode node) {
        this.name = name;
        this.specs = specs;
        this.groups = groups;
        this.node = node;
        this.beginning =
                new InitialCursors(node.stores().cursors(), node.stores().topics(), node.delivery(), specs);
    }

    /**
     * Opens a connection on the event loop that calls; {@link GroupConnection#start()} must follow in the same turn.
     *
     * @param request of a group
     * @param context that of the event loop
     * @return fails with a {@link RefusedException}; completes on that event loop
     */
    public Future<GroupConnection> open(StreamRequest request, Context context, GroupOutlet outlet) {
        Promise<GroupConnection> promise = Promise.promise();
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

    /** Holds a group and its cursors. */
    private record Joined(Group group, InitialCursors.Begun begun) {}

    private Future<Joined> join(StreamRequest request) {
        StreamRequest.OfGroup of = request.group();
        if (of == null) {
            return Future.failedFuture(new IllegalArgumentException("not a connection of a group"));
        }
        return groups.findIfThere(of.name())
                .compose(known -> known.isPresent() ? Future.succeededFuture() : beginning(of))
                .compose(found -> groups.join(of.name(), known -> specs.asked(of.settings(), known)))
                .compose(group -> beginning.of(group).map(begun -> new Joined(group, begun)));
    }

    /**
     * Finds the topics before it makes the group: a connection to missing topics must not leave a group behind. A new
     * group that begins before its topics makes them, as an append does.
     */
    private Future<?> beginning(StreamRequest.OfGroup of) {
        if (of.settings().containsKey("topics")) {
            GroupSpec asked = specs.asked(of.settings(), null);
            return node.stores().topics().findOrCreateAll(asked.topics()).compose(there -> beginning.find(asked));
        }
        return Future.failedFuture(Problem.GROUP_NOT_FOUND
                .because("The group " + of.name() + " does not exist: name its topics, and this subscription makes it")
                .asException());
    }

    private GroupConnection open(Joined joined, StreamRequest request, Context context, GroupOutlet outlet) {
        String group = joined.group().name();
        GroupSpec spec = joined.group().spec();
        Coordinator coordinator = coordinators.computeIfAbsent(
                group + spec.topics(),
                key -> new Coordinator(
                        group, spec.topics(), null, node.settings(), node.stores(), context, node.nanos()));
        ConnectionContext of = context(group, spec, specs.filter(spec), null, Gate.OPEN, context);
        GroupConnection connection = new GroupConnection(of, request, outlet, coordinator, open);
        connection.beginAt(joined.begun());
        connection.whenGone(groups.watch(group, changed -> context.runOnContext(here -> connection.changed(changed))));
        // A change after the join, and before the watch
        context.runOnContext(here -> connection.changed(Optional.ofNullable(groups.cached(group))));
        return connection;
    }

    /**
     * The request to serve a bounded group.
     *
     * @param group a reserved name
     * @param filter all that the group wants
     * @param listener the first connection that sees the end notifies it; several may
     */
    public record BoundedRequest(
            String group,
            GroupSpec spec,
            EventFilter filter,
            Bounded bounded,
            BoundedProgress.BoundedListener listener) {}

    /**
     * Opens a connection of a group that is bounded and not registered, on the event loop that calls; {@link
     * GroupConnection#start()} must follow in the same turn.
     *
     * @param gate of this connection alone
     * @return fails with a {@link RefusedException}; completes on that event loop
     */
    public Future<GroupConnection> open(
            BoundedRequest asked, Gate gate, StreamRequest request, Context context, GroupOutlet outlet) {
        Promise<GroupConnection> promise = Promise.promise();
        Map<String, Topic> topics = asked.bounded().topics();
        node.stores()
                .cursors()
                .loadAll(asked.group(), topics.values())
                .onComplete(found -> context.runOnContext(here -> {
                    if (found.failed()) {
                        promise.fail(found.cause());
                        return;
                    }
                    Map<Partition, Long> cursors = new HashMap<>();
                    asked.bounded().ranges().forEach((partition, range) -> {
                        GroupCursor place = found.result().get(partition);
                        cursors.put(partition, place == null ? range.from() : place.cursor());
                    });
                    GroupConnection connection = bounded(asked, gate, request, context, outlet);
                    connection.beginAt(new InitialCursors.Begun(topics, cursors));
                    promise.complete(connection);
                }));
        return promise.future();
    }

    private GroupConnection bounded(
            BoundedRequest asked, Gate gate, StreamRequest request, Context context, GroupOutlet outlet) {
        Coordinator coordinator = coordinators.computeIfAbsent(
                asked.group(),
                key -> new Coordinator(
                        asked.group(),
                        asked.spec().topics(),
                        new BoundedProgress(asked.group(), asked.bounded(), asked.listener()),
                        node.settings(),
                        node.stores(),
                        context,
                        node.nanos()));
        ConnectionContext of = context(asked.group(), asked.spec(), asked.filter(), asked.bounded(), gate, context);
        return new GroupConnection(of, request, outlet, coordinator, open);
    }

    private ConnectionContext context(
            String group, GroupSpec spec, EventFilter filter, @Nullable Bounded bounded, Gate gate, Context context) {
        return new ConnectionContext(
                group, name + "-" + opened.incrementAndGet(), spec, filter, bounded, gate, context, node);
    }

    /** Does something with each open connection of the group, on its event loop. */
    private void each(String group, Consumer<GroupConnection> what) {
        open.stream()
                .filter(connection -> connection.group().equals(group))
                .forEach(connection -> connection.context().runOnContext(here -> what.accept(connection)));
    }

    /** The gates of the bounded group's connections may let more through. */
    public void wake(String group) {
        each(group, GroupConnection::resume);
    }

    /** The bounded group is at its end: its connections end. */
    public void complete(String group, GroupOutlet.Completion completion) {
        each(group, connection -> connection.completed(completion));
        coordinators.remove(group);
    }

    /** The bounded group has been called off, or given up: its connections end. */
    public void callOff(String group, Refusal refusal, boolean mayComeBack) {
        each(group, connection -> connection.calledOff(refusal, mayComeBack));
        coordinators.remove(group);
    }

    @Override
    public Set<String> groups() {
        Set<String> names = new TreeSet<>();
        open.forEach(connection -> names.add(connection.group()));
        return names;
    }

    @Override
    public Future<List<Served>> served(String group) {
        List<Future<List<Served>>> all = open.stream()
                .filter(connection -> connection.group().equals(group))
                .map(GroupConnections::look)
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
                .filter(connection -> connection.group().equals(group))
                .map(GroupConnections::keep)
                .toList();
        return Future.join(all).mapEmpty();
    }

    private static Future<Void> keep(GroupConnection connection) {
        Promise<Void> promise = Promise.promise();
        connection.context().runOnContext(here -> connection.keep().onComplete(promise));
        return promise.future();
    }

    private static Future<List<Served>> look(GroupConnection connection) {
        Promise<List<Served>> promise = Promise.promise();
        connection.context().runOnContext(here -> promise.complete(connection.served()));
        return promise.future();
    }
}
