package dev.playhead.cluster;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Port: the nodes that see each other now. Any thread; asking does not block. */
public interface Members {
    /** This node. */
    Member here();

    /** Lists all nodes by name, including this one. */
    List<Member> all();

    /**
     * Returns whether this node is the one of all that looks after what has this name. While nodes come and go two may
     * think so, or none.
     */
    default boolean isHere(String name) {
        return all().stream()
                .max(Comparator.comparingInt((Member member) -> weight(member.name(), name))
                        .thenComparing(Member::name))
                .map(member -> member.name().equals(here().name()))
                .orElse(true);
    }

    /** The highest weight wins: when a node goes, only what it looked after changes hands. */
    private static int weight(String node, String name) {
        int hash = (node + '/' + name).hashCode() * 0x9E3779B1;
        return (hash ^ hash >>> 15) * 0x85EBCA77;
    }

    /** Tells of all nodes whenever one has come or gone, one call at a time; give up by running what is returned. */
    Runnable watch(Consumer<List<Member>> watcher);

    /** Lists the nodes that are expected and no members. */
    default List<Absences.Absence> away() {
        return List.of();
    }

    /** Takes the announcement that this member leaves, or another one. */
    default void leaves(String name) {}

    /**
     * A node, as it was when it started.
     *
     * @param name unique for ever: a node that is started again has another one
     * @param since when it was started, in epoch milliseconds
     * @param addresses where it listens, {@code host:port} by the name of the edge
     * @param direct whether others reach its process at these addresses, and not a proxy before it
     */
    record Member(String name, String version, long since, Map<String, String> addresses, boolean direct) {
        public Member {
            addresses = Map.copyOf(addresses);
        }
    }

    /** A node that is alone for ever. */
    static Members alone(Member here) {
        return new Members() {
            @Override
            public Member here() {
                return here;
            }

            @Override
            public List<Member> all() {
                return List.of(here);
            }

            @Override
            public Runnable watch(Consumer<List<Member>> watcher) {
                return () -> {};
            }
        };
    }
}
