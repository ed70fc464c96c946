package dev.playhead.redis;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Cuts lists that are too long for one call to Redis; any thread. */
public final class Chunks {
    /** The most values of one call: Lua takes a few thousand values at once, and a long call delays others. */
    static final int MOST = 1000;

    private Chunks() {}

    /** Makes the call for chunks of {@link #MOST} elements. */
    public static <T, R> Future<List<R>> each(List<T> all, Function<List<T>, Future<R>> call) {
        return each(all, MOST, call);
    }

    /** Sends each chunk of at most so many without waiting for the one before it; the answers in order. */
    public static <T, R> Future<List<R>> each(List<T> all, int most, Function<List<T>, Future<R>> call) {
        List<Future<R>> answers = new ArrayList<>(1);
        for (int from = 0; from < all.size(); from += most) {
            answers.add(call.apply(all.subList(from, Math.min(from + most, all.size()))));
        }
        return Future.all(answers)
                .map(done -> answers.stream().map(Future::result).toList());
    }
}
