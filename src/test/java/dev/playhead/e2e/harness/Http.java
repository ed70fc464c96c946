package dev.playhead.e2e.harness;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A node's calls over HTTP, blocking. Any thread. */
public record Http(String base, String management, String... headers) {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    public static Http of(NodeProcess node) {
        return new Http("http://localhost:" + node.http(), "http://localhost:" + node.port("management.port"));
    }

    /** The same with headers on every call: name, value, name, value. */
    public Http withHeaders(String... more) {
        return new Http(base, management, more);
    }

    public boolean ready() throws IOException, InterruptedException {
        HttpRequest ask = HttpRequest.newBuilder(URI.create(management + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        return CLIENT.send(ask, BodyHandlers.discarding()).statusCode() == 200;
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return CLIENT.send(request(path).GET().build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> call(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        return call(method, path, type, BodyPublishers.ofString(body));
    }

    public HttpResponse<String> call(String method, String path, String type, BodyPublisher body)
            throws IOException, InterruptedException {
        return CLIENT.send(
                request(path).header("content-type", type).method(method, body).build(), BodyHandlers.ofString());
    }

    /** Makes the topic, whatever it takes. */
    public void makeTopic(String topic, int partitions) throws IOException, InterruptedException {
        HttpResponse<String> made =
                call("PUT", "/v1/topics/" + topic, "application/json", "{\"partitions\":" + partitions + "}");
        if (made.statusCode() / 100 != 2) {
            throw new IOException(made.statusCode() + " " + made.body());
        }
    }

    /** How many records the topic has, as its description tells. */
    public long count(String topic) throws IOException, InterruptedException {
        return new JsonObject(get("/v1/topics/" + topic).body()).getLong("events");
    }

    /** Posts NDJSON as a stream and reads the answer, line by line: the last is the summary. */
    public List<JsonObject> post(String topic, String query, InputStream lines)
            throws IOException, InterruptedException {
        HttpRequest post = request("/v1/topics/" + topic + "/events" + query)
                .header("content-type", "application/x-ndjson")
                .POST(BodyPublishers.ofInputStream(() -> lines))
                .build();
        HttpResponse<Stream<String>> answer = CLIENT.send(post, BodyHandlers.ofLines());
        List<JsonObject> told = new ArrayList<>();
        try (Stream<String> body = answer.body()) {
            body.forEach(line -> told.add(new JsonObject(line)));
        }
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + " " + told);
        }
        return told;
    }

    public Meters meters() throws IOException, InterruptedException {
        HttpRequest scrape = HttpRequest.newBuilder(URI.create(management + "/metrics"))
                .timeout(Duration.ofSeconds(10))
                .build();
        return new Meters(CLIENT.send(scrape, BodyHandlers.ofString()).body());
    }

    public HttpResponse<String> health(String path) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(URI.create(management + path)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofMinutes(3));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }
}
