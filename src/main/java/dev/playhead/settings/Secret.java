package dev.playhead.settings;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a text that no message, log or page may show, or the file that has it. Any thread; a secret in a file blocks while
 * it is read.
 */
public final class Secret {
    private static final Logger LOG = LoggerFactory.getLogger(Secret.class);
    private static final long LARGEST_FILE = 1024 * 1024;

    private final Optional<Path> file;
    private volatile String text;

    private Secret(Optional<Path> file, String text) {
        this.file = file;
        this.text = text;
    }

    public static Secret of(String text) {
        return new Secret(Optional.empty(), text);
    }

    /** @throws IOException with the file and the fault, if the file has no text now */
    public static Secret in(Path file) throws IOException {
        return new Secret(Optional.of(file), content(file));
    }

    /** Returns the text. It reads the file anew; while the file is wrong or missing, the text read before stays valid. */
    public String read() {
        if (file.isPresent()) {
            try {
                text = content(file.get());
            } catch (IOException failure) {
                LOG.atWarn()
                        .addKeyValue("file", file.get().toString())
                        .addKeyValue("reason", String.valueOf(failure.getMessage()))
                        .log("the node failed to read the secret again; the previous one stays valid");
            }
        }
        return text;
    }

    /** Returns the content without the line end that editors and {@code echo} add. */
    private static String content(Path file) throws IOException {
        try {
            if (Files.isDirectory(file)) {
                throw new IOException(file + " is a directory");
            }
            if (Files.size(file) > LARGEST_FILE) {
                throw new IOException(file + " is larger than " + LARGEST_FILE + " bytes");
            }
            String content = Files.readString(file, StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
            if (content.isBlank()) {
                throw new IOException(file + " is empty");
            }
            return content;
        } catch (NoSuchFileException missing) {
            throw new IOException(file + " does not exist", missing);
        } catch (AccessDeniedException denied) {
            throw new IOException("this user may not read " + file, denied);
        } catch (CharacterCodingException binary) {
            throw new IOException(file + " is not text in UTF-8", binary);
        }
    }

    @Override
    public String toString() {
        return "(hidden)";
    }
}
