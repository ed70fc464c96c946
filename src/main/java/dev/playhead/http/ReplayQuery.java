package dev.playhead.http;

import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.replay.job.ReplayJob;
import dev.playhead.replay.job.ReplayState;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Selects replays of a list; stateless. Its token names the last of the page before:
 *
 * <pre>
 * CREATED.ID   milliseconds and the name, by which the list is sorted, so that it may be gone by then
 * </pre>
 *
 * @param state null for all
 * @param target null for all; a replay may have other targets too
 * @param topic null for all; a replay may have other topics too
 * @param after null for the first page
 */
record ReplayQuery(
        @Nullable ReplayState state,
        @Nullable String target,
        @Nullable String topic,
        int limit,
        @Nullable String after) {
    private static final int USUAL_PAGE = 100;
    private static final Set<String> KNOWN = Set.of("state", "target", "topic", "limit", "after");

    /** @throws dev.playhead.event.RefusedException {@code invalid_request} with the names of all faulty parameters */
    static ReplayQuery read(MultiMap query, int maxPage) {
        List<Fault> faults = new ArrayList<>();
        for (Map.Entry<String, String> parameter : query) {
            if (!KNOWN.contains(parameter.getKey())) {
                faults.add(Fault.inParameter(
                        parameter.getKey(),
                        "is unknown; the known parameters are "
                                + KNOWN.stream().sorted().toList()));
            }
        }
        ReplayState state = state(query.get("state"), faults);
        long limit = query.contains("limit") ? EventRoutes.number(query.get("limit")) : Math.min(USUAL_PAGE, maxPage);
        if (limit < 1 || limit > maxPage) {
            faults.add(Fault.inParameter("limit", "takes a whole number of 1 to " + maxPage));
        }
        String after = query.get("after");
        if (after != null && created(after) < 0) {
            faults.add(Fault.inParameter("after", "takes the token of the previous page"));
        }
        if (!faults.isEmpty()) {
            throw new Refusal(Problem.INVALID_REQUEST, "The query is invalid", faults).asException();
        }
        return new ReplayQuery(state, query.get("target"), query.get("topic"), (int) limit, after);
    }

    private static @Nullable ReplayState state(@Nullable String word, List<Fault> faults) {
        if (word == null) {
            return null;
        }
        for (ReplayState state : ReplayState.values()) {
            if (state.word().equals(word)) {
                return state;
            }
        }
        faults.add(Fault.inParameter(
                "state",
                "takes one of "
                        + Arrays.stream(ReplayState.values())
                                .map(ReplayState::word)
                                .toList()));
        return null;
    }

    private static long created(String token) {
        int dot = token.indexOf('.');
        return dot < 0 ? -1 : EventRoutes.number(token.substring(0, dot));
    }

    static String token(ReplayJob job) {
        return job.life().created() + "." + job.id();
    }

    /** Returns whether the query selects the job, in a list sorted by creation and name, the newest first. */
    boolean wants(ReplayJob job) {
        return (state == null || state == job.state())
                && (target == null || job.request().targets().contains(target))
                && (topic == null || job.request().topics().contains(topic))
                && (after == null || isAfter(after, job));
    }

    private static boolean isAfter(String token, ReplayJob job) {
        int byTime = Long.compare(created(token), job.life().created());
        return byTime > 0
                || (byTime == 0 && token.substring(token.indexOf('.') + 1).compareTo(job.id()) > 0);
    }
}
