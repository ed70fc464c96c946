package dev.playhead.sandbox;

import static dev.playhead.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.playhead.metrics.Meters;
import dev.playhead.testing.KafkaTopicMaker;
import dev.playhead.testing.RealStores;
import dev.playhead.testing.TestPorts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class SandboxIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    private final BlockingQueue<Child.State> states = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private List<Integer> ports = List.of();

    @BeforeEach
    void choosePorts() {
        ports = TestPorts.free(3);
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    @Test
    void shouldKeepWhatWasAnsweredWhenRedisIsKilled() throws Exception {
        start(Child.REDIS).awaitReady(PATIENCE);
        assertThat(redis("SET kept yes")).isEqualTo("+OK");

        kill(pid(Child.REDIS));

        awaitRestart();
        assertThat(states).anySatisfy(state -> assertThat(state.reason()).contains("killed by signal 9"));
        assertThat(redis("STRLEN kept")).isEqualTo(":3");
    }

    @Test
    void shouldKeepWhatWasAcknowledgedWhenKafkaIsKilled() throws Exception {
        Sandbox sandbox = start(Child.KAFKA);
        sandbox.awaitReady(PATIENCE);
        createTopic(sandbox.kafkaBootstrapServers());
        send(sandbox.kafkaBootstrapServers(), "before");

        kill(pid(Child.KAFKA));

        awaitRestart();
        send(sandbox.kafkaBootstrapServers(), "after");
        assertThat(read(sandbox.kafkaBootstrapServers(), 2)).containsExactly("before", "after");
    }

    @Test
    void shouldFormatAgainWhenAFormatWasCutOff() throws Exception {
        Path kafka = Files.createDirectories(directory.resolve("kafka"));
        Files.createDirectories(kafka.resolve("log.unfinished").resolve("half"));
        Files.createFile(kafka.resolve("log.unfinished").resolve("bootstrap.checkpoint"));
        Files.createDirectories(kafka.resolve("log"));
        Files.createFile(kafka.resolve("log").resolve("bootstrap.checkpoint"));

        start(Child.KAFKA).awaitReady(PATIENCE);

        assertThat(kafka.resolve("log").resolve("bootstrap.checkpoint")).isNotEmptyFile();
        assertThat(kafka.resolve("log.unfinished")).doesNotExist();
    }

    @Test
    void shouldTellTheCauseWhenKafkaCanNeverStart() throws Exception {
        Sandbox first = start(Child.KAFKA);
        first.awaitReady(PATIENCE);
        first.close();
        Path log = directory.resolve("kafka").resolve("log");
        Files.writeString(log.resolve("bootstrap.checkpoint"), "");
        assertThat(reasonOf(start(Child.KAFKA))).contains("exited with code").contains("bootstrap");

        Files.writeString(log.resolve("meta.properties"), "version=1\ncluster.id=another\nnode.id=7\n");
        assertThat(reasonOf(start(Child.KAFKA))).contains("exited with code").contains("node");

        Files.delete(log.resolve("meta.properties"));
        assertThat(reasonOf(start(Child.KAFKA))).contains("holds data but no meta.properties");
    }

    /** Why the child went down first; then it is closed. */
    private String reasonOf(Sandbox sandbox) throws Exception {
        try {
            Child.State state = states.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            while (state != null && !state.reason().contains("starts it again in")) {
                state = states.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            assertThat(state).as("the state of Kafka that went down").isNotNull();
            return state.reason();
        } finally {
            sandbox.close();
            states.clear();
        }
    }

    @Test
    void shouldKeepItsDataWhenItIsStoppedAndStarted() throws Exception {
        Sandbox first = start(Child.REDIS);
        first.awaitReady(PATIENCE);
        redis("SET kept yes");
        first.close();
        assertThat(Ports.isFree(ports.get(2))).isTrue();

        start(Child.REDIS).awaitReady(PATIENCE);

        assertThat(redis("STRLEN kept")).isEqualTo(":3");
    }

    @Test
    void shouldRefuseWhenTheDataDirectoryIsInUse() throws Exception {
        start(Child.REDIS).awaitReady(PATIENCE);

        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() -> start(Child.REDIS))
                .withMessageContaining(directory.toString())
                .withMessageContaining("process " + ProcessHandle.current().pid())
                .withMessageContaining("data.dir");
    }

    @Test
    void shouldRefuseAndLetGoOfTheDirectoryWhenAPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(ports.get(2), 1, InetAddress.getLoopbackAddress())) {
            assertThatExceptionOfType(StartRefusedException.class)
                    .isThrownBy(() -> start(Child.REDIS))
                    .withMessageContaining(String.valueOf(taken.getLocalPort()))
                    .withMessageContaining("sandbox.redis.port");
        }
        start(Child.REDIS).awaitReady(PATIENCE);
    }

    @Test
    void shouldLeaveNoChildrenWhenItsProcessIsKilled() throws Exception {
        Process holder = holder(List.of(), Child.KAFKA, Child.REDIS);
        awaitLine(holder, "ready");
        List<ProcessHandle> family = holder.descendants().toList();
        assertThat(family).extracting(ProcessHandle::pid).contains(pid(Child.KAFKA), pid(Child.REDIS));

        holder.destroyForcibly();

        for (ProcessHandle member : family) {
            member.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldEndWhatWasLeftWhenEvenTheGuardWasKilled() throws Exception {
        Process holder = holder(List.of(), Child.REDIS);
        awaitLine(holder, "ready");
        ProcessHandle left = ProcessHandle.of(pid(Child.REDIS)).orElseThrow();
        holder.descendants().filter(process -> !process.equals(left)).forEach(ProcessHandle::destroyForcibly);
        holder.destroyForcibly().waitFor();
        assertThat(left.isAlive()).isTrue();

        start(Child.REDIS).awaitReady(PATIENCE);

        assertThat(left.isAlive()).isFalse();
        assertThat(pid(Child.REDIS)).isNotEqualTo(left.pid());
    }

    @Test
    void shouldServeUntilClosedWhenTheTerminalInterruptsAll() throws Exception {
        // A shell lets what it starts in the background ignore the signal, and that is inherited
        Process holder = holder(List.of("setsid", "env", "--default-signal=INT"), Child.REDIS);
        BufferedReader output = awaitLine(holder, "ready");

        new ProcessBuilder("kill", "-INT", "--", "-" + holder.pid()).start().waitFor();

        assertThat(output.lines()).containsSubsequence("serving true", "closed");
        assertThat(Ports.isFree(ports.get(2))).isTrue();
    }

    static SandboxSettings settings(Path directory, int kafkaPort, int controllerPort, int redisPort) {
        return new SandboxSettings(
                directory,
                kafkaPort,
                Optional.of(controllerPort),
                256L << 20,
                false,
                redisPort,
                64L << 20,
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                Duration.ofMillis(100),
                Duration.ofSeconds(2));
    }

    private Sandbox start(Child... children) throws InterruptedException {
        Sandbox sandbox = Sandbox.start(
                settings(directory, ports.get(0), ports.get(1), ports.get(2)),
                Set.of(children),
                new Meters(new SimpleMeterRegistry()),
                states::add);
        opened.add(sandbox);
        return sandbox;
    }

    private Process holder(List<String> prefix, Child... children) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SandboxedMain.class.getName()));
        command.add(directory.toString());
        ports.forEach(port -> command.add(port.toString()));
        Stream.of(children).forEach(child -> command.add(child.name()));
        Process holder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        opened.add(holder::destroyForcibly);
        return holder;
    }

    private static BufferedReader awaitLine(Process process, String expected) throws IOException {
        BufferedReader output = process.inputReader(UTF_8);
        String line = output.readLine();
        while (line != null && !line.equals(expected)) {
            line = output.readLine();
        }
        assertThat(line).isEqualTo(expected);
        return output;
    }

    private long pid(Child child) throws IOException {
        return RealStores.pid(directory, child);
    }

    private void kill(long pid) throws Exception {
        states.clear();
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Down and then up: that it came up before it was killed may be told only now. */
    private void awaitRestart() throws InterruptedException {
        List<Child.State> seen = new ArrayList<>();
        Child.State state;
        boolean down = false;
        do {
            state = states.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(state).as("the next state").isNotNull();
            down |= !state.up();
            seen.add(state);
        } while (!down || !state.up());
        states.addAll(seen);
    }

    private String redis(String command) {
        byte[] answer = Ports.ask(ports.get(2), (command + "\r\nQUIT\r\n").getBytes(UTF_8), 3)
                .orElseThrow();
        return new String(answer, UTF_8).strip();
    }

    private static void createTopic(String bootstrapServers) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            KafkaTopicMaker.make(admin, new NewTopic("kept", 1, (short) 1));
        }
    }

    private static void send(String bootstrapServers, String value) throws Exception {
        Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
        try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("kept", value)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static List<String> read(String bootstrapServers, int count) {
        Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers);
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("kept", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<String> values = new ArrayList<>();
            eventually(PATIENCE, count + " records", () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(found -> values.add(found.value()));
                return values.size() >= count;
            });
            return values;
        }
    }
}
