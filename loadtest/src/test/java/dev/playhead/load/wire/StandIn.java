package dev.playhead.load.wire;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A node of a hundred lines: it keeps lines in memory and answers as the contract says, without any log. */
final class StandIn implements AutoCloseable {
    private static final int FRAME = 50;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<ServerWebSocket> live = new CopyOnWriteArrayList<>();
    private final StandInGroup group = new StandInGroup(events);
    private final int http;
    private final int tcp;

    StandIn() throws Exception {
        http = vertx.createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("playhead.v1"))
                .requestHandler(this::post)
                .webSocketHandler(this::stream)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
        tcp = vertx.createNetServer()
                .connectHandler(this::line)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    InetSocketAddress http() {
        return new InetSocketAddress("127.0.0.1", http);
    }

    InetSocketAddress tcp() {
        return new InetSocketAddress("127.0.0.1", tcp);
    }

    StandInGroup group() {
        return group;
    }

    List<String> events() {
        return events;
    }

    private void line(NetSocket socket) {
        long[] answered = {-1};
        socket.handler(RecordParser.newDelimited("\n", line -> {
            if (answered[0]++ < 0) {
                socket.write("{\"op\":\"hello\",\"version\":1,\"topic\":\"t\"}\n");
                return;
            }
            socket.write("{\"from\":" + (answered[0] - 1) + ",\"receipts\":[{\"partition\":0,\"offset\":"
                    + events.size() + "}]}\n");
            keep(line.toString());
        }));
    }

    private void keep(String event) {
        events.add(event);
        live.forEach(socket -> socket.writeTextMessage(frame(events, events.size() - 1, events.size())));
        group.deliver();
    }

    private void post(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            String type = request.getHeader("content-type");
            String text = body.toString();
            if (type.equals(Request.LINES)) {
                String[] lines = text.split("\n");
                events.addAll(List.of(lines));
                request.response().setChunked(true).write("{\"stored\":" + lines.length + ",");
                request.response().end("\"duplicate\":0,\"refused\":0,\"token\":\"x\"}\n");
            } else {
                events.add(text);
                request.response().end(Buffer.buffer("{\"receipts\":[]}"));
            }
        });
    }

    private void stream(ServerWebSocket socket) {
        if (socket.path().equals("/v1/stream")) {
            group.join(socket);
            return;
        }
        boolean isLive = !socket.query().contains("to=now");
        socket.writeTextMessage("{\"op\":\"subscribed\",\"token\":\"x\"}");
        if (isLive) {
            live.add(socket);
            return;
        }
        long[] credit = {Long.parseLong(socket.query().replaceAll(".*credit=", ""))};
        int[] next = {0};
        socket.textMessageHandler(text -> {
            credit[0] += Long.parseLong(text.replaceAll("\\D", ""));
            replay(socket, credit, next);
        });
        replay(socket, credit, next);
    }

    private void replay(ServerWebSocket socket, long[] credit, int[] next) {
        while (next[0] < events.size() && credit[0] > 0) {
            int end = (int) Math.min(Math.min(events.size(), next[0] + FRAME), next[0] + credit[0]);
            credit[0] -= end - next[0];
            socket.writeTextMessage(frame(events, next[0], end));
            next[0] = end;
        }
        if (next[0] == events.size()) {
            socket.writeTextMessage("{\"op\":\"completed\",\"delivered\":" + next[0] + "}");
            socket.close();
        }
    }

    static String frame(List<String> events, int from, int to) {
        StringBuilder frame = new StringBuilder("{\"op\":\"events\",\"token\":\"x\",\"events\":[");
        for (int i = from; i < to; i++) {
            frame.append(i == from ? "" : ",").append("{\"topic\":\"t\",\"partition\":0,\"offset\":");
            frame.append(i)
                    .append(",\"recorded\":\"…\",\"event\":")
                    .append(events.get(i))
                    .append('}');
        }
        return frame.append("]}").toString();
    }

    @Override
    public void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
