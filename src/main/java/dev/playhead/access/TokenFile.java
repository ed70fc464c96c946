package dev.playhead.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the tokens of a file with lines {@code name:sha256}, the SHA-256 of a token in hexadecimal; a line that begins
 * with # is a comment. Any thread asks it; one thread reads the file again.
 */
public final class TokenFile {
    private static final Logger log = LoggerFactory.getLogger(TokenFile.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern LINE = Pattern.compile("(" + NAME + "):([0-9a-fA-F]{64})");
    private static final long LARGEST_FILE = 1024 * 1024;
    private static final int TOKEN_BYTES = 32;

    private final Path file;
    private volatile List<Entry> entries = List.of();

    // The thread that reads the file.
    private @Nullable FileTime readVersion;
    private long readSize = -1;

    private record Entry(String name, byte[] hash) {}

    TokenFile(Path file) throws IOException {
        this.file = file;
        this.entries = read();
    }

    /** Makes a new token and its line for the file, as text for the terminal; the token itself is not stored. */
    public static String mint(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "A token's name has 1 to 64 letters, digits, dots, dashes and underscores, but is " + name);
        }
        byte[] secret = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(secret);
        String token = "ph_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return """
                Token, shown only now; send it as "Authorization: Bearer TOKEN":
                %s
                Line for the file of auth.tokens:
                %s:%s
                """.formatted(token, name, HexFormat.of().formatHex(sha256(token)));
    }

    /**
     * Returns the owner of a token; null for an unknown token. It compares every entry in full, so that the time
     * reveals nothing.
     */
    @Nullable
    String owner(String token) {
        byte[] hash = sha256(token);
        String owner = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.hash(), hash)) {
                owner = entry.name();
            }
        }
        return owner;
    }

    /** Reads the file again if it has changed; while it is wrong or missing, the tokens read before stay valid. */
    void refresh() {
        try {
            if (!Files.getLastModifiedTime(file).equals(readVersion) || Files.size(file) != readSize) {
                entries = read();
                log.atInfo()
                        .addKeyValue("file", file.toString())
                        .addKeyValue("tokens", entries.size())
                        .log("the node reloaded the tokens");
            }
        } catch (IOException failure) {
            log.atWarn()
                    .addKeyValue("file", file.toString())
                    .addKeyValue("reason", failure.toString())
                    .log("the node failed to reload the tokens; the previous tokens stay valid");
        }
    }

    private List<Entry> read() throws IOException {
        readVersion = Files.getLastModifiedTime(file);
        readSize = Files.size(file);
        if (readSize > LARGEST_FILE) {
            throw new IOException(file + " is larger than " + LARGEST_FILE + " bytes");
        }
        List<Entry> read = new ArrayList<>();
        int number = 0;
        for (String text : Files.readAllLines(file)) {
            number++;
            String line = text.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new IOException(file + ", line " + number + " is not name:sha256 with 64 hexadecimal digits");
            }
            read.add(new Entry(parts.group(1), HexFormat.of().parseHex(parts.group(2))));
        }
        return List.copyOf(read);
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
