package dev.playhead.e2e.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.git.SharedHistory.Checkpoint;
import dev.playhead.git.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A consumer that rebuilds the trees of all sources from what it is given, and compares them with git's own sums. It
 * refuses an event that comes twice. One thread.
 */
public final class Trees implements Consumer<Delivery> {
    private final Map<String, Tree> trees = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final List<Checkpoint> ahead;
    private final List<String> missed = new ArrayList<>();

    public Trees(List<Checkpoint> checkpoints) {
        this.ahead = new ArrayList<>(checkpoints);
    }

    @Override
    public void accept(Delivery delivery) {
        String source = delivery.event().getString("source");
        assertThat(seen.add(source + " " + delivery.event().getString("id")))
                .as("first delivery of %s", delivery.event())
                .isTrue();
        Tree tree = trees.computeIfAbsent(source, any -> new Tree());
        tree.apply(delivery.event().encode());
        ahead.removeIf(checkpoint ->
                checkpoint.source().equals(source) && checkpoint.events() == tree.events() && meets(checkpoint, tree));
    }

    int events() {
        return seen.size();
    }

    public Tree of(String source) {
        return trees.get(source);
    }

    /** Every checkpoint has been met on the way. */
    public void haveMetAll() {
        assertThat(missed).isEmpty();
        assertThat(ahead).isEmpty();
    }

    /** At the end each tree is its source's head, whatever the order of keys on the way. */
    public void areHeadsOf(List<Checkpoint> checkpoints) {
        checkpoints.stream().filter(Checkpoint::head).forEach(head -> {
            Tree tree = trees.get(head.source());
            assertThat(tree.events()).isEqualTo(head.events());
            assertThat(tree.sha256()).isEqualTo(head.sha256());
        });
    }

    private boolean meets(Checkpoint checkpoint, Tree tree) {
        boolean met = checkpoint.files() == tree.files() && checkpoint.sha256().equals(tree.sha256());
        if (!met) {
            missed.add(checkpoint.toString());
        }
        return met;
    }
}
