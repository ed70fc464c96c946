package dev.playhead.group.member;

import dev.playhead.delivery.Batch;
import dev.playhead.delivery.Credit;
import dev.playhead.delivery.Gap;
import dev.playhead.delivery.Stream;
import dev.playhead.delivery.StreamRequest;
import dev.playhead.delivery.TurnTime;
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
import dev.playhead.group.partition.BatchBudget;
import dev.playhead.group.partition.ConnectionContext;
import dev.playhead.group.partition.PartitionHost;
import dev.playhead.group.partition.SentEvents;
import dev.playhead.group.partition.ServedPartition;
import dev.playhead.group.registry.InitialCursors;
import dev.playhead.tracing.Work;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a group: gives the outlet what the shares that it holds have to send, within the credit, and passes
 * on to them what the client says of it. Owned by one event loop, on which everything is called.
 */
public final class GroupConnection implements Stream, PartitionHost {
    private static final Logger LOG = LoggerFactory.getLogger(GroupConnection.class);

    /** How many events may be sent before others of the event loop have their turn. */
    private static final int TURN = 4096;

    /** The same of a bounded group, which has more time than those that are live. */
    private static final int BOUNDED_TURN = 128;

    private enum State {
        OPENED,
        RUNNING,
        ENDED
    }

    private final ConnectionContext terms;
    private final StreamRequest request;
    private final GroupOutlet outlet;
    private final Coordinator coordinator;
    private final Set<GroupConnection> open;
    private final Thread owner = Thread.currentThread();
    private final Credit credit = new Credit();
    private final TurnTime time;
    private final SentEvents handouts;
    private final AssignedPartitions holdings;
    private final CursorCommitter places;
    private final Acknowledgements word;
    private final ProgressNotifier told;
    private final Alarm alarm;
    private final AtomicBoolean awakened = new AtomicBoolean();
    private State state = State.OPENED;
    private boolean turning;
    private int first;
    private Runnable gone = () -> {};
    private Future<Void> ended = Future.succeededFuture();
    private final @Nullable InOrder inOrder;
    private long dueAt = Long.MAX_VALUE;
    private int unfinished;

    GroupConnection(
            ConnectionContext terms,
            StreamRequest request,
            GroupOutlet outlet,
            Coordinator coordinator,
            Set<GroupConnection> open) {
        this.terms = terms;
        this.request = request;
        this.outlet = outlet;
        this.coordinator = coordinator;
        this.open = open;
        this.time = new TurnTime(terms.delivery().turnTime(), terms.nanos());
        this.handouts = new SentEvents(
                8 * terms.settings().readAhead(), terms.settings().maxLost());
        this.places = new CursorCommitter(terms);
        this.holdings = new AssignedPartitions(this, places);
        this.word = new Acknowledgements(this, handouts);
        this.told = new ProgressNotifier(terms, outlet, holdings);
        this.alarm = new Alarm(terms, this::ring);
        Bounded bounded = terms.bounded();
        this.inOrder = bounded != null && bounded.byTime()
                ? new InOrder(bounded.ranges().size())
                : null;
        if (request.credit() > 0) {
            credit.grant(request.credit());
        }
    }

    /** Before it starts: where the group is. */
    void begin(InitialCursors.Begun begun) {
        told.begin(begun.topics(), begun.cursors());
    }

    /** What to do when it is closed. */
    void whenGone(Runnable then) {
        gone = then;
    }

    public ConnectionContext terms() {
        return terms;
    }

    public SentEvents handouts() {
        return handouts;
    }

    AssignedPartitions holdings() {
        return holdings;
    }

    GroupOutlet outlet() {
        return outlet;
    }

    /** The name of the connection, which no other of the cluster ever has. */
    public String member() {
        return terms.member();
    }

    public String group() {
        return terms.group();
    }

    @Override
    public void start() {
        assertOwner();
        state = State.RUNNING;
        open.add(this);
        coordinator.join(this);
    }

    @Override
    public void request(long events) {
        assertOwner();
        credit.grant(events);
        turn();
    }

    @Override
    public void request(long events, long bytes) {
        assertOwner();
        credit.grantBytes(bytes);
        request(events);
    }

    @Override
    public void resume() {
        assertOwner();
        turn();
    }

