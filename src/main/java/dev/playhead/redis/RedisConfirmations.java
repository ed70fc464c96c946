package dev.playhead.redis;

import dev.playhead.event.Identity;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.Confirmations;
import dev.playhead.group.Lease;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Confirmations in Redis: two generations of a set for each group and topic, as {@code generations.lua} has them, one script
 * call for each batch; any thread.
 *
 * <p>Adding to a set tells what was new, which makes it {@code SET NX} in bulk; and whole generations expire instead of
 * single keys. By measurement a set takes 79 bytes an identity, a hash 92, and a key of its own 138.
 */
public final class RedisConfirmations implements Confirmations {
    private static final Script CONFIRM = Script.of("generations", "members", "confirm");
    private static final Script CONFIRMED = Script.of("generations", "members", "confirmed");
    private static final Script DROP = Script.of("generations", "drop");

    /** A generation expires that nobody has closed, a little after nobody needs it. */
    private static final long SPARE_MILLIS = 10_000;

    private final RedisLink link;
    private final long age;
    private final int size;
    private final int batch;

    public RedisConfirmations(RedisLink link, ConfirmationSettings settings) {
        this.link = link;
        this.age = settings.retention().toMillis();
        this.size = settings.maxIds() / 2;
        this.batch = settings.maxBatch();
    }

    @Override
    public Future<Confirmed> confirm(String group, Topic topic, List<Lease> leases, List<Identity> events) {
        List<Object> standing = new ArrayList<>(2 * leases.size());
        for (Lease lease : leases) {
            standing.add(GroupKeys.field(lease.partition()));
            standing.add(RedisLeases.text(lease));
        }
        return Chunks.each(events, batch, chunk -> {
                    List<Object> arguments = new ArrayList<>(1 + standing.size());
                    arguments.add(packed(chunk));
                    arguments.addAll(standing);
                    return run(CONFIRM, group, topic, arguments);
                })
                .map(answers -> joined(answers, leases));
    }

    /** Each answer is a number, and then the places of the leases that are lost, from 1. */
    private static Confirmed joined(List<byte[]> answers, List<Lease> leases) {
        int first = 0;
        Set<Lease> lost = new LinkedHashSet<>();
        for (byte[] answer : answers) {
            String[] numbers = new String(answer, StandardCharsets.US_ASCII).split(" ");
            first += Integer.parseInt(numbers[0]);
            for (int index = 1; index < numbers.length; index++) {
                lost.add(leases.get(Integer.parseInt(numbers[index]) - 1));
            }
        }
        return new Confirmed(first, List.copyOf(lost));
    }

    @Override
    public Future<BitSet> confirmed(String group, Topic topic, List<Identity> events) {
        return Chunks.each(events, batch, chunk -> run(CONFIRMED, group, topic, List.of(packed(chunk))))
                .map(answers -> known(answers, events.size()));
    }

    private BitSet known(List<byte[]> answers, int count) {
        BitSet known = new BitSet(count);
        for (int chunk = 0; chunk < answers.size(); chunk++) {
            byte[] digits = answers.get(chunk);
            for (int index = 0; index < digits.length; index++) {
                if (digits[index] == '1') {
                    known.set(chunk * batch + index);
                }
            }
        }
        return known;
    }

    @Override
    public Future<Void> forget(String group, Topic topic) {
        return run(DROP, group, topic, List.of()).mapEmpty();
    }

    private static byte[] packed(List<Identity> events) {
        Packed packed = new Packed(events.size());
        events.forEach(packed::put);
        return packed.toBytes();
    }

    private Future<byte[]> run(Script script, String group, Topic topic, List<Object> arguments) {
        GroupKeys keys = new GroupKeys(group);
        List<Object> all = new ArrayList<>(3 + arguments.size());
        all.add(age);
        all.add(size);
        all.add(2 * age + SPARE_MILLIS);
        all.addAll(arguments);
        return link.ask(script, List.of(keys.confirmations(topic), keys.leases()), all)
                .map(Response::toBytes);
    }
}
