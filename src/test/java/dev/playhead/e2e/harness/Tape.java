package dev.playhead.e2e.harness;

import dev.playhead.git.SharedHistory.Checkpoint;
import dev.playhead.git.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A service of several connections: it rebuilds trees, each event once however often it comes, and puts down what must
 * not happen. Any thread.
 */
public final class Tape implements Member.Service {
    private final Trees trees = new Trees(List.of());
    private final List<Checkpoint> checkpoints;
    private final Set<String> taken = new LinkedHashSet<>();
    private final Set<String> answered = new HashSet<>();
    private final Map<String, Long> last = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private String poison = "";
    private int refused;

    public Tape(List<Checkpoint> checkpoints) {
        this.checkpoints = checkpoints;
    }

    /** From now on events of this path cannot be processed. */
    public synchronized void refuse(String path) {
        poison = path;
    }

    @Override
    public synchronized List<Delivery> take(List<Delivery> deliveries) {
        List<Delivery> failed = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            if (answered.contains(delivery.place())) {
                faults.add(delivery.place() + " came again after its confirmation was answered");
            }
            String path = delivery.event().getString("subject");
            if (path.equals(poison)) {
                refused++;
                failed.add(delivery);
            } else if (taken.add(delivery.place())) {
                Long before = last.put(delivery.partition() + path, delivery.offset());
                if (before != null && before > delivery.offset()) {
                    faults.add(delivery.place() + " came first after " + before + " of its key");
                }
                trees.accept(delivery);
            }
        }
        return failed;
    }

    @Override
    public synchronized void answered(List<Delivery> deliveries) {
        deliveries.forEach(delivery -> answered.add(delivery.place()));
    }

    public synchronized int events() {
        return taken.size();
    }

    /** The places of all that it has taken, in the order in which they came first. */
    public synchronized List<String> order() {
        return List.copyOf(taken);
    }

    /** The tree of the source as it is now. */
    public synchronized Tree tree(String source) {
        return trees.of(source);
    }

    /** How often an event could not be processed. */
    public synchronized int refused() {
        return refused;
    }

    public synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    public synchronized void areHeads() {
        trees.areHeadsOf(checkpoints);
    }
}
