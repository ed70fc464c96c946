package dev.playhead.kafka.read;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * Makes the consumers that read the log: without a group, of committed records, and without a reset policy, because a
 * missing offset must be reported. Any thread.
 */
final class ReaderConsumers {
    /**
     * The size of the receive buffer, above the size of one answer. Kafka's 64 KiB hardly hold one segment of a local
     * connection: with more data the window closed, and the broker tried again only after 200 ms.
     */
    private static final int RECEIVE_BYTES = 1024 * 1024;

    /**
     * The wait of a fetch at the end of the log. A consumer fetches ahead, and this wait delays its next read
     * elsewhere.
     */
    private static final int WAIT_MILLIS = 10;

    /** The fetches of the tail: new records come from many partitions at once, and no reader waits behind them. */
    private static final int TAIL_FETCHES = 4;

    private static final int TAIL_PARTITIONS = 8;

    private final Map<String, Object> client;
    private final ReaderSettings settings;
    private final AtomicInteger made = new AtomicInteger();

    ReaderConsumers(Map<String, Object> client, ReaderSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /** Reads one partition in big bites. */
    Consumer<ByteBuffer, ByteBuffer> forLoads() {
        Map<String, Object> config = common("playhead-read-");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, WAIT_MILLIS);
        return consumer(config);
    }

    /**
     * Makes the consumer of the newest records of many partitions. It reads from leaders, because replicas have them
     * later.
     */
    Consumer<ByteBuffer, ByteBuffer> forTails() {
        Map<String, Object> config = common("playhead-tail-");
        config.remove(ConsumerConfig.CLIENT_RACK_CONFIG);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 4000);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, times(TAIL_FETCHES));
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, times(TAIL_PARTITIONS * TAIL_FETCHES));
        return consumer(config);
    }

    private int times(int fetches) {
        return (int) Math.min(Integer.MAX_VALUE, (long) fetches * settings.fetchBytes());
    }

    private Map<String, Object> common(String name) {
        Map<String, Object> config = new HashMap<>(client);
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, name + made.incrementAndGet());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        config.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, RECEIVE_BYTES);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, settings.fetchBytes());
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int)
                settings.timeout().toMillis());
        return config;
    }

    private static Consumer<ByteBuffer, ByteBuffer> consumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteBufferDeserializer(), new ByteBufferDeserializer());
    }
}
