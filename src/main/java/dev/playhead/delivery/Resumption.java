package dev.playhead.delivery;

import dev.playhead.delivery.request.Token;
import dev.playhead.event.Fault;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.log.Bounds;
import dev.playhead.log.Divergence;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topic;
import dev.playhead.stream.Gap;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the position of a token's cursor in the present topic; lost records after the cursor are a gap. Any thread.
 *
 * <p>The log may have been cut off below a token's offset and have grown past it since. The record just before that
 * offset then has a leader epoch above the token's epoch, the greatest when the token was made.
 *
 * @param next for each partition the offset to read first
 */
record Resumption(List<Long> next, List<Gap> gaps) {

    private record Place(long next, List<Gap> gaps) {}

    /** @return fails with {@code invalid_token} if the token does not belong to the topic */
    static Future<Resumption> find(LogReader reader, Token token, Topic topic, List<Bounds> bounds) {
        Token.OfTopic old = token.of(topic.name());
        if (old == null) {
            return Future.failedFuture(new Refusal(
                            Problem.INVALID_TOKEN,
                            "The token does not belong to the topic " + topic.name(),
                            Fault.at("/from/token", "must be a token of these topics"))
                    .asException());
        }
        boolean recreated = !old.id().equals(topic.id());
        List<Future<Place>> places = bounds.stream()
                .map(each -> each.partition().index() >= old.places().size()
                        ? Future.succeededFuture(new Place(each.start(), List.of()))
                        : find(reader, old.places().get(each.partition().index()), each, recreated))
                .toList();
        return Future.all(places).map(all -> {
            List<Gap> gaps = new ArrayList<>();
            places.forEach(place -> gaps.addAll(place.result().gaps()));
            return new Resumption(
                    places.stream().map(place -> place.result().next()).toList(), gaps);
        });
    }

    private static Future<Place> find(LogReader reader, Token.Place old, Bounds bounds, boolean recreated) {
        Partition partition = bounds.partition();
        long offset = old.offset();
        if (recreated) {
            return Future.succeededFuture(gap(partition, offset, bounds.start(), "recreated"));
        }
        // A leader of an older epoch cannot have cut off the records of a younger one; before the start this is unknown
        if (offset <= bounds.end() && (bounds.leaderEpoch() <= old.epoch() || offset <= bounds.start())) {
            return Future.succeededFuture(new Place(offset, List.of()));
        }
        return Divergence.find(reader, partition, old.epoch(), Math.min(offset, bounds.end()))
                .map(at -> at < offset ? gap(partition, offset, at, "truncated") : new Place(offset, List.of()));
    }

    private static Place gap(Partition partition, long from, long to, String reason) {
        return new Place(to, List.of(new Gap(partition, from, to, reason)));
    }
}
