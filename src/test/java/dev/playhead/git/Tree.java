package dev.playhead.git;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** A tree path -> mode and blob, folded from the events of one source. One thread. */
public final class Tree {
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, String> blobs = new HashMap<>();
    private final Map<String, String> modes = new HashMap<>();
    private long events;

    /** Applies an event of {@code git-events}, as JSON. */
    public void apply(String event) {
        Map<String, String> fields = fields(event);
        String path = fields.get("subject");
        if (fields.get("type").equals("file.deleted")) {
            blobs.remove(path);
            modes.remove(path);
        } else {
            blobs.put(path, fields.get("blob"));
            modes.put(path, fields.get("mode"));
        }
        events++;
    }

    public long events() {
        return events;
    }

    public int files() {
        return blobs.size();
    }

    public String mode(String path) {
        return modes.get(path);
    }

    /** Path and blob of every file, by path. */
    public Map<String, String> blobs() {
        return new TreeMap<>(blobs);
    }

    /** SHA-256 over the lines {@code PATH BLOB\n}, sorted bytewise by path. */
    public String sha256() {
        byte[][] paths = blobs.keySet().stream()
                .map(path -> path.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        Arrays.sort(paths, Arrays::compareUnsigned);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] path : paths) {
                digest.update(path);
                String blob = blobs.get(new String(path, StandardCharsets.UTF_8));
                digest.update((" " + blob + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The string fields of an event, those of its data among them (no name is in both). */
    public static Map<String, String> fields(String event) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = JSON.createParser(event)) {
            String name = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    name = parser.currentName();
                } else if (token == JsonToken.VALUE_STRING) {
                    fields.put(name, parser.getText());
                }
            }
            return fields;
        } catch (IOException notJson) {
            throw new UncheckedIOException(event, notJson);
        }
    }
}
