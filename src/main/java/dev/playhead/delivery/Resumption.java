package dev.playhead.delivery;

import dev.playhead.event.Fault;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.log.Block;
import dev.playhead.log.Bounds;
import dev.playhead.log.LogReader;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a token's cursor goes on in a topic as it is now; what it should have read and cannot is a gap. Any thread.
 *
 * <p>That the log was cut off below a token's offset and has grown past it since shows in the record just before that
 * offset: its leader epoch is above the token's, which is the greatest that there was when the token was made.
 *
 * @param next for each partition the offset to read first
 */
record Resumption(List<Long> next, List<Gap> gaps) {

    private record Place(long next, List<Gap> gaps) {}

    /** @return fails with {@code invalid_token} where the token is not one of the topic */
    static Future<Resumption> find(LogReader reader, Token token, Topic topic, List<Bounds> bounds) {
        Token.OfTopic old = token.of(topic.name());
        if (old == null) {
            return Future.failedFuture(new Refusal(
                            Problem.INVALID_TOKEN,
                            "The token is not one of the topic " + topic.name(),
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
        if (offset > bounds.end()) {
            return Future.succeededFuture(gap(partition, offset, bounds.end(), "truncated"));
        }
        // An older epoch of the leader cannot have cut off what a younger one wrote; before the start there is no
        // telling
        if (old.epoch() < 0 || bounds.leaderEpoch() <= old.epoch() || offset <= bounds.start()) {
            return Future.succeededFuture(new Place(offset, List.of()));
        }
        return divergence(reader, partition, old, offset, bounds.start())
                .map(at -> at < offset ? gap(partition, offset, at, "truncated") : new Place(offset, List.of()));
    }

    /** The offset of the first record before {@code end} that a younger leader wrote, or {@code end}. */
    private static Future<Long> divergence(
            LogReader reader, Partition partition, Token.Place old, long end, long start) {
        if (end <= start) {
            return Future.succeededFuture(end);
        }
        return reader.read(partition, end - 1).compose(read -> {
            if (!(read instanceof Read.Loaded loaded)) {
                return Future.succeededFuture(end);
            }
            Block block = loaded.block();
            int at = block.indexOf(end);
            long first = end;
            while (at > 0 && block.leaderEpoch(at - 1) > old.epoch()) {
                at--;
                first = block.offset(at);
            }
            return at > 0 || first == end
                    ? Future.succeededFuture(first)
                    : divergence(reader, partition, old, first, start);
        });
    }

    private static Place gap(Partition partition, long from, long to, String reason) {
        return new Place(to, List.of(new Gap(partition, from, to, reason)));
    }
}
