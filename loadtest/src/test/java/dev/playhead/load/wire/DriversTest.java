package dev.playhead.load.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DriversTest {
    private static final int BYTES = 256;

    private StandIn node;

    @BeforeEach
    void start() throws Exception {
        node = new StandIn();
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    private static EventSheet sheet(Layout layout) {
        return new EventSheet(EventSheet.newRun(), BYTES, layout);
    }

    @Test
    void shouldSendEveryLineOnceWhenAppendingByTcp() throws Exception {
        List<EventSheet> sheets = List.of(sheet(Layout.lines()), sheet(Layout.lines()));
        Outcome outcome = TcpAppend.run(node.tcp(), "t", false, sheets, 4000);
        assertThat(outcome.expecting(4000).nanos()).isPositive();
        assertThat(new HashSet<>(node.events())).hasSize(4000);
    }

    @Test
    void shouldSendEveryLineOnceWhenAppendingByNdjson() throws Exception {
        List<EventSheet> sheets = List.of(sheet(Layout.chunk(BYTES)), sheet(Layout.chunk(BYTES)));
        NdjsonAppend.run(Request.append(node.http(), "t", Request.LINES, true), sheets, 4000)
                .expecting(4000);
        assertThat(new HashSet<>(node.events())).hasSize(4000);
    }

    @Test
    void shouldSendEveryRequestOnceOverAllConnections() throws Exception {
        Request single = Request.append(node.http(), "t", Request.EVENT, false);
        try (RequestLoop loop = new RequestLoop(node.http(), sheet(Layout.single(single, BYTES)), 64, 200)) {
            loop.run(2000).expecting(2000);
            loop.run(1000).expecting(1000);
        }
        assertThat(new HashSet<>(node.events())).hasSize(3000);
    }

    @Test
    void shouldCountWholeBatchesAndTellRefusals() throws Exception {
        Request batch = Request.append(node.http(), "t", Request.BATCH, false);
        try (RequestLoop loop = new RequestLoop(node.http(), sheet(Layout.batches(batch, 100, BYTES)), 4, 202)) {
            assertThat(loop.run(3000).refused()).isEqualTo(3000);
        }
        assertThat(node.events()).hasSize(30);
    }

    @Test
    void shouldCountEveryDeliveryOfAReplayAndAskForMoreCredit() throws Exception {
        NdjsonAppend.run(
                Request.append(node.http(), "t", Request.LINES, true), List.of(sheet(Layout.chunk(BYTES))), 7000);
        try (Subscription stream = Subscription.counting(node.http(), "t", "from=earliest&to=now", 500)) {
            stream.read(Long.MAX_VALUE, (bytes, at) -> {}, frame -> !frame.contains("completed"));
            assertThat(stream.delivered()).isEqualTo(7000);
        }
        ReplayDrain.run(node.http(), "t").expecting(7000);
    }

    @Test
    void shouldMeasureEveryEventFromWhenItWasDue() throws Exception {
        Rate rate = new Rate(1000, Duration.ofMillis(200), Duration.ofMillis(800));
        Latencies latencies = LiveRun.run(node.tcp(), node.http(), "t", true, sheet(Layout.singleLines()), rate);
        assertThat(node.events()).hasSize(1000);
        assertThat(latencies.figures())
                .hasSize(6)
                .allSatisfy((name, millis) ->
                        assertThat(millis).as(name).isPositive().isLessThan(10_000));
    }

    private GroupRun.Group group() {
        return new GroupRun.Group("g", "t", StandInGroup.PARTITIONS, StandInGroup.CONNECTIONS);
    }

    private void fill(int events) throws Exception {
        NdjsonAppend.run(
                Request.append(node.http(), "t", Request.LINES, true), List.of(sheet(Layout.chunk(BYTES))), events);
    }

    @Test
    void shouldConfirmEveryDeliveryOfAGroupOnce() throws Exception {
        fill(7000);
        GroupRun.Confirmed confirmed = GroupRun.drain(node.http(), group(), 7000);
        assertThat(confirmed.outcome().expecting(7000).nanos()).isPositive();
        assertThat(confirmed.perConfirm()).isEqualTo(50);
        assertThat(confirmed.shareSeconds()).isPositive();
        assertThat(node.group().confirmed()).hasSize(7000);
    }

    @Test
    void shouldTellWhenAGroupWasGivenAnEventTwice() throws Exception {
        fill(1000);
        node.group().repeatOnce();
        GroupRun.Confirmed confirmed = GroupRun.drain(node.http(), group(), 1000);
        assertThat(confirmed.outcome().refused()).isPositive();
    }

    @Test
    void shouldMeasureTheConfirmationsOfALiveGroup() throws Exception {
        Rate rate = new Rate(1000, Duration.ofMillis(200), Duration.ofMillis(800));
        GroupRun.Confirmed confirmed =
                GroupRun.live(node.tcp(), node.http(), group(), sheet(Layout.singleLines()), rate);
        confirmed.outcome().expecting(1000);
        assertThat(node.group().confirmed()).hasSize(1000);
        assertThat(confirmed.latencies().figures("confirm"))
                .hasSize(3)
                .allSatisfy((name, millis) ->
                        assertThat(millis).as(name).isPositive().isLessThan(10_000));
    }
}
