package dev.playhead.load.redis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The script by which a node puts down confirmations, as it stands in the node's jar, and the bytes of a call of it with
 * so many new identities; used by one thread.
 *
 * <p>Identities are 16 bytes each, packed as MessagePack packs an array of strings: {@code dc}, their number in 16 bits,
 * and before each its length as {@code b0}.
 */
final class ConfirmScript {

    private static final String DIRECTORY = "dev/playhead/redis/";
    private static final int IDENTITY_BYTES = 16;
    private static final String PARTITION = "load/0";
    private static final String LEASE = "1 load-1";

    /** The settings of a node that nobody configured, but for the age: what is put down is forgotten soon. */
    private static final String GENERATION_MILLIS = "60000";

    private static final String GENERATION_IDS = "500000";
    private static final String EXPIRY_MILLIS = "130000";

    private final String text;
    private final String group;

    private ConfirmScript(String text, String group) {
        this.text = text;
        this.group = group;
    }

    /** Its keys are those of a group of this name, which no node serves. */
    static ConfirmScript of(Path jar, String group) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return new ConfirmScript(
                    read(zip, "generations.lua") + read(zip, "members.lua") + read(zip, "confirm.lua"), group);
        }
    }

    private static String read(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(DIRECTORY + name);
        if (entry == null) {
            throw new IOException("no " + DIRECTORY + name + " in " + zip.getName());
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
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

    /** The call with so many identities, to be made new by {@link #renew} each time. */
    ByteBuffer call(String sum, int identities) {
        return ByteBuffer.wrap(command(
                ascii("EVALSHA"),
                ascii(sum),
                ascii("2"),
                ascii("ph:g:{" + group + "}:c:load/0"),
                ascii(leases()),
                ascii(GENERATION_MILLIS),
                ascii(GENERATION_IDS),
                ascii(EXPIRY_MILLIS),
                packed(identities),
                ascii(PARTITION),
                ascii(LEASE)));
    }

    /** What it answers, as RESP has it, when the lease stands and all of so many identities are new. */
    static byte[] allNew(int identities) {
        String count = Integer.toString(identities);
        return ascii("$" + count.length() + "\r\n" + count + "\r\n");
    }

    private static byte[] packed(int identities) {
        ByteBuffer packed = ByteBuffer.allocate(3 + identities * (1 + IDENTITY_BYTES));
        packed.put((byte) 0xdc).putShort((short) identities);
        while (packed.hasRemaining()) {
            packed.put((byte) (0xa0 | IDENTITY_BYTES)).put(new byte[IDENTITY_BYTES]);
        }
        return packed.array();
    }

    /** Writes other identities into a call, so that all are new. */
    static void renew(ByteBuffer call, int identities, SplittableRandom random) {
        int after = tail().length;
        int at = call.limit() - after - identities * (1 + IDENTITY_BYTES);
        for (int i = 0; i < identities; i++, at += 1 + IDENTITY_BYTES) {
            call.putLong(at + 1, random.nextLong()).putLong(at + 1 + Long.BYTES, random.nextLong());
        }
    }

    /** What follows the identities. */
    private static byte[] tail() {
        return ascii(
                "\r\n$" + PARTITION.length() + "\r\n" + PARTITION + "\r\n$" + LEASE.length() + "\r\n" + LEASE + "\r\n");
    }

    private static byte[] command(byte[]... words) {
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        command.writeBytes(ascii("*" + words.length + "\r\n"));
        for (byte[] word : words) {
            command.writeBytes(ascii("$" + word.length + "\r\n"));
            command.writeBytes(word);
            command.writeBytes(ascii("\r\n"));
        }
        return command.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
