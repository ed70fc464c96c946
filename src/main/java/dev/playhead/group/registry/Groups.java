package dev.playhead.group.registry;

import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.group.Group;
import dev.playhead.group.GroupNames;
import dev.playhead.group.GroupSpec;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the groups and their settings, the same on all nodes. Any thread; Futures complete on any thread, and fail with
 * {@code unavailable} while the log is unavailable.
 *
 * <p>The order in the journal decides between simultaneous writes of two nodes: the node with the later write reads
 * again. The topics of a group never change, because its cursors belong to them.
 */
public final class Groups {
    private static final Logger LOG = LoggerFactory.getLogger(Groups.class);
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,200}");
    private static final int TRIES = 5;
    private static final int LONGEST_QUOTE = 1_000;

    private final GroupJournal journal;
    private final int maxGroups;
    private final InstantSource clock;

    public Groups(GroupJournal journal, int maxGroups, InstantSource clock) {
        this.journal = journal;
        this.maxGroups = maxGroups;
        this.clock = clock;
    }

    /** The group, as of now; fails with {@code group_not_found}. */
    public Future<Group> find(String name) {
        return checked(name).compose(now -> {
            Group group = cached(name);
            return group == null ? Future.failedFuture(notFound(name)) : Future.succeededFuture(group);
        });
    }

    /** The same; empty without the group. */
    public Future<Optional<Group>> findIfThere(String name) {
        return checked(name).map(now -> Optional.ofNullable(cached(name)));
    }

    /** Returns the group as this node knows it, somewhat behind the writes of other nodes. */
    public @Nullable Group cached(String name) {
        return journal.registered().get(name);
    }

    /** Lists all groups as of now, by name. */
    public Future<List<Group>> list() {
        return journal.now().map(now -> journal.registered().all().stream()
                .sorted(Comparator.comparing(Group::name))
                .toList());
    }

    /**
     * Reports every change and the end of the group to the watcher, one call at a time, on any thread. Run the result
     * to end the watch.
     */
    public Runnable watch(String name, Consumer<Optional<Group>> watcher) {
        return journal.registered().watch(name, watcher);
    }

    /** A subscription's wishes for its group. */
    public interface Wishes {
        /**
         * Returns the spec of the subscription. An absent setting is that of the group.
         *
         * @param known the spec of the group; null without a group
         * @throws RefusedException if the settings do not make a group
         */
        GroupSpec of(@Nullable GroupSpec known);
    }

    /**
     * Finds the group of a subscription; the first subscription makes it. Fails with {@code group_mismatch} for
     * different settings.
     */
    public Future<Group> join(String name, Wishes wishes) {
        return checked(name).compose(now -> join(name, wishes, TRIES));
    }

    private Future<Group> join(String name, Wishes wishes, int tries) {
        Group known = cached(name);
        if (known == null) {
            return make(name, wishes.of(null))
                    .compose(made -> again(made, tries) ? join(name, wishes, tries - 1) : done(made));
        }
        if (known.ending() || known.isHeld(clock.millis())) {
            return Future.failedFuture(known.ending() ? ending(name) : held(name));
        }
        List<GroupSpec.Difference> differences = wishes.of(known.spec()).differences(known.spec());
        return differences.isEmpty()
                ? Future.succeededFuture(known)
                : Future.failedFuture(mismatch(name, differences, "send the same value, or leave the setting out"));
    }

    /** Makes the group or changes it. Fails with {@code group_mismatch} if the topics would change. */
    public Future<Put> put(String name, GroupSpec wanted) {
        return checked(name).compose(now -> put(name, known -> wanted, TRIES));
    }

    /** Changes some settings of the group; fails with {@code group_not_found}, else as {@link #put}. */
    public Future<Put> patch(String name, UnaryOperator<GroupSpec> change) {
        Wishes wishes = known -> {
            if (known == null) {
                throw notFound(name);
            }
            return change.apply(known);
        };
        return checked(name).compose(now -> put(name, wishes, TRIES));
    }

    private Future<Put> put(String name, Wishes wishes, int tries) {
        Group known = cached(name);
        if (known == null) {
            return make(name, wishes.of(null))
                    .compose(made -> again(made, tries)
                            ? put(name, wishes, tries - 1)
                            : done(made).map(group -> new Put(group, null)));
        }
        if (known.ending() || known.isHeld(clock.millis())) {
            return Future.failedFuture(known.ending() ? ending(name) : held(name));
        }
        GroupSpec wanted = wishes.of(known.spec());
        List<GroupSpec.Difference> topics = wanted.differences(known.spec()).stream()
                .filter(each -> each.name().equals("topics"))
                .toList();
        if (!topics.isEmpty()) {
            return Future.failedFuture(
                    mismatch(name, topics, "the topics of a group never change: delete the group, or make another"));
        }
        if (known.spec().equals(wanted)) {
            return Future.succeededFuture(new Put(known, known.spec()));
        }
        return write(new Group(name, wanted, known.version() + 1, known.made(), false))
                .compose(changed -> again(changed, tries)
                        ? put(name, wishes, tries - 1)
                        : done(changed).map(group -> new Put(group, known.spec())));
    }

    private Future<Written> make(String name, GroupSpec spec) {
        if (journal.registered().all().size() >= maxGroups) {
            return Future.failedFuture(Problem.TOO_LARGE
                    .because("The cluster has " + maxGroups
                            + " groups, the maximum (groups.maxGroups): delete one, or raise the maximum")
                    .asException());
        }
        return write(new Group(name, spec, 1, clock.millis(), false));
    }

    private Future<Written> write(Group group) {
        return journal.put(group).compose(put -> journal.now()).compose(now -> {
            Group counts = cached(group.name());
            if (group.equals(counts)) {
                LOG.atInfo()
                        .addKeyValue("group", group.name())
                        .addKeyValue("version", group.version())
                        .addKeyValue("spec", group.spec().toString())
                        .log("group saved");
                return Future.succeededFuture(new Written(group, true));
            }
            // Compaction keeps the last value: write the counting one again, so that it stays
            return counts == null
                    ? Future.succeededFuture(new Written(group, false))
                    : journal.put(new Group(
                                    counts.name(),
                                    counts.spec(),
                                    counts.version() + 1,
                                    counts.made(),
                                    counts.ending(),
                                    counts.heldUntil()))
                            .compose(put -> journal.now())
                            .map(again -> new Written(group, false));
        });
    }

    private static boolean again(Written written, int tries) {
        return !written.counted() && tries > 1;
    }

    private static Future<Group> done(Written written) {
        return written.counted()
                ? Future.succeededFuture(written.group())
                : Future.failedFuture(Problem.BUSY
                        .because("Other callers keep changing the group "
                                + written.group().name() + ": try again")
                        .asException());
    }

    /**
     * Begins the deletion: from now on no connection joins the group, and all its connections end. Fails with
     * {@code group_not_found}, and with {@code busy} while a move holds the group.
     */
    public Future<Void> end(String name) {
        return find(name).compose(group -> end(group, TRIES));
    }

    private Future<Void> end(Group group, int tries) {
        if (group.ending()) {
            return Future.succeededFuture();
        }
        if (group.isHeld(clock.millis())) {
            // The move would write cursors after the removal, and a group of the same name would find them
            return Future.failedFuture(held(group.name()));
        }
        return write(new Group(group.name(), group.spec(), group.version() + 1, group.made(), true))
                .compose(ended -> again(ended, tries)
                        ? find(group.name()).compose(now -> end(now, tries - 1))
                        : done(ended).mapEmpty());
    }

    /**
     * Ends the connections of the group on all nodes, and refuses new ones until this time or until {@link #letGo}.
     * Fails with {@code group_not_found}, and with {@code busy} while another caller holds it.
     */
    public Future<Group> hold(String name, long until) {
        return find(name).compose(group -> {
            if (group.ending() || group.isHeld(clock.millis())) {
                return Future.failedFuture(group.ending() ? ending(name) : held(name));
            }
            return write(group.held(until)).compose(Groups::done);
        });
    }

    /** Lets connections join the group again, unless the group has another hold by now. */
    public Future<Void> letGo(Group held) {
        return letGo(held, TRIES);
    }

    private Future<Void> letGo(Group held, int tries) {
        return find(held.name()).compose(now -> {
            // Not the version: it also grows when another node writes the counting value again
            if (now.heldUntil() != held.heldUntil() || now.ending()) {
                return Future.succeededFuture();
            }
            return write(now.held(0))
                    .compose(free -> again(free, tries)
                            ? letGo(held, tries - 1)
                            : done(free).mapEmpty());
        });
    }

    private static RefusedException held(String name) {
        return Problem.BUSY
                .because("A caller is moving the cursor of the group " + name + ": try again in a moment")
                .asException();
    }

    private static RefusedException notFound(String name) {
        return Problem.GROUP_NOT_FOUND
                .because("The group " + name + " does not exist")
                .asException();
    }

    private static RefusedException ending(String name) {
        return Problem.BUSY
                .because("A caller is deleting the group " + name + ": try again after that")
                .asException();
    }

    /** The last step of its deletion. */
    public Future<Void> remove(String name) {
        return journal.removeGroup(name)
                .compose(put -> journal.now())
                .onSuccess(now -> LOG.atInfo().addKeyValue("group", name).log("group deleted"));
    }

    private Future<Void> checked(String name) {
        if (GroupNames.isReserved(name)) {
            String detail = "begins with " + GroupNames.RESERVED + "; this prefix is reserved for targets of replays";
            return Future.failedFuture(
                    new Refusal(Problem.INVALID_REQUEST, "The name is reserved", Fault.inParameter("group", detail))
                            .asException());
        }
        if (NAME.matcher(name).matches()) {
            return journal.now();
        }
        String detail = "A group's name has 1 to 200 characters of a-z A-Z 0-9 . _ -";
        return Future.failedFuture(
                new Refusal(Problem.INVALID_REQUEST, detail, Fault.inParameter("group", detail)).asException());
    }

    private static RefusedException mismatch(String name, List<GroupSpec.Difference> differences, String remedy) {
        return new Refusal(
                        Problem.GROUP_MISMATCH,
                        "The group " + name + " has other settings: " + remedy,
                        differences.stream().map(Groups::fault).toList())
                .asException();
    }

    private static Fault fault(GroupSpec.Difference difference) {
        return Fault.at(
                "/" + difference.name(),
                "is " + shortly(difference.here()) + ", but the group has " + shortly(difference.there()));
    }

    private static String shortly(String value) {
        return value.length() > LONGEST_QUOTE ? value.substring(0, LONGEST_QUOTE) + "…" : value;
    }

    /** The written group; {@code counted} is false for a change that lost against another. */
    private record Written(Group group, boolean counted) {}

    /**
     * The result of a put.
     *
     * @param before its settings before; null for a new group
     */
    public record Put(Group group, @Nullable GroupSpec before) {
        public boolean made() {
            return before == null;
        }
    }
}
