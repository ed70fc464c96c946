package dev.playhead.redis.setnx;

import dev.playhead.event.Identity;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.Confirmations;
import dev.playhead.group.Lease;
import dev.playhead.log.Topic;
import dev.playhead.redis.Chunks;
import dev.playhead.redis.GroupKeys;
import dev.playhead.redis.RedisLeases;
import dev.playhead.redis.RedisLink;
import dev.playhead.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Confirmations in Redis, a key for each ({@link IdentityKeys}): {@code SET NX} decides which comes first, and every look-up
 * asks Redis. Any thread.
 *
 * <p>The keys of a batch go in one call, or in a Redis Cluster in one call for each bucket, all at once. The leases are in the
 * Redis of all nodes, which is another where the keys are in a cluster. So they are compared after the keys are set: a lease
 * that stands then stood before, because no epoch comes twice.
 */
public final class SetnxConfirmations implements Confirmations {
    private static final Script CONFIRM = Script.of("confirm");
    private static final Script CONFIRMED = Script.of("confirmed");
    private static final byte YES = '1';

    private final RedisLink keys;
    private final RedisLink leases;
    private final long retention;
    private final int batch;

    /**
     * @param keys has the confirmations
     * @param leases has the leases
     */
    public SetnxConfirmations(RedisLink keys, RedisLink leases, ConfirmationSettings settings) {
        this.keys = keys;
        this.leases = leases;
        this.retention = settings.retention().toMillis();
        this.batch = settings.maxBatch();
    }

    @Override
    public Future<Confirmed> confirm(String group, Topic topic, List<Lease> under, List<Identity> events) {
        IdentityKeys names = new IdentityKeys(group, topic);
        return Chunks.each(events, batch, chunk -> first(names, chunk))
                .map(counts -> counts.stream().mapToInt(Integer::intValue).sum())
                .compose(first -> lost(group, under).map(lost -> new Confirmed(first, lost)));
    }

    private Future<Integer> first(IdentityKeys names, List<Identity> chunk) {
        long now = System.currentTimeMillis();
        String generation =
                HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        return answers(
                        names,
                        chunk,
                        call -> keys.ask(CONFIRM, call.heads(), arguments(call, retention, now, generation)))
                .map(BitSet::cardinality);
    }

    @Override
    public Future<BitSet> confirmed(String group, Topic topic, List<Identity> events) {
        IdentityKeys names = new IdentityKeys(group, topic);
        return Chunks.each(
                        events,
                        batch,
                        chunk -> answers(names, chunk, call -> keys.ask(CONFIRMED, call.heads(), arguments(call))))
                .map(this::joined);
    }

    private BitSet joined(List<BitSet> chunks) {
        if (chunks.size() == 1) {
            return chunks.get(0);
        }
        BitSet all = new BitSet(chunks.size() * batch);
        for (int index = 0; index < chunks.size(); index++) {
            int from = index * batch;
            chunks.get(index).stream().forEach(place -> all.set(from + place));
        }
        return all;
    }

    private interface Ask {
        Future<Response> of(BucketCall call);
    }

    /** Returns the places of the identities that Redis answers with a one. */
    private Future<BitSet> answers(IdentityKeys names, List<Identity> chunk, Ask ask) {
        List<BucketCall> calls = BucketCall.of(names, chunk, keys.isCluster());
        List<Future<Response>> answers = new ArrayList<>(calls.size());
        calls.forEach(call -> answers.add(ask.of(call)));
        return Future.all(answers).map(done -> {
            BitSet places = new BitSet(chunk.size());
            for (int index = 0; index < calls.size(); index++) {
                byte[] digits = answers.get(index).result().toBytes();
                for (int at = 0; at < digits.length; at++) {
                    if (digits[at] == YES) {
                        places.set(calls.get(index).places()[at]);
                    }
                }
            }
            return places;
        });
    }

    private static List<Object> arguments(BucketCall call, Object... before) {
        List<Object> arguments =
                new ArrayList<>(before.length + 1 + call.sizes().size());
        arguments.addAll(List.of(before));
        arguments.add(call.digits());
        arguments.addAll(call.sizes());
        return arguments;
    }

    private Future<List<Lease>> lost(String group, List<Lease> under) {
        if (under.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        Request request = Request.cmd(Command.HMGET).arg(new GroupKeys(group).leases());
        under.forEach(lease -> request.arg(GroupKeys.field(lease.partition())));
        return leases.ask(request).map(found -> {
            List<Lease> lost = new ArrayList<>(0);
            for (int index = 0; index < under.size(); index++) {
                Response text = found.get(index);
                if (text == null || !text.toString().equals(RedisLeases.text(under.get(index)))) {
                    lost.add(under.get(index));
                }
            }
            return lost;
        });
    }

    @Override
    public Future<Void> forget(String group, Topic topic) {
        List<Future<Response>> deleted = new ArrayList<>(IdentityKeys.BUCKETS);
        new IdentityKeys(group, topic)
                .heads()
                .forEach(
                        head -> deleted.add(keys.ask(Request.cmd(Command.UNLINK).arg(head))));
        return Future.all(deleted).mapEmpty();
    }
}
