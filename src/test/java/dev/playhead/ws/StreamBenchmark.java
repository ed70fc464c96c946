package dev.playhead.ws;

import dev.playhead.codec.RecordHeaders;
import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.DeliverySettings;
import dev.playhead.edge.Budget;
import dev.playhead.edge.EdgeMemory;
import dev.playhead.event.Partition;
import dev.playhead.filter.FilterCodec;
import dev.playhead.filter.FilterLimits;
import dev.playhead.log.Block;
import dev.playhead.log.BlockBuilder;
import dev.playhead.log.Bounds;
import dev.playhead.log.LogReader;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.MemoryLog;
import dev.playhead.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * How many events of 256 bytes a second one subscriber gets of blocks in memory, over a real socket to a client that
 * counts bytes. Run it alone on the machine; arguments: events, runs, subprotocol, further query.
 */
final class StreamBenchmark {
    private static final int PARTITIONS = 8;
    private static final int PER_BLOCK = 3000;

    private StreamBenchmark() {}

    /** The same block at each multiple of its length. */
    private static final class Endless implements LogReader {
        private final List<Block> blocks = new ArrayList<>();
        private final long end;

        Endless(long end) {
            this.end = end;
        }

        @Override
        public Future<Read> read(Partition partition, long offset) {
            if (offset >= end) {
                return Future.succeededFuture(new Read.AtEnd(end));
            }
            int block = (int) (offset / PER_BLOCK);
            return Future.succeededFuture(new Read.Loaded(blocks.get(block * PARTITIONS + partition.index())));
        }

        @Override
        public Wait awaitBeyond(Partition partition, long offset, Runnable wake) {
            return () -> {};
        }

        @Override
        public Future<List<Bounds>> bounds(Topic topic) {
            return Future.succeededFuture(topic.all().stream()
                    .map(each -> new Bounds(each, 0, end, 0))
                    .toList());
        }

        @Override
        public Future<Boolean> showsAll(Partition partition) {
            return Future.succeededFuture(true);
        }

        @Override
        public Future<List<Long>> firstAtOrAfter(Topic topic, long recorded) {
            return Future.succeededFuture(topic.all().stream().map(each -> 0L).toList());
        }
    }

    public static void main(String... arguments) {
        int events = Integer.parseInt(arguments[0]);
        int runs = Integer.parseInt(arguments[1]);
        String protocol = arguments.length > 2 ? arguments[2] : WsSession.PLAYHEAD;
        String query = arguments.length > 3 ? arguments[3] : "";
        MemoryLog topics = new MemoryLog();
        topics.topic("bench", PARTITIONS);
        Endless log = endless(events / PARTITIONS / PER_BLOCK);
        Vertx vertx = Vertx.vertx();
        Delivery delivery = new Delivery(
                Defaults.of(DeliverySettings.class),
                topics,
                log,
                new FilterCodec(Defaults.of(FilterLimits.class), () -> {}),
                new Meters(new SimpleMeterRegistry()),
                Traces.OFF);
        GroupFixture groups = new GroupFixture(vertx, topics, delivery, new Meters(new SimpleMeterRegistry()));
        WsEdge edge = new WsEdge(
                Defaults.of(WsSettings.class),
                vertx,
                new EdgeMemory(new Budget(64 << 20), new Budget(64 << 20)),
                delivery,
                groups.streams,
                groups.targets);
        HttpServer server = StreamFixture.await(vertx.createHttpServer(edge.options(new HttpServerOptions()))
                .requestHandler(request -> edge.upgrade(request, refusal -> System.out.println(refusal)))
                .listen(0, "127.0.0.1"));
        long all = log.end * PARTITIONS;
        for (int run = 0; run < runs; run++) {
            long cpuBefore = cpu();
            long before = System.nanoTime();
            long bytes = StreamFixture.await(drain(vertx, server.actualPort(), protocol, query));
            double seconds = (System.nanoTime() - before) / 1e9;
            System.out.printf(
                    "%,.0f events/s, %,.0f MB/s, %.2f CPU s a million events, client included%n",
                    all / seconds, bytes / seconds / 1e6, (cpu() - cpuBefore) / 1e9 / (all / 1e6));
        }
        StreamFixture.await(vertx.close());
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static Future<Long> drain(Vertx vertx, int port, String protocol, String query) {
        NetClient client = vertx.createNetClient(new NetClientOptions().setReceiveBufferSize(1 << 20));
        Promise<Long> drained = Promise.promise();
        client.connect(port, "127.0.0.1").onSuccess(socket -> {
            long[] bytes = {0};
            socket.handler(chunk -> {
                bytes[0] += chunk.length();
                // The close frame says so; a client that counts does not answer it
                if (chunk.length() > 9 && "completed".equals(chunk.getString(chunk.length() - 9, chunk.length()))) {
                    drained.tryComplete(bytes[0]);
                    socket.close();
                }
            });
            socket.closeHandler(closed -> drained.tryComplete(bytes[0]));
            socket.write("GET /v1/topics/bench/stream?from=earliest&to=now&credit=1000000000" + query
                    + " HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: "
                    + protocol
                    + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
        });
        return drained.future();
    }

    private static Endless endless(int blocks) {
        Endless log = new Endless((long) blocks * PER_BLOCK);
        RecordHeaders none = new RecordHeaders() {
            @Override
            public byte[] last(String name) {
                return name.equals("content-type")
                        ? "application/cloudevents+json".getBytes(StandardCharsets.UTF_8)
                        : null;
            }

            @Override
            public void forEach(BiConsumer<String, byte[]> visitor) {}
        };
        for (int block = 0; block < blocks; block++) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                BlockBuilder builder = new BlockBuilder(new Partition("bench", partition), block * PER_BLOCK, 1 << 20);
                for (int at = 0; at < PER_BLOCK; at++) {
                    byte[] event = event(block * PER_BLOCK + at);
                    builder.add((long) block * PER_BLOCK + at, 1_700_000_000_000L, 0, null, event, none);
                }
                log.blocks.add(builder.build((block + 1L) * PER_BLOCK));
            }
        }
        return log;
    }

    private static byte[] event(int id) {
        String head = "{\"specversion\":\"1.0\",\"id\":\"" + id
                + "\",\"source\":\"/bench\",\"type\":\"order.created\",\"subject\":\"o-" + id % 1000
                + "\",\"datacontenttype\":\"application/json\",\"data\":{\"text\":\"";
        return (head + "x".repeat(256 - 3 - head.length()) + "\"}}").getBytes(StandardCharsets.UTF_8);
    }
}
