package dev.playhead.delivery;

import dev.playhead.event.Partition;
import dev.playhead.log.Bounds;
import dev.playhead.log.LogReader;
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
        List<Future<List<Bounds>>> asked = names.stream()
                .map(name -> topics.find(name).compose(reader::bounds).otherwise(away -> List.of()))
                .toList();
        return Future.join(asked).transform(all -> {
            Map<Partition, Long> ends = new HashMap<>();
            asked.forEach(bounds -> bounds.result().forEach(each -> ends.put(each.partition(), each.end())));
            List<Future<Look>> looks = looked.stream()
                    .map(subscription -> look(subscription, ends))
                    .toList();
            return Future.join(looks).onSuccess(done -> measure(looks)).mapEmpty();
        });
    }

    private static Future<Look> look(Subscription subscription, Map<Partition, Long> ends) {
        Promise<Look> promise = Promise.promise();
        subscription.context().runOnContext(now -> {
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
