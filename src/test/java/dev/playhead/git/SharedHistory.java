package dev.playhead.git;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The published histories beside the project, where they are present: 73,001 events of two repositories, and what their
 * trees must be on the way.
 */
public record SharedHistory(Path directory) {
    public static final int EVENTS = 73_001;

    /** Skips the test where the data is not there. */
    public static SharedHistory orSkip() {
        Path directory = Path.of("..", "shared", "data");
        String named = System.getenv("PLAYHEAD_TEST_DATA");
        if (named != null) {
            directory = Path.of(named);
        }
        assumeTrue(Files.exists(directory.resolve("git-events.ndjson.gz")), "the shared data is not here");
        return new SharedHistory(directory);
    }

    public InputStream open() throws IOException {
        return new GZIPInputStream(Files.newInputStream(directory.resolve("git-events.ndjson.gz")), 1 << 16);
    }

    public BufferedReader lines() throws IOException {
        return new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8), 1 << 16);
    }

    public List<Checkpoint> checkpoints() throws IOException {
        List<Checkpoint> checkpoints = new ArrayList<>();
        try (JsonParser json = new JsonFactory()
                .createParser(directory.resolve("git-checkpoints.json").toFile())) {
            Map<String, String> fields = new HashMap<>();
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isScalarValue()) {
                    fields.put(json.currentName(), json.getText());
                } else if (token == JsonToken.END_OBJECT) {
                    checkpoints.add(new Checkpoint(
                            fields.get("source"),
                            Long.parseLong(fields.get("events")),
                            Integer.parseInt(fields.get("files")),
                            fields.get("sha256"),
                            fields.containsKey("head")));
                    fields.clear();
                }
            }
        }
        return checkpoints;
    }

    /** What the tree of a source must be after so many of its events. */
    public record Checkpoint(String source, long events, int files, String sha256, boolean head) {}
}
