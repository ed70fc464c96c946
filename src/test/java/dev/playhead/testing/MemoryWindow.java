package dev.playhead.testing;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.ingest.DuplicateWindow;
import dev.playhead.ingest.Incarnation;
import dev.playhead.ingest.Mark;
import dev.playhead.ingest.WindowSettings;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The duplicate window in memory: twin of the one in Redis, and the hand that makes it misbehave. Any thread; Futures are
 * complete when they are returned, unless it hangs.
 */
public final class MemoryWindow implements DuplicateWindow {

    /** What all nodes share. */
    public static final class Store {
        private final Map<String, Generations> topics = new HashMap<>();
        private final Map<Long, Integer> lives = new HashMap<>();
        private final Set<Incarnation> endedLately = new HashSet<>();
    }

    private static final class Generations {
        private final Map<Page, Map<Identity, Mark>> pages = new HashMap<>();
        private Map<Identity, Mark> current = new HashMap<>();
        private Map<Identity, Mark> previous = new HashMap<>();
        private long born;

        Map<Identity, Mark> page(Mark.Held claimed) {
            return pages.computeIfAbsent(new Page(claimed.holder(), claimed.page()), page -> new HashMap<>());
        }
    }

    private record Page(Incarnation holder, int number) {}

    private final Store store;
    private final WindowSettings settings;
    private final LongSupplier clock;
    private final MemoryLink link;

    /** @param clock epoch milliseconds */
    public MemoryWindow(Store store, WindowSettings settings, LongSupplier clock) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.link = new MemoryLink(store);
    }

    // ---- the hand

    public void mood(Mood next) {
        link.mood(next);
    }

    /** How often it was asked. */
    public int calls() {
        return link.calls();
    }

    public void lives(Incarnation incarnation) {
        synchronized (store) {
            store.lives.put(incarnation.node(), incarnation.start());
        }
    }

    public void dies(Incarnation incarnation) {
        synchronized (store) {
            store.lives.remove(incarnation.node(), incarnation.start());
        }
    }

    /** Its process ends a moment before all are sure of it; or not, after all. */
    public void endsLately(Incarnation incarnation, boolean ended) {
        synchronized (store) {
            if (ended) {
                store.endedLately.add(incarnation);
            } else {
                store.endedLately.remove(incarnation);
            }
        }
    }

    // ---- DuplicateWindow

    @Override
    public Future<List<Mark>> claim(Topic topic, List<Entry> claims) {
        return link.answer(() -> {
            Generations generations = turn(topic);
            List<Mark> before = new ArrayList<>();
            for (Entry claim : claims) {
                Mark known = known(generations, claim.identity());
                before.add(known);
                if (known == Mark.FREE) {
                    generations.current.put(claim.identity(), claim.mark());
                }
            }
            return before;
        });
    }

    @Override
    public Future<List<Mark>> look(Topic topic, List<Identity> identities) {
        return link.answer(() -> {
            Generations generations = of(topic);
            return identities.stream().map(one -> known(generations, one)).toList();
        });
    }

    @Override
    public Future<List<Boolean>> replace(Topic topic, List<Change> changes) {
        return link.answer(() -> {
            Generations generations = turn(topic);
            List<Boolean> made = new ArrayList<>();
            for (Change change : changes) {
                boolean stands = known(generations, change.identity()).equals(change.expected());
                made.add(stands);
                if (stands) {
                    generations.previous.remove(change.identity());
                    generations.current.remove(change.identity());
                    if (change.next() != Mark.FREE) {
                        generations.current.put(change.identity(), change.next());
                    }
                }
            }
            return made;
        });
    }

    @Override
    public int page(Partition partition, int claims) {
        return 1;
    }

    @Override
    public Future<Void> settle(Topic topic, List<End> ends) {
        return link.run(() -> {
            Generations generations = turn(topic);
            for (End end : ends) {
                Mark.Held claimed = end.claimed();
                if (claimed == null || claimed.page() == Mark.NO_PAGE) {
                    generations.current.put(end.identity(), end.position());
                } else {
                    generations.page(claimed).putIfAbsent(end.identity(), end.position());
                }
            }
        });
    }

    @Override
    public Future<Life> life(Incarnation incarnation) {
        return link.answer(() -> {
            Integer start = store.lives.get(incarnation.node());
            if (start == null || start != incarnation.start()) {
                return Life.ENDED;
            }
            return store.endedLately.contains(incarnation) ? Life.ENDED_LATELY : Life.GOES_ON;
        });
    }

    private Generations of(Topic topic) {
        return store.topics.computeIfAbsent(topic.name(), name -> new Generations());
    }

    private Generations turn(Topic topic) {
        Generations generations = of(topic);
        long now = clock.getAsLong();
        if (now - generations.born >= settings.duration().toMillis()
                || generations.current.size() >= settings.maxIds() / 2) {
            generations.previous = generations.current;
            generations.current = new HashMap<>();
            generations.born = now;
        }
        return generations;
    }

    private static Mark known(Generations generations, Identity identity) {
        Mark mark = generations.current.get(identity);
        Mark known = mark != null ? mark : generations.previous.getOrDefault(identity, Mark.FREE);
        return known instanceof Mark.Held held && held.page() != Mark.NO_PAGE
                ? generations.page(held).getOrDefault(identity, held)
                : known;
    }
}
