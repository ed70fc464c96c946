package dev.playhead.group.member;

import dev.playhead.event.Partition;
import dev.playhead.event.Refusal;
import dev.playhead.group.GroupOutlet;
import dev.playhead.stream.Batch;
import dev.playhead.stream.Gap;
import java.util.ArrayList;
import java.util.List;

/** Records all that a connection of a group sends. Owned by the test's thread. */
final class RecordedMember implements GroupOutlet {
    final List<String> said = new ArrayList<>();

    /** Each event as {@code id}, or {@code id#attempt} from the second attempt on. */
    final List<String> events = new ArrayList<>();

    final List<Batch> batches = new ArrayList<>();
    final List<String> tokens = new ArrayList<>();
    boolean full;

    /** How often it said that. */
    long times(String what) {
        return said.stream().filter(what::equals).count();
    }

    @Override
    public boolean isFull() {
        return full;
    }

    @Override
    public void events(Batch batch, String token) {
        batches.add(batch);
        tokens.add(token);
        for (Batch.Run run : batch.runs()) {
            for (int row = run.from(); row < run.to(); row++) {
                events.add(run.block().id(row) + (run.attempt() > 1 ? "#" + run.attempt() : ""));
            }
        }
    }

    @Override
    public void caughtUp(String token) {
        said.add("caughtUp");
    }

    @Override
    public void fellBehind(String token, long lag) {
        said.add("fellBehind by " + lag);
    }

    @Override
    public void place(String token) {
        said.add("place");
        tokens.add(token);
    }

    @Override
    public void gap(Gap gap) {
        said.add("gap " + gap.partition() + " " + gap.from() + " to " + gap.to() + ", " + gap.reason());
    }

    @Override
    public void completed(long delivered, String token) {
        said.add("completed");
    }

    @Override
    public void notice(String code, String detail) {
        said.add("notice " + code);
    }

    @Override
    public void starved() {
        said.add("starved");
    }

    @Override
    public void failed(Refusal refusal) {
        said.add("failed: " + refusal.problem().code());
    }

    @Override
    public void assigned(List<Partition> partitions, long epoch) {
        said.add("assigned " + partitions.stream().sorted().toList() + " in " + epoch);
    }

    @Override
    public void revoked(List<Partition> partitions) {
        said.add("revoked " + partitions);
    }

    @Override
    public void completed(Completion completion) {
        said.add("completed " + completion.confirmed());
    }

    @Override
    public void calledOff(Refusal refusal, boolean mayComeBack) {
        said.add("calledOff: " + refusal.problem().code() + (mayComeBack ? ", may come back" : ""));
    }
}
