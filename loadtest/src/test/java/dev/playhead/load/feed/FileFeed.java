package dev.playhead.load.feed;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Owns the events of a file, such as {@code git-events} writes it, and gives them again and again; any thread. Ids are left
 * out, since every event that is sent gets one of its own.
 */
public final class FileFeed implements Feed {
    /** So many lines are read at most. */
    static final int MAX_LINES = 100_000;

    private final List<Draft> drafts;
    private int next;

    private FileFeed(List<Draft> drafts) {
        this.drafts = drafts;
    }

    public static FileFeed of(Path file) throws IOException {
        List<Draft> drafts = new ArrayList<>();
        try (InputStream raw = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.isBlank()).limit(MAX_LINES).forEach(line -> drafts.add(draft(line)));
        }
        if (drafts.isEmpty()) {
            throw new IOException(file + " has no events");
        }
        return new FileFeed(drafts);
    }

    private static Draft draft(String line) {
        JsonObject event = new JsonObject(line);
        String source = unquoted(event.remove("source"));
        String type = unquoted(event.remove("type"));
        Object subject = event.remove("subject");
        event.remove("specversion");
        event.remove("id");
        event.put("datacontenttype", event.getString("datacontenttype", "application/json"));
        String rest = event.encode();
        return new Draft(
                source, type, subject == null ? source : unquoted(subject), rest.substring(1, rest.length() - 1));
    }

    /** As it stands between the quotation marks of JSON. */
    private static String unquoted(Object text) {
        String quoted = io.vertx.core.json.Json.encode(String.valueOf(text));
        return quoted.substring(1, quoted.length() - 1);
    }

    @Override
    public synchronized Draft next() {
        Draft draft = drafts.get(next);
        next = (next + 1) % drafts.size();
        return draft;
    }
}
