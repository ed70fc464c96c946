package dev.playhead.group.member;

import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.group.Bounded;
import dev.playhead.group.ConfirmResult;
import dev.playhead.group.DeliverySelector;
import dev.playhead.group.FailureAction;
import dev.playhead.group.Group;
import dev.playhead.group.GroupOutlet;
import dev.playhead.group.Serving;
import dev.playhead.group.partition.AssignmentRound;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.Loading;
import dev.playhead.group.partition.PartitionHost;
import dev.playhead.group.partition.SentEvents;
import dev.playhead.group.partition.ServedPartition;
import dev.playhead.group.registry.InitialCursors;
import dev.playhead.stream.Gap;
import dev.playhead.stream.Hold;
import dev.playhead.stream.PacedStream;
import dev.playhead.stream.TurnTime;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One connection of a group: sends the events of the partitions that it serves, within its credit, and takes its client's
 * acknowledgements. Owned by one event loop, on which everything is called.
 */
public final class GroupConnection extends PacedStream {
    private static final Logger LOG = LoggerFactory.getLogger(GroupConnection.class);

    /** The most events of one turn on the event loop. */
    private static final int TURN = 4096;

    /** The records of a turn of a bounded group, which has more time than live groups. */
    private static final int BOUNDED_TURN = 128;

    private final ConnectionContext connection;
    private final GroupOutlet outlet;
    private final Coordinator coordinator;
    private final Set<GroupConnection> open;
    private final Member self = new Member();
    private final SentEvents sentEvents;
    private final CursorCommitter cursors;
    private final AssignedPartitions assigned;
    private final Acknowledgements acknowledgements;
    private final GroupProgress progress;
    private final BatchSender sender;
    private final PartitionEnds ends;
    private final TurnTime time;
    private final Alarm alarm;
    private volatile boolean standsBack;
    private Runnable gone = () -> {};
    private Future<Void> ended = Future.succeededFuture();

    GroupConnection(
            ConnectionContext connection,
            StreamRequest request,
            GroupOutlet outlet,
            Coordinator coordinator,
            Set<GroupConnection> open) {
        super(connection.member(), connection.context(), request.credit());
        this.connection = connection;
        this.outlet = outlet;
        this.coordinator = coordinator;
        this.open = open;
        this.time = new TurnTime(connection.delivery().turnTime(), connection.nanos());
        this.sentEvents = new SentEvents(
                8 * connection.settings().readAhead(), connection.settings().maxLost());
        this.cursors = new CursorCommitter(connection);
        this.assigned = new AssignedPartitions(connection, cursors, outlet, self);
        this.acknowledgements = new Acknowledgements(connection, sentEvents, assigned, this::turn);
        this.progress = new GroupProgress(connection, outlet, assigned::list);
        this.sender = new BatchSender(connection, request, outlet, credit());
        this.ends = new PartitionEnds(connection, cursors, coordinator::sync);
        this.alarm = new Alarm(connection, this::ring);
    }

    /** Takes the cursors of the group before the start. */
    void beginAt(InitialCursors.Begun begun) {
        progress.begin(begun.topics(), begun.cursors());
    }

    /** Sets the action at the end of the connection. */
    void whenGone(Runnable then) {
        gone = then;
    }

    public String group() {
        return connection.group();
    }

    @Override
    protected void begin() {
        open.add(this);
        coordinator.join(self);
    }

    @Override
    protected void end(boolean ran) {
        open.remove(this);
        gone.run();
        alarm.stop();
        Future<Void> written = assigned.close();
        if (ran) {
            ended = written.transform(done -> coordinator.leave(self));
        }
    }

    /** Once it is closed: succeeds when its partitions are free for others. */
    public Future<Void> ended() {
        return ended;
    }

    @Override
    public String token() {
        return progress.token();
    }

    @Override
    public List<Position> ends() {
        Bounded bounded = connection.bounded();
        return bounded == null ? List.of() : bounded.ends();
    }

    /** These have been processed; answered once that is stored. */
    public Future<ConfirmResult> confirm(DeliverySelector named) {
        assertOwner();
        progress.acknowledged();
        return acknowledgements.confirm(named);
    }

    /**
     * Fails deliveries that the client could not process.
     *
     * @return the number of deliveries that this connection does not have; completes when parked and skipped events are
     *     stored
     */
    public Future<Integer> fail(DeliverySelector named, FailureAction then, String reason) {
        assertOwner();
        progress.acknowledged();
        return acknowledgements.fail(named, then, reason);
    }

    /** Their deadlines begin again; answers until when they run, in epoch milliseconds. */
    public long extend(DeliverySelector named) {
        assertOwner();
        progress.acknowledged();
        return acknowledgements.extend(named);
    }

    // ---- turns

    @Override
    protected void takeTurn() {
        time.begin();
        if (standsBack && Hold.of(outlet.isFull(), credit()) == null) {
            standBack(false);
        }
        assigned.check();
        pump();
        sender.begin();
        int left = connection.bounded() == null ? TURN : BOUNDED_TURN;
        boolean more = isOpen();
        while (more && left > 0 && !time.isOver()) {
            int sent = sender.send(assigned.list(), progress::sent);
            left -= sent;
            pump();
            more = sent > 0 && isOpen();
        }
        if (left <= 0 || time.isOver()) {
            wake();
        }
        ends.finish(assigned.list());
        if (isRunning()) {
            progress.rest(sender.isOpen());
            alarm.set(nextAt());
        }
    }

