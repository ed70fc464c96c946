package dev.playhead.replay.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.IntSupplier;

/**
 * Makes the names of jobs; stateless.
 *
 * <pre>
 * r-TTTTTTTTTRRRR   nine digits of the time, so that names sort by it, and four by chance
 * r-kKKKKKKKKKKKKKKKKKKKKKKKK   of the key that a client gave, so that the same asked twice is one job
 * </pre>
 */
public final class ReplayIds {
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int OF_TIME = 9;
    private static final int OF_CHANCE = 4;
    private static final int OF_KEY = 24;

    private ReplayIds() {}

    /** @param chance any int, another at each call */
    public static String next(long millis, IntSupplier chance) {
        StringBuilder id = new StringBuilder("r-");
        digits(id, millis, OF_TIME);
        digits(id, chance.getAsInt() & 0xffffffffL, OF_CHANCE);
        return id.toString();
    }

    public static String of(String principal, String key) {
        StringBuilder id = new StringBuilder("r-k");
        byte[] hash = sha256(principal + "\n" + key);
        for (int digit = 0; digit < OF_KEY; digit++) {
            id.append(DIGITS.charAt(hash[digit] & 31));
        }
        return id.toString();
    }

    private static void digits(StringBuilder id, long number, int count) {
        for (int digit = count - 1; digit >= 0; digit--) {
            id.append(DIGITS.charAt((int) (number >>> 5 * digit) & 31));
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
