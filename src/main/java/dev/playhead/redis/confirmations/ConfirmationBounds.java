package dev.playhead.redis.confirmations;

import dev.playhead.group.ConfirmationSettings;

/**
 * Bounds the age and the size of a log of confirmations.
 *
 * @param age of a generation when it is closed, in ms
 * @param size of a generation when it is closed, in identities
 * @param expiry of a generation that nobody has closed, in ms: a little after nobody needs it
 * @param batch identities of one call
 * @param pageBytes of the log that come with one call, about
 */
record ConfirmationBounds(long age, int size, long expiry, int batch, int pageBytes) {
    /** Of a copy, about: open addresses have room to spare. */
    static final int BYTES_AN_ID = 32;

    private static final int PAGE_BYTES = 256 << 10;

    private static final long SPARE_MILLIS = 10_000;

    static ConfirmationBounds of(ConfirmationSettings settings) {
        long age = settings.retention().toMillis();
        return new ConfirmationBounds(age, settings.maxIds() / 2, 2 * age + SPARE_MILLIS, settings.batch(), PAGE_BYTES);
    }
}
