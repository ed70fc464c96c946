package dev.playhead.ws;

import dev.playhead.config.Settings;
import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.DeliverySettings;
import dev.playhead.edge.Budget;
import dev.playhead.edge.EdgeMemory;
import dev.playhead.filter.FilterCodec;
import dev.playhead.filter.FilterLimits;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.GroupSpecs;
import dev.playhead.group.member.GroupConnections;
import dev.playhead.group.parking.DeadLetterStore;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.GroupMeters;
import dev.playhead.group.partition.GroupStores;
import dev.playhead.group.registry.GroupJournal;
import dev.playhead.group.registry.Groups;
import dev.playhead.group.registry.JournaledCursors;
import dev.playhead.kafka.KafkaStore;
import dev.playhead.metrics.Meters;
import dev.playhead.redis.RedisAttempts;
import dev.playhead.redis.RedisLeases;
import dev.playhead.redis.RedisLink;
import dev.playhead.redis.RedisRedrives;
import dev.playhead.redis.confirmations.RedisConfirmations;
import dev.playhead.replay.job.ReplayJobs;
import dev.playhead.replay.target.TargetStreams;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.MemoryReplayJobs;
import dev.playhead.testing.RealStores;
import dev.playhead.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** What of a node serves groups, over real stores, on a Vert.x of its own. */
final class GroupNode implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final KafkaStore kafka;
    final GroupConnections streams;
    final TargetStreams targets;
    final Groups groups;
    final GroupSpecs specs;
    private final RedisLink redis;
    private final WsEdge edge;
    private final HttpServer server;

    GroupNode(RealStores stores, String name) {
        this(stores, name, new MemoryReplayJobs());
    }

    GroupNode(RealStores stores, String name, ReplayJobs jobs) {
        Settings settings = Settings.load(List.of(), Map.of());
        Meters meters = new Meters(new SimpleMeterRegistry());
        kafka = new KafkaStore(
                vertx,
                settings.kafka(),
                settings.topics(),
                settings.reader(),
                stores.bootstrapServers(),
                Duration.ofSeconds(20),
                meters,
                (up, reason) -> {});
        redis = new RedisLink(vertx, stores.redisUrl(), settings.redis());
        redis.open();
        FilterCodec filters = new FilterCodec(Defaults.of(FilterLimits.class), () -> {});
        Delivery delivery = new Delivery(
                Defaults.of(DeliverySettings.class), kafka.topics(), kafka.reader(), filters, meters, Traces.OFF);
        specs = new GroupSpecs(GroupFixture.settings(), filters);
        GroupJournal journal = new GroupJournal(kafka.journal("playhead.groups"), specs);
        groups = new Groups(journal, 100, InstantSource.system());
        GroupStores kept = new GroupStores(
                new RedisLeases(redis, GroupFixture.LEASE),
                new RedisConfirmations(redis, Defaults.of(ConfirmationSettings.class), meters),
                new RedisAttempts(redis),
                new RedisRedrives(redis),
                new JournaledCursors(journal, place -> {}),
                new DeadLetterStore(kafka.journal(DeadLetterStore.JOURNAL), 1000, 1 << 20, meters),
                kafka.topics(),
                kafka.reader());
        streams = new GroupConnections(
                name,
                specs,
                groups,
                new ConnectionContext.OfNode(
                        GroupFixture.settings(),
                        kept,
                        delivery,
                        new GroupMeters(meters),
                        System::currentTimeMillis,
                        System::nanoTime));
        targets = GroupFixture.targets(jobs, groups, specs, kept, streams, meters, journal, vertx);
        edge = new WsEdge(
                Defaults.of(WsSettings.class),
                vertx,
                new EdgeMemory(new Budget(64 << 20), new Budget(64 << 20)),
                delivery,
                streams,
                targets);
        server = StreamFixture.await(vertx.createHttpServer(edge.options(new HttpServerOptions()))
                .requestHandler(request -> edge.upgrade(request, refusal -> request.response()
                        .setStatusCode(refusal.problem().status())
                        .end(refusal.detail())))
                .listen(0, "127.0.0.1"));
    }

    int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        StreamFixture.await(edge.drain());
        kafka.close();
        StreamFixture.await(redis.close());
        StreamFixture.await(vertx.close());
    }
}
