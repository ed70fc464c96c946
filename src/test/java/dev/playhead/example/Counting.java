package dev.playhead.example;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A service that sums amounts by account, each event once, however often it is delivered and whenever this process dies:
 *
 * <ol>
 *   <li>the effect and the event's (source, id) go into the database in one transaction,
 *   <li>the event is confirmed after that transaction.
 * </ol>
 *
 * An event whose (source, id) is there already has had its effect before this process, or another, died: it is only
 * confirmed. Run as many of these as you like. One thread does everything; frames wait for it in a queue, which credit
 * bounds.
 */
public final class Counting {
    private static final int CREDIT = 100;
    private static final String KEY_IS_THERE = "23505";
    private static final String ACCOUNTS =
            "CREATE TABLE IF NOT EXISTS accounts (name VARCHAR PRIMARY KEY, total BIGINT NOT NULL, events BIGINT NOT NULL)";
    private static final String PROCESSED =
            "CREATE TABLE IF NOT EXISTS processed (source VARCHAR, id VARCHAR, PRIMARY KEY (source, id))";

    private final Connection database;
    private final PreparedStatement first;
    private final PreparedStatement count;
    private final PreparedStatement open;

    private Counting(Connection database) throws SQLException {
        this.database = database;
        this.first = database.prepareStatement("INSERT INTO processed (source, id) VALUES (?, ?)");
        this.count =
                database.prepareStatement("UPDATE accounts SET total = total + ?, events = events + 1 WHERE name = ?");
        this.open = database.prepareStatement("INSERT INTO accounts (name, total, events) VALUES (?, ?, 1)");
    }

    /** {@code Counting ws://localhost:8080/v1/stream orders billing jdbc:h2:./accounts}, until it is killed. */
    public static void main(String[] arguments) throws Exception {
        URI node = URI.create(arguments[0]);
        JsonObject subscription = new JsonObject()
                .put("op", "subscribe")
                .put("topics", new JsonArray().add(arguments[1]))
                .put("group", arguments[2])
                .put("from", "earliest")
                .put("credit", CREDIT);
        while (true) {
            try (Connection database = DriverManager.getConnection(arguments[3])) {
                makeTables(database);
                database.setAutoCommit(false);
                new Counting(database).serve(node, subscription);
            } catch (Exception lost) {
                System.err.println("again, after " + lost);
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private static void makeTables(Connection database) throws SQLException {
        try (var statement = database.createStatement()) {
            statement.execute(ACCOUNTS);
            statement.execute(PROCESSED);
        }
    }

    /** Takes events until the connection ends. */
    private void serve(URI node, JsonObject subscription) throws Exception {
        Frames frames = new Frames();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("playhead.v1")
                .buildAsync(node, frames)
                .get(10, TimeUnit.SECONDS);
        try {
            send(socket, subscription);
            for (JsonObject frame = frames.next(); frame != null; frame = frames.next()) {
                switch (frame.getString("op")) {
                    case "events" -> take(socket, frame.getJsonArray("events"));
                    case "problem" -> throw new IllegalStateException(frame.encode());
                    default -> {}
                }
            }
        } finally {
            socket.abort();
        }
    }

    private void take(WebSocket socket, JsonArray deliveries) throws Exception {
        JsonArray done = new JsonArray();
        for (Object each : deliveries) {
            JsonObject delivery = (JsonObject) each;
            process(delivery.getJsonObject("event"));
            done.add(new JsonObject()
                    .put("topic", delivery.getString("topic"))
                    .put("partition", delivery.getInteger("partition"))
                    .put("offset", delivery.getLong("offset")));
        }
        send(socket, new JsonObject().put("op", "confirm").put("ref", 1).put("positions", done));
        send(socket, new JsonObject().put("op", "request").put("n", done.size()));
    }

    private void process(JsonObject event) throws SQLException {
        if (isFirst(event.getString("source"), event.getString("id"))) {
            effect(event.getString("subject"), event.getJsonObject("data").getLong("amount"));
        }
        database.commit();
    }

    private boolean isFirst(String source, String id) throws SQLException {
        first.setString(1, source);
        first.setString(2, id);
        try {
            return first.executeUpdate() == 1;
        } catch (SQLException failure) {
            if (KEY_IS_THERE.equals(failure.getSQLState())) {
                return false;
            }
            throw failure;
        }
    }

    private void effect(String account, long amount) throws SQLException {
        count.setLong(1, amount);
        count.setString(2, account);
        if (count.executeUpdate() == 0) {
            open.setString(1, account);
            open.setLong(2, amount);
            open.executeUpdate();
        }
    }

    private static void send(WebSocket socket, JsonObject frame) throws Exception {
        socket.sendText(frame.encode(), true).get(10, TimeUnit.SECONDS);
    }

    /** Puts the parts of messages together, and the messages into a queue. */
    private static final class Frames implements WebSocket.Listener {
        private static final String END = "";

        private final BlockingQueue<String> whole = new LinkedBlockingQueue<>();
        private final StringBuilder part = new StringBuilder();

        /** The next frame; null at the end of the connection. */
        JsonObject next() throws InterruptedException {
            String text = whole.take();
            return text.equals(END) ? null : new JsonObject(text);
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                whole.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            whole.add(END);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            whole.add(END);
        }
    }
}
