package dev.playhead.load.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Takes a topic's events through one group over several WebSockets, and confirms each by its id: one thread a connection
 * reads and confirms, of a live run one more writes lines and one reads their receipts.
 */
public final class GroupRun {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final List<GroupMember> members = new ArrayList<>();
    private final GroupTally tally;
    private long startNanos;

    /**
     * What a run has come to: the events confirmed once, how many a second once the partitions were shared, the latencies of
     * confirmations, how many ids each had, and how long after the first subscribing the partitions were shared.
     */
    public record Confirmed(
            Outcome outcome, double perSecond, Percentiles latencies, double perConfirm, double shareSeconds) {}

    /** Names a new group of a topic that is there, and over how many connections it is served. */
    public record Group(String name, String topic, int partitions, int connections) {}

    private GroupRun(Group group, long events) {
        this.tally = new GroupTally(group.connections(), group.partitions(), events);
    }

    /** From the topic's first event on, until the last confirmation's answer. */
    public static Confirmed drain(InetSocketAddress http, Group group, long events)
            throws IOException, InterruptedException {
        GroupRun run = new GroupRun(group, events);
        return run.run(http, group, "earliest", 0, LIMIT, List.of());
    }

    /**
     * Live, at a fixed rate over one TCP connection, once the partitions are shared; without the duplicate window, so that
     * Redis has the confirmations alone. The sheet has {@link Layout#singleLines()}.
     */
    public static Confirmed live(
            InetSocketAddress tcp, InetSocketAddress http, Group group, EventSheet sheet, Rate rate)
            throws IOException, InterruptedException {
        GroupRun run = new GroupRun(group, rate.events());
        try (TcpLine line = TcpLine.open(tcp, group.topic(), false)) {
            Callable<Void> writing = () -> {
                run.tally.awaitShared(GRACE);
                return LiveRun.write(line, sheet, OpenLoop.soon(rate.eventsPerSecond(), rate.events()));
            };
            Callable<Void> receipts = () -> {
                ReceiptCount count = line.read(rate.events(), answers -> {});
                new Outcome(count.receipts(), count.problems(), 1).expecting(rate.events());
                return null;
            };
            Duration limit = rate.duration().plus(GRACE).plus(GRACE);
            return run.run(http, group, "latest", rate.warmUpEvents(), limit, List.of(writing, receipts));
        }
    }

    /** All of a replay for one target over one connection; the time runs from the handshake to the last confirmation's answer. */
    public static Confirmed replay(InetSocketAddress http, String replay, String target, int partitions, long events)
            throws IOException, InterruptedException {
        GroupRun run = new GroupRun(new Group(target, "", partitions, 1), events);
        run.startNanos = System.nanoTime();
        String path = "/v1/replays/" + replay + "/stream?target=" + target;
        run.members.add(GroupMember.attending(http, path, run.tally));
        return run.read(LIMIT, List.of());
    }

    private Confirmed run(
            InetSocketAddress http, Group group, String from, long warmUp, Duration limit, List<Callable<Void>> others)
            throws IOException, InterruptedException {
        try {
            for (int number = 0; number < group.connections(); number++) {
                members.add(GroupMember.open(http, tally, number, warmUp));
            }
            startNanos = System.nanoTime();
            for (GroupMember member : members) {
                member.subscribe(group.topic(), group.name(), from);
            }
        } catch (IOException e) {
            members.forEach(GroupRun::close);
            throw e;
        }
        return read(limit, others);
    }

    private Confirmed read(Duration limit, List<Callable<Void>> others) throws IOException, InterruptedException {
        try {
            Crew.run(limit, tasks(others));
            Percentiles latencies = new Percentiles();
            members.forEach(member -> latencies.add(member.latencies()));
            return new Confirmed(
                    tally.since(startNanos),
                    tally.perSecondOnceShared(startNanos),
                    latencies,
                    tally.perConfirm(),
                    tally.shareSeconds(startNanos));
        } catch (IOException e) {
            throw new IOException(e.getMessage() + " (" + tally + ")", e);
        } finally {
            members.forEach(GroupRun::close);
        }
    }

    private static void close(GroupMember member) {
        try {
            member.close();
        } catch (IOException gone) {
            // the run is over
        }
    }

    private List<Callable<Void>> tasks(List<Callable<Void>> others) {
        List<Callable<Void>> tasks = new ArrayList<>(others);
        for (GroupMember member : members) {
            tasks.add(() -> {
                member.read();
                tally.assertSettled();
                return null;
            });
        }
        tasks.add(() -> {
            tally.awaitSettled();
            for (GroupMember member : members) {
                member.stop();
            }
            return null;
        });
        return tasks;
    }
}
