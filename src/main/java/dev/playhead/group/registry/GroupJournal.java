package dev.playhead.group.registry;

import dev.playhead.group.Group;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.GroupSpecs;
import dev.playhead.log.Journal;
import io.vertx.core.Future;

/**
 * Owns the journal {@code playhead.groups} with the groups and their cursors, and follows it once for all readers. Any
 * thread.
 */
public final class GroupJournal {
    private final Journal journal;
    private final GroupCodec codec;
    private final GroupIndex registered;
    private final CursorIndex places = new CursorIndex();
    private final Journal.Followed followed;

    public GroupJournal(Journal journal, GroupSpecs specs) {
        this.journal = journal;
        this.codec = new GroupCodec(specs);
        this.registered = new GroupIndex(codec);
        this.followed = journal.follow(new Sorted());
    }

    GroupIndex registered() {
        return registered;
    }

    CursorIndex places() {
        return places;
    }

    /** Completes when every write answered before this call is known. */
    Future<Void> now() {
        return followed.now();
    }

    Future<Void> put(Group group) {
        return journal.put(GroupCodec.key(group.name()), codec.encode(group));
    }

    Future<Void> removeGroup(String name) {
        return journal.put(GroupCodec.key(name), "");
    }

    Future<Void> put(GroupCursor place) {
        return journal.put(CursorCodec.key(place), CursorCodec.encode(place));
    }

    Future<Void> remove(GroupCursor place) {
        return journal.put(CursorCodec.key(place), "");
    }

    public void close() {
        followed.close();
    }

    /** Gives each change to whom it concerns. */
    private final class Sorted implements Journal.Changes {
        @Override
        public void put(Journal.At at, String value) {
            if (at.key().startsWith(CursorCodec.PREFIX)) {
                places.put(at, value);
            } else if (at.key().startsWith(GroupCodec.PREFIX)) {
                registered.put(at, value);
            }
        }

        @Override
        public void removed(String key) {
            if (key.startsWith(CursorCodec.PREFIX)) {
                places.removed(key);
            } else if (key.startsWith(GroupCodec.PREFIX)) {
                registered.removed(key);
            }
        }
    }
}
