package dev.playhead.delivery;

import dev.playhead.codec.Timestamps;
import dev.playhead.delivery.request.Start;
import dev.playhead.delivery.request.Stop;
import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.event.Fault;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.log.Bounds;
import dev.playhead.log.LogReader;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import dev.playhead.stream.Gap;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Finds a request's place in the log: asks for the topics and their bounds, freezes the end. Any thread. */
final class Placement {
    private final DeliverySettings settings;
    private final Topics topics;
    private final LogReader reader;
    private final LongSupplier clock;

    /** @param clock epoch milliseconds */
    Placement(DeliverySettings settings, Topics topics, LogReader reader, LongSupplier clock) {
        this.settings = settings;
        this.topics = topics;
        this.reader = reader;
        this.clock = clock;
    }

    /** The state of one topic at the start of a stream; more for a stream that starts at a token or a time. */
    private record Known(
            Topic topic,
            List<Bounds> bounds,
            @Nullable Resumption resumed,
            @Nullable List<Long> first) {}

    Future<Range.Stretch> find(StreamRequest request) {
        if (request.to() instanceof Stop.BeforeTime to && to.recorded() > clock.getAsLong()) {
            return refused("/to/time", "must not be in the future; the time is " + now());
        }
        if (request.from() instanceof Start.AtTime from && !(request.to() instanceof Stop.Never)) {
            if (from.recorded() > clock.getAsLong()) {
                return refused(
                        "/from/time", "must not be in the future when the range has an end; the time is " + now());
            }
            if (request.to() instanceof Stop.BeforeTime to && from.recorded() > to.recorded()) {
                return refused("/from/time", "must not be after to");
            }
        }
        List<Future<Known>> asked =
                request.topics().stream().map(name -> know(name, request)).toList();
        return Future.all(asked).map(all -> {
            List<Known> known = asked.stream().map(Future::result).toList();
            return place(request, known);
        });
    }

    private String now() {
        return Timestamps.text(clock.getAsLong());
    }

    private Future<Known> know(String name, StreamRequest request) {
        // Asked anew: a token of a topic that was made again is not one of a log that was cut off
        return topics.current(name).compose(topic -> {
            Future<List<Bounds>> bounds = reader.bounds(topic);
            if (request.from() instanceof Start.AtTime from) {
                return bounds.compose(found -> reader.firstAtOrAfter(topic, from.recorded())
                        .map(first -> new Known(topic, found, null, first)));
            }
            if (request.from() instanceof Start.After from) {
                return bounds.compose(found -> Resumption.find(reader, from.token(), topic, found)
                        .map(resumed -> new Known(topic, found, resumed, null)));
            }
            return bounds.map(found -> new Known(topic, found, null, null));
        });
    }

    private Range.Stretch place(StreamRequest request, List<Known> known) {
        int partitions = known.stream().mapToInt(each -> each.bounds().size()).sum();
        if (partitions > settings.maxPartitions()) {
            throw new Refusal(
                            Problem.TOO_LARGE,
                            "The topics have " + partitions + " partitions; one stream reads at most "
                                    + settings.maxPartitions(),
                            List.of())
                    .asException();
        }
        List<Track> tracks = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        Map<Partition, Long> starts = positions(request.from(), known);
        Map<Partition, Long> ends = positions(request.to(), known);
        boolean atEnd = true;
        for (Known each : known) {
            if (each.resumed() != null) {
                gaps.addAll(each.resumed().gaps());
            }
            for (Bounds bounds : each.bounds()) {
                Track track = track(request, each, bounds, starts, ends);
                tracks.add(track);
                atEnd &= track.next() >= bounds.end();
            }
        }
        return new Range.Stretch(
                new Cursor(known.stream().map(Known::topic).toList(), tracks),
                request.from() instanceof Start.AtTime from ? from.recorded() : Long.MIN_VALUE,
                request.to() instanceof Stop.BeforeTime to ? to.recorded() : Long.MAX_VALUE,
                gaps,
                atEnd);
    }

    private static Track track(
            StreamRequest request, Known known, Bounds bounds, Map<Partition, Long> starts, Map<Partition, Long> ends) {
        Partition partition = bounds.partition();
        long next;
        if (known.resumed() != null) {
            next = known.resumed().next().get(partition.index());
        } else if (request.from() instanceof Start.Earliest) {
            next = bounds.start();
        } else if (request.from() instanceof Start.Latest) {
            next = bounds.end();
        } else if (known.first() != null) {
            next = known.first().get(partition.index());
        } else {
            next = starts.getOrDefault(partition, bounds.start());
        }
        long end = request.to() instanceof Stop.Never ? Track.UNBOUNDED : ends.getOrDefault(partition, bounds.end());
        if (request.to() instanceof Stop.Before && end > bounds.end()) {
            throw refusal(
                    "/to/positions", partition + " ends at " + bounds.end() + " now: choose an offset up to this end");
        }
        if (request.from() instanceof Start.At) {
            String range = partition + " has the offsets " + bounds.start() + " to " + bounds.end() + " now; " + next;
            if (next > bounds.end()) {
                throw refusal("/from/positions", range + " is beyond its end");
            }
            if (next > end) {
                throw refusal("/from/positions", range + " is after to, " + end);
            }
        }
        return new Track(partition, next, end, bounds.leaderEpoch());
    }

    private static Map<Partition, Long> positions(Object bound, List<Known> known) {
        List<Position> positions;
        String pointer;
        if (bound instanceof Start.At at) {
            positions = at.positions();
            pointer = "/from/positions";
        } else if (bound instanceof Stop.Before before) {
            positions = before.positions();
            pointer = "/to/positions";
        } else {
            return Map.of();
        }
        Map<Partition, Long> given = new HashMap<>();
        for (Position position : positions) {
            Partition partition = new Partition(position.topic(), position.partition());
            if (given.put(partition, position.offset()) != null) {
                throw refusal(pointer, "name " + partition + " twice");
            }
        }
        int named = 0;
        for (Known each : known) {
            for (Partition partition : each.topic().all()) {
                if (!given.containsKey(partition)) {
                    throw refusal(pointer, "must name every partition; " + partition + " is missing");
                }
                named++;
            }
        }
        if (named != given.size()) {
            throw refusal(pointer, "name a partition that these topics do not have");
        }
        return given;
    }

    private static <T> Future<T> refused(String pointer, String detail) {
        return Future.failedFuture(refusal(pointer, detail));
    }

    private static RefusedException refusal(String pointer, String detail) {
        return new Refusal(Problem.INVALID_REQUEST, "The range is invalid", Fault.at(pointer, detail)).asException();
    }
}
