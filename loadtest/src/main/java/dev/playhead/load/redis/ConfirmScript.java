package dev.playhead.load.redis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The script by which a node puts down confirmations, as it stands in the node's jar, and the commands around it; any
 * thread.
 */
final class ConfirmScript {
    static final String PARTITION = "load/0";
    static final String LEASE = "1 load-1";

    private static final String NAME = "dev/playhead/redis/confirmations.lua";

    private final String text;
    private final String group;

    private ConfirmScript(String text, String group) {
        this.text = text;
        this.group = group;
    }

    /** Its keys are those of a group of this name, which no node serves. */
    static ConfirmScript of(Path jar, String group) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(NAME);
            if (entry == null) {
                throw new IOException("no " + NAME + " in " + zip.getName());
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return new ConfirmScript(new String(in.readAllBytes(), StandardCharsets.UTF_8), group);
            }
        }
    }

    private String leases() {
        return "ph:g:{" + group + "}:l";
    }

    /** Makes the script known; the answer is its sum. */
    byte[] load() {
        return command(ascii("SCRIPT"), ascii("LOAD"), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Puts down the lease that the calls are made under. */
    byte[] lease() {
        return command(ascii("HSET"), ascii(leases()), ascii(PARTITION), ascii(LEASE));
    }

    byte[] release() {
        return command(ascii("DEL"), ascii(leases()));
    }

    /** One of the logs of the group; each has one writer. */
    ConfirmLog log(String sum, int number) {
        return new ConfirmLog(sum, "ph:g:{" + group + "}:p:load-" + number + "/0", leases());
    }

    static byte[] command(byte[]... words) {
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        command.writeBytes(ascii("*" + words.length + "\r\n"));
        for (byte[] word : words) {
            command.writeBytes(ascii("$" + word.length + "\r\n"));
            command.writeBytes(word);
            command.writeBytes(ascii("\r\n"));
        }
        return command.toByteArray();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
