package dev.playhead.redis.setnx;

import dev.playhead.log.Topic;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Names the keys of what a group has confirmed of a topic. Immutable; any thread.
 *
 * <pre>
 *   head   ph:c:{0123456789abcdef.7}                    its value is the generation
 *   key    ph:c:{0123456789abcdef.7}:generation:identity
 *
 *   0123456789abcdef   the first 16 digits of the SHA-256 of the group's name, a zero byte and the topic's id
 *   7                  the bucket, the first digit of the identity
 *   identity           32 hexadecimal digits
 * </pre>
 *
 * <p>The braces are the hash tag of a Redis Cluster: a bucket is in one slot, and a group's buckets of a topic spread over the
 * masters. The bucket comes from the identity, because a confirmation by name from outside knows no partition. The group's
 * name stands as a sum, because each key would repeat it.
 */
final class IdentityKeys {
    /** One for each digit. */
    static final int BUCKETS = 16;

    private static final int SPACE_BYTES = 8;

    private final String space;

    IdentityKeys(String group, Topic topic) {
        byte[] name = (group + '\0' + topic.id()).getBytes(StandardCharsets.UTF_8);
        this.space = HexFormat.of().formatHex(sum(name), 0, SPACE_BYTES);
    }

    private static byte[] sum(byte[] name) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(name);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    String head(int bucket) {
        return "ph:c:{" + space + '.' + Character.forDigit(bucket, BUCKETS) + '}';
    }

    List<String> heads() {
        List<String> heads = new ArrayList<>(BUCKETS);
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            heads.add(head(bucket));
        }
        return heads;
    }
}
