package dev.playhead.delivery;

import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.log.Bounds;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lists the open subscriptions of the node, measures their lag and watches for stalls. Any thread; it checks each
 * subscription on its own event loop.
 */
final class Subscriptions {
    private final Set<Subscription> open = ConcurrentHashMap.newKeySet();
    private final Topics topics;
    private final LogReader reader;
    private final DeliveryMeters meters;

    Subscriptions(Topics topics, LogReader reader, DeliveryMeters meters) {
        this.topics = topics;
        this.reader = reader;
        this.meters = meters;
    }

    /** The result of a look at one subscription. */
    private record Look(Subscription subscription, long lag, long credit, boolean stalled) {}

    void add(Subscription subscription) {
        if (open.add(subscription)) {
            subscription
                    .topics()
                    .forEach(topic -> meters.of(topic).subscriptions().incrementAndGet());
        }
    }

    void remove(Subscription subscription) {
        if (open.remove(subscription)) {
            subscription
                    .topics()
                    .forEach(topic -> meters.of(topic).subscriptions().decrementAndGet());
        }
    }

    int count() {
        return open.size();
    }

    /** Looks every so often, one round at a time. */
    void watchEvery(Vertx vertx, long millis) {
        vertx.setTimer(millis, tick -> watch().onComplete(round -> watchEvery(vertx, millis)));
    }

    /** Makes one round: finds the ends of the topics, then checks every subscription. */
    Future<Void> watch() {
        List<Subscription> looked = List.copyOf(open);
        Set<String> names = new TreeSet<>();
        looked.forEach(subscription -> names.addAll(subscription.topics()));
        Map<String, Future<List<Bounds>>> asked = new HashMap<>();
        names.forEach(name -> asked.put(name, there(name).compose(reader::bounds)));
        return Future.join(List.copyOf(asked.values())).transform(all -> {
            Map<Partition, Long> ends = new HashMap<>();
            Map<String, Refusal> gone = new HashMap<>();
            asked.forEach((name, bounds) -> {
                if (bounds.succeeded()) {
                    bounds.result().forEach(each -> ends.put(each.partition(), each.end()));
                } else if (isNotFound(bounds.cause())) {
                    gone.put(name, RefusedException.of(bounds.cause()));
                }
            });
            List<Future<Look>> looks = looked.stream()
                    .map(subscription -> look(subscription, ends, gone))
                    .toList();
            return Future.join(looks).onSuccess(done -> measure(looks)).mapEmpty();
        });
    }

    /** A broker that is behind does not end a topic: it is asked for again. */
    private Future<Topic> there(String name) {
        return topics.find(name)
                .recover(failure -> isNotFound(failure) ? topics.current(name) : Future.failedFuture(failure));
    }

    private static boolean isNotFound(Throwable failure) {
        return RefusedException.is(failure, Problem.TOPIC_NOT_FOUND);
    }

    private static Future<Look> look(Subscription subscription, Map<Partition, Long> ends, Map<String, Refusal> gone) {
        Promise<Look> promise = Promise.promise();
        subscription.context().runOnContext(now -> {
            subscription.lookAtTopics(gone);
            long lag = subscription.watch(ends);
            promise.complete(new Look(subscription, lag, subscription.unspent(), subscription.isStalled()));
        });
        return promise.future();
    }

    private void measure(List<Future<Look>> looks) {
        Map<String, List<Look>> byTopic = new HashMap<>();
        long stalled = 0;
        for (Future<Look> each : looks) {
            Look look = each.result();
            stalled += look.stalled() ? 1 : 0;
            look.subscription().topics().forEach(topic -> byTopic.computeIfAbsent(topic, name -> new ArrayList<>())
                    .add(look));
        }
        meters.stalled(stalled);
        meters.topics().forEach((name, gauges) -> {
            List<Look> ofTopic = byTopic.getOrDefault(name.get(0), List.of());
            double credit = ofTopic.stream().mapToDouble(Look::credit).sum();
            gauges.measured(
                    (long) credit, ofTopic.stream().mapToLong(Look::lag).max().orElse(0));
        });
    }
}