    @Override
    public void close() {
        assertOwner();
        if (state == State.ENDED) {
            return;
        }
        boolean joined = state == State.RUNNING;
        state = State.ENDED;
        open.remove(this);
        gone.run();
        alarm.stop();
        Future<Void> written = holdings.close();
        if (joined) {
            ended = written.transform(done -> coordinator.leave(this));
        }
    }

    /** Once it is closed: succeeds when its partitions are free for others. */
    public Future<Void> ended() {
        return ended;
    }

    @Override
    public String token() {
        return told.token();
    }

    @Override
    public List<Position> ends() {
        Bounded bounded = terms.bounded();
        return bounded == null
                ? List.of()
                : bounded.ranges().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(each -> new Position(
                                each.getKey().topic(),
                                each.getKey().index(),
                                each.getValue().to()))
                        .toList();
    }

    /** These have been processed; answered once that is stored. */
    public Future<ConfirmResult> confirm(DeliverySelector named) {
        assertOwner();
        return word.confirm(named);
    }

    /**
     * These could not be processed.
     *
     * @return how many are not with this connection; once what is parked or skipped is stored
     */
    public Future<Integer> fail(DeliverySelector named, FailureAction then, String reason) {
        assertOwner();
        return word.fail(named, then, reason);
    }

    /** Their deadlines begin again; answers until when they run, in epoch milliseconds. */
    public long extend(DeliverySelector named) {
        assertOwner();
        return word.extend(named);
    }

    // ---- turns

    void turn() {
        if (state != State.RUNNING || turning) {
            return;
        }
        turning = true;
        try {
            time.begin();
            holdings.check();
            pump();
            dueAt = Long.MAX_VALUE;
            int left = terms.bounded() == null ? TURN : BOUNDED_TURN;
            boolean more = isOpen();
            while (more && left > 0 && !time.isOver()) {
                int sent = send();
                left -= sent;
                pump();
                more = sent > 0 && isOpen();
            }
            if (left <= 0 || time.isOver()) {
                wake();
            }
            finish();
            if (state == State.RUNNING) {
                told.rest(!credit.isSpent() && !outlet.isFull());
                alarm.set(nextAt());
            }
        } finally {
            turning = false;
        }
    }

    private boolean isOpen() {
        if (state != State.RUNNING || outlet.isFull()) {
            return false;
        }
        if (credit.isSpent()) {
            outlet.starved();
            return false;
        }
        return true;
    }

    private void pump() {
        for (ServedPartition share : holdings.list()) {
            share.pump(time);
        }
    }

    /** Sends a batch of what the shares have, each of which comes first in its turn; returns how many events it had. */
    private int send() {
        List<ServedPartition> shares = holdings.list();
        if (shares.isEmpty()) {
            return 0;
        }
        Batch batch = new Batch();
        long now = terms.clock().getAsLong();
        long most = Math.min(
                request.batchEvents(), Math.min(credit.events(), terms.gate().events(now)));
        long bytes = terms.gate().bytes(now);
        if (most <= 0 || bytes <= 0) {
            dueAt = terms.gate().opensAt(now);
            return 0;
        }
        BatchBudget room = new BatchBudget((int) most, Math.min(request.batchBytes(), bytes), credit.bytes());
        if (inOrder == null) {
            first = (first + 1) % shares.size();
            for (int index = 0; index < shares.size() && room.events() > 0; index++) {
                shares.get((first + index) % shares.size()).gather(batch, room);
            }
        } else {
            inOrder.gather(shares, batch, room);
        }
        if (batch.isEmpty()) {
            if (room.isStarved()) {
                outlet.starved();
            }
            return 0;
        }
        credit.spend(batch.events(), batch.bytes());
        terms.gate().sent(now, batch.events(), batch.bytes());
        terms.delivery().sent(batch);
        Work work = terms.delivery().sending(batch);
        outlet.events(batch, told.sent());
        work.put("messaging.consumer.group.name", group())
                .put("playhead.member", member())
                .end();
        return batch.events();
    }

    private long nextAt() {
        long next = Math.min(dueAt, told.nextAt());
        for (ServedPartition share : holdings.list()) {
            next = Math.min(next, share.nextAt());
        }
        return next;
    }

    /** Time has passed. */
    private void ring() {
        if (state == State.RUNNING) {
            long now = terms.clock().getAsLong();
            holdings.list().forEach(share -> share.tick(now));
            holdings.tick(now);
            places.tick(holdings.list(), now);
            turn();
        }
    }

