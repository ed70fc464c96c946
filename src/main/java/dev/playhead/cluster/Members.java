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
     * Returns whether this node is responsible for a name. While nodes join and leave, two nodes may be responsible, or
     * none.
     */
    default boolean isHere(String name) {
        return all().stream()
                .max(Comparator.comparingInt((Member member) -> weight(member.name(), name))
                        .thenComparing(Member::name))
                .map(member -> member.name().equals(here().name()))
                .orElse(true);
    }

    /**
     * Computes the weight of a node for a name; the highest weight wins. When a node leaves, only its own names move.
     */
    private static int weight(String node, String name) {
        int hash = (node + '/' + name).hashCode() * 0x9E3779B1;
        return (hash ^ hash >>> 15) * 0x85EBCA77;
    }

    /** Reports all nodes after each join and leave, one call at a time. Run the result to end the watch. */
    Runnable watch(Consumer<List<Member>> watcher);

    /** Lists the nodes that are expected and no members. */
    default List<Absences.Absence> away() {
        return List.of();
    }

    /** Takes the announcement that this member leaves, or another one. */
    default void leaves(String name) {}

    /**
     * Describes a node at its start.
     *
     * @param name unique for ever: a restarted node has another one
     * @param since the time of its start, in epoch milliseconds
     * @param addresses its addresses, {@code host:port} by the name of the edge
     * @param direct whether these addresses belong to its process, and not to a proxy before it
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
