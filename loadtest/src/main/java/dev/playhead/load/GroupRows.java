package dev.playhead.load;

import dev.playhead.load.Row.Target;
import dev.playhead.load.Stand.Spent;
import dev.playhead.load.machine.Node;
import dev.playhead.load.redis.ScriptRun;
import dev.playhead.load.wire.EventSheet;
import dev.playhead.load.wire.GroupRun;
import dev.playhead.load.wire.Layout;
import dev.playhead.load.wire.Percentiles;
import dev.playhead.load.wire.Rate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of groups: events delivered and confirmed by id, and how long a confirmation takes beside Redis' own script. The
 * rows of the other store of confirmations start a node of their own: one deployment has one store.
 */
final class GroupRows {
    private static final String SCRIPT = "redis-script";
    private static final String LATENCY = "confirm";
    private static final String IDS = "ids/confirm";
    private static final Map<String, String> SETNX = Map.of("PLAYHEAD_CONFIRMATIONS_STORE", "setnx");

    /** The database of Redis in which nodes keep a key for each confirmation. */
    private static final int SETNX_DATABASE = 1;

    private static final int CONNECTIONS = 4;

    /** How many ids a call of the reference has while no live run has told how many its confirmations have. */
    private static final int FIRST_IDS = 5;

    private static final int MOST_IDS = 1000;

    /** By size of event, as the latest live run had them, so that row and reference ask the same of Redis. */
    private final Map<Integer, Integer> idsPerConfirm = new HashMap<>();

    private GroupRows() {}

    static List<Row> all() {
        GroupRows rows = new GroupRows();
        return List.of(
                Row.reference(
                        SCRIPT, "bare Redis' latency of the script of confirmations at a fixed rate", rows::script),
                Row.of(
                        "group",
                        "one group over " + CONNECTIONS + " WebSockets, each event confirmed by id",
                        ReferenceRows.CONSUME,
                        List.of(new Target(Sample.RATE, 0.20, true)),
                        (stand, topic, eventBytes) -> drain(stand, stand.node(), topic, eventBytes)),
                Row.of(
                        "group-latency",
                        "delivery to the answer of its confirmation at a fixed rate",
                        SCRIPT,
                        List.of(),
                        (stand, topic, eventBytes) -> rows.live(stand, stand.node(), topic, eventBytes)),
                Row.of(
                        "group-setnx",
                        "the same as group, with confirmations.store=setnx",
                        ReferenceRows.CONSUME,
                        List.of(new Target(Sample.RATE, 0.15, true)),
                        setnx(GroupRows::drain)),
                Row.of(
                        "group-latency-setnx",
                        "the same as group-latency, with confirmations.store=setnx",
                        SCRIPT,
                        List.of(),
                        setnx(rows::live)));
    }

    private interface OnNode {
        Sample run(Stand stand, Node node, String topic, int eventBytes) throws Exception;
    }

    private static Row.Measure setnx(OnNode measure) {
        return (stand, topic, eventBytes) -> {
            try (Node node = stand.anotherNode("node-setnx.log", SETNX, SETNX_DATABASE)) {
                return measure.run(stand, node, topic, eventBytes);
            }
        };
    }

    private static Sample drain(Stand stand, Node node, String topic, int eventBytes) throws Exception {
        long events = ReplayRows.fill(stand, topic, eventBytes, 1);
        Spent<GroupRun.Confirmed> spent =
                confirmed(stand, node, topic, events, group -> GroupRun.drain(node.http(), group, events));
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(Sample.RATE, spent.result().perSecond());
        figures.put("share s", spent.result().shareSeconds());
        return new Sample(figures, events, spent.costs());
    }

    private Sample live(Stand stand, Node node, String topic, int eventBytes) throws Exception {
        node.createTopic(topic, stand.options().partitions());
        Rate rate = ReplayRows.rate(stand);
        EventSheet sheet = new EventSheet(EventSheet.newRun(), eventBytes, Layout.singleLines());
        Spent<GroupRun.Confirmed> spent = confirmed(
                stand, node, topic, rate.events(), group -> GroupRun.live(node.tcp(), node.http(), group, sheet, rate));
        double ids = spent.result().perConfirm();
        idsPerConfirm.put(eventBytes, (int) Math.max(1, Math.min(MOST_IDS, Math.round(ids))));
        return sample(spent.result().latencies(), ids, rate, spent);
    }

    private Sample script(Stand stand, String topic, int eventBytes) throws Exception {
        int ids = idsPerConfirm.getOrDefault(eventBytes, FIRST_IDS);
        Rate rate = ReplayRows.rate(stand);
        Spent<Percentiles> spent =
                stand.account(() -> ScriptRun.run(stand.node().redis(), stand.jar(), topic, CONNECTIONS, ids, rate));
        return sample(spent.result(), ids, rate, spent);
    }

    private static Sample sample(Percentiles latencies, double ids, Rate rate, Spent<?> spent) {
        Map<String, Double> figures = new LinkedHashMap<>(latencies.figures(LATENCY));
        figures.put(IDS, ids);
        return new Sample(figures, rate.events(), spent.costs());
    }

    private interface Driver {
        GroupRun.Confirmed run(GroupRun.Group group) throws Exception;
    }

    /** Each event must have been delivered once and confirmed once; the group is deleted, or Redis would fill. */
    private static Spent<GroupRun.Confirmed> confirmed(Stand stand, Node node, String topic, long events, Driver driver)
            throws Exception {
        GroupRun.Group group = new GroupRun.Group(topic, topic, stand.options().partitions(), CONNECTIONS);
        try {
            Spent<GroupRun.Confirmed> spent = Stand.account(node, () -> driver.run(group));
            spent.result().outcome().expecting(events);
            return spent;
        } finally {
            node.deleteGroup(group.name());
        }
    }
}
