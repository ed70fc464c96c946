package dev.playhead.load.redis;

import static dev.playhead.load.redis.ConfirmScript.ascii;
import static dev.playhead.load.redis.ConfirmScript.command;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes calls of the script that add new identities to a log whose only writer it is, so that it knows, as a node's copy
 * does, what the log has by then; used by one thread.
 */
final class ConfirmLog {
    private static final int IDENTITY_BYTES = 2 * Long.BYTES;
    private static final int MARK_BYTES = Long.BYTES;
    private static final Pattern BEGIN = Pattern.compile("\\*3\r\n\\$5\r\nbegin\r\n\\$\\d+\r\n(\\d+)\r\n:0");

    /** One generation is enough for all of a run, and it is forgotten soon after. */
    private static final String GENERATION_MILLIS = "600000";

    private static final String GENERATION_IDS = "1000000000";
    private static final String EXPIRY_MILLIS = "130000";
    private static final String PAGE_BYTES = "262144";

    private final byte[] sum;
    private final byte[] head;
    private final byte[] leases;
    private final SplittableRandom random = new SplittableRandom();
    private String generation = "0";
    private long entries;
    /** The mark of the last entry; the script's word for a copy without one until then. */
    private byte[] mark = ascii("-");

    ConfirmLog(String sum, String head, String leases) {
        this.sum = ascii(sum);
        this.head = ascii(head);
        this.leases = ascii(leases);
    }

    /** The first call, which adds nothing yet. */
    byte[] begin() {
        return call(new byte[0]);
    }

    /** @param answer to the first call */
    void began(String answer) throws IOException {
        Matcher begin = BEGIN.matcher(answer);
        if (!begin.matches()) {
            throw new IOException("Redis answers " + answer);
        }
        generation = begin.group(1);
    }

    /** The next call, with so many identities, all of them new. */
    byte[] add(int identities) {
        byte[] entry = new byte[identities * IDENTITY_BYTES + MARK_BYTES];
        random.nextBytes(entry);
        byte[] call = call(entry);
        mark = Arrays.copyOfRange(entry, entry.length - MARK_BYTES, entry.length);
        entries++;
        return call;
    }

    private byte[] call(byte[] added) {
        return command(
                ascii("EVALSHA"),
                sum,
                ascii("2"),
                head,
                leases,
                ascii(GENERATION_MILLIS),
                ascii(GENERATION_IDS),
                ascii(EXPIRY_MILLIS),
                ascii(PAGE_BYTES),
                ascii(generation),
                ascii(String.valueOf(entries)),
                mark,
                ascii("1"),
                added,
                ascii(ConfirmScript.PARTITION),
                ascii(ConfirmScript.LEASE));
    }

    /** What is answered, as RESP has it, to the call of this number, from 1, when the lease stands. */
    static byte[] answer(long call) {
        return ascii("*4\r\n$2\r\nok\r\n:" + call + "\r\n$0\r\n\r\n$0\r\n\r\n");
    }
}