    /** Others may have its partitions until it asks for events again. */
    private void standBack(boolean now) {
        standsBack = now;
        LOG.atInfo()
                .addKeyValue("group", group())
                .addKeyValue("member", connection.member())
                .log(now ? "the connection does not ask for events that wait" : "the connection asks for events again");
        coordinator.sync();
    }

    private boolean isOpen() {
        if (!isRunning() || outlet.isFull()) {
            return false;
        }
        if (credit().isSpent()) {
            outlet.starved();
            return false;
        }
        return true;
    }

    private void pump() {
        assigned.list().forEach(partition -> partition.pump(time));
    }

    private long nextAt() {
        long next = Math.min(sender.dueAt(), progress.nextAt());
        for (ServedPartition served : assigned.list()) {
            next = Math.min(next, served.nextAt());
        }
        return next;
    }

    /** Time has passed. */
    private void ring() {
        if (isRunning()) {
            long now = connection.clock().getAsLong();
            assigned.list().forEach(served -> served.tick(now));
            assigned.tick(now);
            cursors.tick(assigned.list(), now);
            turn();
        }
    }

    // ---- from the coordinator and the partitions

    /** The connection as its coordinator and its partitions see it. */
    private final class Member implements CoordinatedMember, AssignedPartitions.Owner, PartitionHost {
        @Override
        public String name() {
            return connection.member();
        }

        @Override
        public Context context() {
            return connection.context();
        }

        @Override
        public boolean standsBack() {
            return standsBack;
        }

        @Override
        public void round(AssignmentRound round) {
            if (isRunning()) {
                assigned.round(round);
                ends.unfinished(round.unfinished(), assigned.list());
                GroupConnection.this.turn();
            }
        }

        @Override
        public void watch(Map<Partition, Long> now) {
            if (isRunning()) {
                progress.watch(now, Hold.of(outlet.isFull(), credit()), credit());
                if (progress.isUnasked() && !standsBack) {
                    standBack(true);
                }
                assigned.list().forEach(served -> served.endsAt(now.getOrDefault(served.partition(), Long.MAX_VALUE)));
            }
        }

        @Override
        public ServedPartition serve(Loading.Loaded loaded) {
            return new ServedPartition(this, sentEvents, connection, loaded);
        }

        @Override
        public void turn() {
            GroupConnection.this.turn();
        }

        @Override
        public void sync() {
            coordinator.sync();
        }

        @Override
        public void wake() {
            GroupConnection.this.wake();
        }

        @Override
        public boolean isDue(long recorded, long now) {
            return sender.isDue(recorded, now);
        }

        @Override
        public Future<Void> write(Partition partition) {
            ServedPartition served = assigned.find(partition);
            return served == null
                    ? Future.failedFuture(Problem.UNAVAILABLE
                            .because("This connection does not serve " + partition + " any more")
                            .asException())
                    : cursors.write(List.of(served));
        }

        @Override
        public void failed(Refusal refusal) {
            GroupConnection.this.failed(refusal);
        }

        @Override
        public void gap(Gap gap) {
            log(LOG.atInfo(), gap.partition())
                    .addKeyValue("from", gap.from())
                    .addKeyValue("to", gap.to())
                    .addKeyValue("reason", gap.reason())
                    .log("the log has lost a range of the partition");
            outlet.gap(gap);
        }

        @Override
        public void troubled(Partition partition, Refusal refusal) {
            log(LOG.atWarn(), partition)
                    .addKeyValue("reason", refusal.detail())
                    .log("a store refused; the partition tries again later");
        }

        private LoggingEventBuilder log(LoggingEventBuilder line, Partition partition) {
            return line.addKeyValue("group", group())
                    .addKeyValue("topic", partition.topic())
                    .addKeyValue("partition", partition.index());
        }
    }

    /** Writes the cursors of all partitions. */
    Future<Void> keep() {
        return cursors.write(assigned.list());
    }

    // ---- its end

    private void failed(Refusal refusal) {
        finish(() -> outlet.failed(refusal));
    }

    /** Its bounded group is at its end. */
    void completed(GroupOutlet.Completion completion) {
        finish(() -> outlet.completed(completion));
    }

    /** Its bounded group has been called off, or given up. */
    void calledOff(Refusal refusal, boolean mayComeBack) {
        finish(() -> outlet.calledOff(refusal, mayComeBack));
    }

    private void finish(Runnable lastWord) {
        if (isRunning()) {
            close();
            lastWord.run();
        }
    }

    /** Its group has been changed, or deleted. */
    void changed(Optional<Group> now) {
        if (now.isEmpty() || now.get().ending()) {
            failed(Problem.GROUP_NOT_FOUND.because("The group " + group() + " was deleted"));
        } else if (now.get().isHeld(connection.clock().getAsLong())) {
            failed(Problem.GOING_AWAY.because(
                    "A caller is moving the cursor of the group " + group() + ": connect again"));
        } else if (!now.get().spec().equals(connection.spec())) {
            failed(Problem.GOING_AWAY.because("The settings of the group " + group() + " have changed: connect again"));
        }
    }

    /** Returns the served partitions, for reports on the group. */
    List<Serving.Served> served() {
        return progress.served();
    }
}
