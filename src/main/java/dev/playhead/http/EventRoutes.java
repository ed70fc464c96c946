package dev.playhead.http;

import dev.playhead.delivery.Delivery;
import dev.playhead.edge.Budget;
import dev.playhead.event.Fault;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.http.exchange.Answers;
import dev.playhead.log.Block;
import dev.playhead.log.LogReader;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * {@code GET /v1/topics/{topic}/events}: a page of events; {@code …/{partition}/{offset}}: one of them. Owned by one event
 * loop.
 */
final class EventRoutes {
    private static final CharSequence EVENT = HttpHeaders.createOptimized("application/cloudevents+json");

    private final Context context;
    private final Topics topics;
    private final LogReader reader;
    private final Delivery delivery;
    private final Budget unread;
    private final int maxPage;

    /** @param unread counts the written bytes that clients have not yet read */
    EventRoutes(Context context, Topics topics, LogReader reader, Delivery delivery, Budget unread, int maxPage) {
        this.context = context;
        this.topics = topics;
        this.reader = reader;
        this.delivery = delivery;
        this.unread = unread;
        this.maxPage = maxPage;
    }

    void page(HttpServerRequest request, String name, MultiMap query) {
        delivery.page(name, query.entries(), maxPage, context).onComplete(answer -> {
            if (answer.failed()) {
                Answers.fail(request, answer.cause());
            } else if (unread.full()) {
                Answers.refuse(
                        request,
                        Problem.BUSY.because("The clients of this node have not read its answers (edges.maxUnread); "
                                + "retry later"));
            } else {
                Answers.send(request.response(), 200, Answers.JSON, answer.result());
            }
        });
    }

    /** Answers the delivery, or with {@code Accept: application/cloudevents+json} the event alone. */
    void one(HttpServerRequest request, String name, String partition, String offset) {
        long index = number(partition);
        long at = number(offset);
        if (index < 0 || index > Integer.MAX_VALUE || at < 0) {
            Answers.refuse(
                    request,
                    new Refusal(
                            Problem.INVALID_REQUEST,
                            "The position is invalid",
                            List.of(Fault.inParameter(
                                    index < 0 || index > Integer.MAX_VALUE ? "partition" : "offset",
                                    "takes a whole number from 0"))));
            return;
        }
        // Asked anew: an event is not that of a topic of the same name that was deleted
        topics.current(name)
                .compose(topic -> read(topic, (int) index, at))
                .onComplete(answer -> context.runOnContext(done -> {
                    if (answer.succeeded()) {
                        answer(request, answer.result(), at);
                    } else {
                        Answers.fail(request, answer.cause());
                    }
                }));
    }

    private Future<Block> read(Topic topic, int partition, long offset) {
        if (partition >= topic.partitions()) {
            return Future.failedFuture(notFound(
                            "The topic " + topic.name() + " has " + topic.partitions() + " partitions, numbered from 0")
                    .asException());
        }
        Partition at = new Partition(topic.name(), partition);
        return reader.read(at, offset)
                .compose(read ->
                        read instanceof Read.AtEnd ? readAgain(topic, at, offset) : Future.succeededFuture(read))
                .compose(read -> {
                    if (read instanceof Read.Loaded loaded) {
                        return Future.succeededFuture(loaded.block());
                    }
                    return Future.failedFuture(notFound(
                                    read instanceof Read.Lost lost
                                            ? "The log no longer has the offset (" + lost.reason() + ")"
                                            : "The partition ends before that offset")
                            .asException());
                });
    }

    /** The end that the reader knows is behind the log's by as long as the newest take to come; receipts are not. */
    private Future<Read> readAgain(Topic topic, Partition partition, long offset) {
        return reader.bounds(topic).compose(asked -> reader.read(partition, offset));
    }

    private static void answer(HttpServerRequest request, Block block, long offset) {
        int index = block.rowAt(offset);
        if (index < 0) {
            Answers.refuse(request, notFound("The log has no event at this offset"));
            return;
        }
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        if (accept != null && accept.contains(EVENT)) {
            Answers.send(request.response(), 200, EVENT, block.event(index));
        } else {
            Answers.send(request.response(), 200, Answers.JSON, block.deliveries(index, index + 1));
        }
    }

    private static Refusal notFound(String detail) {
        return Problem.NOT_FOUND.because(detail);
    }

    /** Reads a whole number from 0; -1 for any other text. */
    static long number(String text) {
        try {
            return text.isEmpty() || !Character.isDigit(text.charAt(0)) ? -1 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
