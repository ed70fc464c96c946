package dev.playhead.e2e;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Http;
import dev.playhead.e2e.harness.NodeProcess;
import dev.playhead.e2e.harness.Samples;
import dev.playhead.example.Counting;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The service of the example, two of it on one database, killed at random: every sum is right in spite of it. */
@Tag("slow")
final class CountingIT {
    private static final int EVENTS = 30_000;
    private static final int ACCOUNTS = 300;
    private static final int KILLS = 16;

    private final long seed = Long.getLong("seed", System.nanoTime());

    private Server server;
    private String database = "";
    private NodeProcess node;

    @BeforeEach
    void start() throws Exception {
        server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        database = "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:accounts;DB_CLOSE_DELAY=-1";
        node = NodeProcess.started("counting");
        Http.of(node).makeTopic("orders", 8);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        server.stop();
    }

    @Test
    void shouldCountEachEventOnceWhenItsServicesAreKilledAtRandom() throws Exception {
        Random random = new Random(seed);
        List<Process> services = new ArrayList<>(List.of(service(), service()));
        try {
            Http.of(node).post("orders", "", Samples.lines(events()));
            for (int kill = 0; kill < KILLS; kill++) {
                long mark = Math.min(EVENTS, counted() + random.nextInt(EVENTS / KILLS));
                eventually("more is counted; seed " + seed, () -> counted() >= mark);
                int victim = random.nextInt(services.size());
                services.get(victim).destroyForcibly().waitFor();
                services.set(victim, service());
            }
            eventually("all is counted; seed " + seed, () -> counted() >= EVENTS);
        } finally {
            for (Process service : services) {
                service.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
        }

        assertThat(totals()).as("seed %d", seed).isEqualTo(expected());
    }

    private Process service() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Counting.class.getName(),
                        "ws://localhost:" + node.http() + "/v1/stream",
                        "orders",
                        "billing",
                        database)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of("target", "e2e", "counting-service.log").toFile()))
                .start();
    }

    private static List<String> events() {
        List<String> events = new ArrayList<>();
        for (int number = 0; number < EVENTS; number++) {
            events.add(Samples.event("n" + number, account(number), "\"amount\":" + number));
        }
        return events;
    }

    private static String account(int number) {
        return "account-" + number % ACCOUNTS;
    }

    private static Map<String, Long> expected() {
        Map<String, Long> totals = new TreeMap<>();
        for (int number = 0; number < EVENTS; number++) {
            totals.merge(account(number), (long) number, Long::sum);
        }
        return totals;
    }

    private long counted() {
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM processed")) {
            count.next();
            return count.getLong(1);
        } catch (SQLException noTableYet) {
            return 0;
        }
    }

    private Map<String, Long> totals() throws SQLException {
        Map<String, Long> totals = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name, total FROM accounts")) {
            while (rows.next()) {
                totals.put(rows.getString(1), rows.getLong(2));
            }
        }
        return totals;
    }
}