    @Override
    public void wake() {
        if (awakened.compareAndSet(false, true)) {
            terms.context().runOnContext(awake -> {
                awakened.set(false);
                turn();
            });
        }
    }

    @Override
    public boolean isDue(long recorded, long now) {
        long due = terms.gate().due(recorded);
        if (due > now) {
            dueAt = Math.min(dueAt, due);
            return false;
        }
        return true;
    }

    /** Writes down which partitions have come to the end of a bounded group, so that all nodes know. */
    private void finish() {
        if (terms.bounded() == null) {
            return;
        }
        for (ServedPartition share : holdings.list()) {
            if (share.finishes()) {
                share.write().onSuccess(written -> coordinator.sync()).onFailure(failure -> terms.context()
                        .runOnContext(here -> share.notFinished()));
                part();
            }
        }
    }

    /** What this connection has of the pace of the whole group: as much as of the partitions that go on. */
    private void part() {
        long mine = holdings.list().stream().filter(share -> !share.isDone()).count();
        if (mine > 0) {
            terms.gate().part((double) mine / Math.max(mine, unfinished));
        }
    }

    // ---- from the coordinator and the shares

    /** What the leases say now; on the event loop. */
    void round(AssignmentRound round) {
        if (state == State.RUNNING) {
            holdings.round(round);
            unfinished = round.unfinished();
            if (terms.bounded() != null) {
                part();
            }
            turn();
        }
    }

    /** Where the partitions end now. */
    void watch(Map<Partition, Long> ends) {
        if (state == State.RUNNING) {
            told.watch(ends, credit);
            holdings.list().forEach(share -> share.endsAt(ends.getOrDefault(share.partition(), Long.MAX_VALUE)));
        }
    }

    /** Something has become free for others, or is missing. */
    void sync() {
        coordinator.sync();
    }

    @Override
    public Future<Void> write(Partition partition) {
        ServedPartition served = holdings.find(partition);
        return served == null
                ? Future.failedFuture(Problem.UNAVAILABLE
                        .because("This connection does not serve " + partition + " any more")
                        .asException())
                : places.write(List.of(served));
    }

    Future<Void> keep() {
        return places.write(holdings.list());
    }

    @Override
    public void gap(Gap gap) {
        LOG.atInfo()
                .addKeyValue("group", group())
                .addKeyValue("topic", gap.partition().topic())
                .addKeyValue("partition", gap.partition().index())
                .addKeyValue("from", gap.from())
                .addKeyValue("to", gap.to())
                .addKeyValue("reason", gap.reason())
                .log("the log has lost a stretch of the partition");
        outlet.gap(gap);
    }

    @Override
    public void failed(Refusal refusal) {
        if (state == State.RUNNING) {
            close();
            outlet.failed(refusal);
        }
    }

    /** Its bounded group is at its end. */
    void completed(GroupOutlet.Completion completion) {
        if (state == State.RUNNING) {
            close();
            outlet.completed(completion);
        }
    }

    /** Its bounded group has been called off, or given up. */
    void calledOff(Refusal refusal, boolean mayComeBack) {
        if (state == State.RUNNING) {
            close();
            outlet.calledOff(refusal, mayComeBack);
        }
    }

    @Override
    public void troubled(Partition partition, Refusal refusal) {
        LOG.atWarn()
                .addKeyValue("group", group())
                .addKeyValue("topic", partition.topic())
                .addKeyValue("partition", partition.index())
                .addKeyValue("reason", refusal.detail())
                .log("a store refused; the partition tries again later");
    }

    /** Its group has been changed, or deleted. */
    void changed(Optional<Group> now) {
        if (now.isEmpty() || now.get().ending()) {
            failed(Problem.GROUP_NOT_FOUND.because("The group " + group() + " was deleted"));
        } else if (!now.get().spec().equals(terms.spec())) {
            failed(Problem.GOING_AWAY.because("The settings of the group " + group() + " were changed: connect again"));
        }
    }

    /** What is to be told of it to those who look at its group. */
    List<Serving.Served> served() {
        return told.served();
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    private void assertOwner() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(member() + " belongs to " + owner + ", not to " + Thread.currentThread());
        }
    }
}
