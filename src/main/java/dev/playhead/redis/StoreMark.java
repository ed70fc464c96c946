package dev.playhead.redis;

import dev.playhead.event.Identity;
import dev.playhead.event.Problem;
import dev.playhead.group.Confirmations;
import dev.playhead.group.Lease;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Owns the key {@code ph:confirmations}, which names the store that has the confirmations of this deployment. A node with
 * another setting would deliver events again that their groups have confirmed: it neither starts nor confirms. The node
 * asks now and then, because an operator may change the key, and a Redis that has lost it takes the first name again. Any
 * thread.
 */
public final class StoreMark {
    static final String KEY = "ph:confirmations";

    private static final long EVERY_MILLIS = 10_000;

    private final RedisLink link;
    private final String mine;
    private final Consumer<String> told;
    private final Promise<String> asked = Promise.promise();
    private volatile String refusal = "Redis has not told yet which store has the confirmations";

    /** @param told takes the refusal after a look, empty where there is none; on any thread, one at a time */
    public StoreMark(RedisLink link, ConfirmationStoreSettings settings, Consumer<String> told) {
        this.link = link;
        this.mine = settings.kind().name().toLowerCase(Locale.ROOT)
                + (!settings.cluster().isEmpty() ? " in a cluster" : "");
        this.told = told;
    }

    /** Looks from now on, as long as Vert.x runs. Returns the first answer: the refusal, or an empty text. */
    public Future<String> start(Vertx vertx) {
        link.onChange(state -> look());
        vertx.setPeriodic(EVERY_MILLIS, tick -> look());
        return asked.future();
    }

    private void look() {
        // A full Redis refuses the first command, and answers the second one nevertheless
        Future<@Nullable Response> named =
                link.send(Request.cmd(Command.SETNX).arg(KEY).arg(mine));
        link.send(Request.cmd(Command.GET).arg(KEY)).onComplete(found -> {
            if (found.failed()) {
                unheard(found.cause());
            } else if (found.result() != null) {
                heard(found.result().toString());
            } else if (named.failed()) {
                unheard(named.cause());
            }
        });
    }

    /** Keeps what Redis has told before: it stays right or wrong while Redis is away. */
    private synchronized void unheard(Throwable why) {
        if (!asked.future().isComplete()) {
            refusal = "Redis does not tell which store has the confirmations, in the key " + KEY + ": "
                    + why.getMessage();
            told.accept(refusal);
        }
    }

    private synchronized void heard(String theirs) {
        refusal = theirs.equals(mine)
                ? ""
                : "the confirmations of this deployment are in the store \"" + theirs + "\", and this node is set to \""
                        + mine + "\", which does not have them: it would deliver their events again. Set"
                        + " confirmations.store and confirmations.cluster as on the other nodes; or, to go on without"
                        + " those confirmations, stop all nodes and delete the key " + KEY + " in Redis";
        told.accept(refusal);
        asked.tryComplete(refusal);
    }

    /** Returns the store, which answers {@code unavailable} unless it is the one of the deployment. */
    public Confirmations guard(Confirmations store) {
        return new Guarded(store);
    }

    private final class Guarded implements Confirmations {
        private final Confirmations store;

        Guarded(Confirmations store) {
            this.store = store;
        }

        @Override
        public Future<Confirmed> confirm(String group, Topic topic, List<Lease> leases, List<Identity> events) {
            return refusal.isEmpty() ? store.confirm(group, topic, leases, events) : refused();
        }

        @Override
        public Future<BitSet> confirmed(String group, Topic topic, List<Identity> events) {
            return refusal.isEmpty() ? store.confirmed(group, topic, events) : refused();
        }

        @Override
        public Future<Void> forget(String group, Topic topic) {
            return refusal.isEmpty() ? store.forget(group, topic) : refused();
        }

        private <T> Future<T> refused() {
            return Future.failedFuture(Problem.UNAVAILABLE.because(refusal).asException());
        }
    }
}
