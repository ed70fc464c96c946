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
 * Makes the consumers that read the log: without a group, of what is committed, without a place to fall back to, because
 * an offset that is not there must be told and not passed over. Any thread.
 */
final class ReaderConsumers {
    /**
     * More than comes at once. Into Kafka's 64 KiB one segment of a local connection hardly fits: where more came, the broker
     * was told that there is no room, and asked again after 200 ms only.
     */
    private static final int RECEIVE_BYTES = 1024 * 1024;

    /** A consumer asks for what comes next before it is wanted; at the end of the log that is how long it is held up there. */
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

    /** Reads the newest of many partitions as soon as it is there: from their leaders, because copies have it later. */
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
