package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Delivery;
import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.Member;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Samples;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics that transactional producers write: their markers and aborted records are offsets without a record. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
final class TransactionsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private NodeProcess node;
    private Http http;

    @BeforeAll
    void start() throws Exception {
        node = NodeProcess.started("transactions");
        http = Http.of(node);
    }

    @AfterAll
    void stop() throws Exception {
        vertx.close();
        node.close();
    }

    /** A digit is a transaction of so many records, {@code a} aborts the one before it. */
    @ParameterizedTest
    @ValueSource(strings = {"2", "25a", "13a7a", "1111a", "3a"})
    void shouldHaveNoLagWhenAllRecordsAreConfirmedAndTheEndHasNone(String transactions) throws Exception {
        String topic = "tx-" + transactions;
        http.makeTopic(topic, 1);
        int committed = write(topic, transactions);
        Set<String> confirmed = ConcurrentHashMap.newKeySet();
        try (Member member = new Member(vertx, node, topic, topic, remembering(confirmed))) {
            eventually(PATIENCE, "all are confirmed", () -> confirmed.size() == committed);
            eventually(
                    PATIENCE,
                    "the connected group has no lag",
                    () -> group(topic).getLong("lag") == 0);
        }
        eventually(PATIENCE, "nobody is connected", () -> connections(topic) == 0);
        assertThat(group(topic).getLong("lag")).isZero();

        write(topic, "5a4a");
        assertThat(group(topic).getLong("lag"))
                .as("more aborts, nobody connected")
                .isZero();
        write(topic, "1");
        // Kafka writes the end of a transaction a moment after it has answered
        eventually(PATIENCE, "a record again counts", () -> group(topic).getLong("lag") > 0);
    }

    private int write(String topic, String transactions) {
        int committed = 0;
        Map<String, Object> config =
                Map.of("bootstrap.servers", "127.0.0.1:" + node.port("sandbox.kafka.port"), "transactional.id", topic);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            for (int at = 0; at < transactions.length(); at++) {
                int count = Character.digit(transactions.charAt(at), 10);
                boolean abort = transactions.startsWith("a", at + 1);
                producer.beginTransaction();
                for (int record = 0; record < count; record++) {
                    String id = topic + "-" + System.nanoTime();
                    producer.send(new ProducerRecord<>(topic, id, Samples.event(id, id, "\"n\":1")));
                }
                if (abort) {
                    producer.flush();
                    producer.abortTransaction();
                    at++;
                } else {
                    producer.commitTransaction();
                    committed += count;
                }
            }
        }
        return committed;
    }

    private JsonObject group(String name) throws Exception {
        return new JsonObject(http.get("/v1/groups/" + name).body());
    }

    private int connections(String name) throws Exception {
        return group(name).getInteger("connections");
    }

    private static Member.Service remembering(Set<String> confirmed) {
        return new Member.Service() {
            @Override
            public List<Delivery> take(List<Delivery> deliveries) {
                return List.of();
            }

            @Override
            public void answered(List<Delivery> deliveries) {
                deliveries.forEach(each -> confirmed.add(each.place()));
            }
        };
    }
}
