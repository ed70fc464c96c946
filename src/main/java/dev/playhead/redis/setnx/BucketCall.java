package dev.playhead.redis.setnx;

import dev.playhead.event.Identity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The part of a batch that goes to Redis in one call, sorted by bucket. Immutable by convention; any thread.
 *
 * @param heads of its buckets
 * @param sizes the number of identities of each head
 * @param digits of the identities, in hexadecimal, without separators
 * @param places of the identities in the batch
 */
record BucketCall(List<String> heads, List<Integer> sizes, byte[] digits, int[] places) {
    /** The digits of an identity. */
    private static final int DIGITS = 2 * Identity.LENGTH;

    private static final int LONG_DIGITS = 2 * Long.BYTES;
    private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /**
     * Cuts a batch into calls.
     *
     * @param apart whether each bucket has a call of its own, as a Redis Cluster wants it; otherwise one call has all
     */
    static List<BucketCall> of(IdentityKeys keys, List<Identity> batch, boolean apart) {
        int[] sizes = new int[IdentityKeys.BUCKETS];
        batch.forEach(identity -> sizes[bucket(identity)]++);
        BucketCall sorted = sorted(keys, batch, sizes);
        return apart ? sorted.apart() : List.of(sorted);
    }

    private static BucketCall sorted(IdentityKeys keys, List<Identity> batch, int[] counts) {
        List<String> heads = new ArrayList<>(counts.length);
        List<Integer> sizes = new ArrayList<>(counts.length);
        int[] next = new int[counts.length];
        int from = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            next[bucket] = from;
            from += counts[bucket];
            if (counts[bucket] > 0) {
                heads.add(keys.head(bucket));
                sizes.add(counts[bucket]);
            }
        }
        byte[] digits = new byte[batch.size() * DIGITS];
        int[] places = new int[batch.size()];
        for (int place = 0; place < places.length; place++) {
            Identity identity = batch.get(place);
            int at = next[bucket(identity)]++;
            places[at] = place;
            write(identity.high(), digits, at * DIGITS);
            write(identity.low(), digits, at * DIGITS + LONG_DIGITS);
        }
        return new BucketCall(heads, sizes, digits, places);
    }

    private static int bucket(Identity identity) {
        return (int) (identity.high() >>> (Long.SIZE - Integer.numberOfTrailingZeros(IdentityKeys.BUCKETS)));
    }

    private static void write(long half, byte[] to, int at) {
        for (int digit = 0; digit < LONG_DIGITS; digit++) {
            to[at + digit] = HEXADECIMAL[(int) (half >>> (4 * (LONG_DIGITS - 1 - digit))) & 0xf];
        }
    }

    private List<BucketCall> apart() {
        List<BucketCall> calls = new ArrayList<>(heads.size());
        int from = 0;
        for (int index = 0; index < heads.size(); index++) {
            int to = from + sizes.get(index);
            calls.add(new BucketCall(
                    List.of(heads.get(index)),
                    List.of(sizes.get(index)),
                    Arrays.copyOfRange(digits, from * DIGITS, to * DIGITS),
                    Arrays.copyOfRange(places, from, to)));
            from = to;
        }
        return calls;
    }
}
