package dev.playhead.group.report;

import dev.playhead.event.Problem;
import dev.playhead.group.Group;
import dev.playhead.group.partition.GroupStores;
import dev.playhead.group.registry.Groups;
import dev.playhead.group.registry.Mirroring;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Deletes groups with their whole state. It deletes the group itself last, so that a caller can repeat a failed
 * removal. Any thread; Futures complete on any thread.
 */
public final class GroupRemoval {
    private final Groups groups;
    private final GroupStores stores;
    private final Mirroring mirroring;

    public GroupRemoval(Groups groups, GroupStores stores, Mirroring mirroring) {
        this.groups = groups;
        this.stores = stores;
        this.mirroring = mirroring;
    }

    /**
     * Deletes a group. Fails with {@code group_not_found}, and with {@code group_in_use} while the group has
     * connections on any node. It first ends connections that join meanwhile: a group of the same name would find their
     * later writes.
     */
    public Future<Void> remove(String name) {
        return groups.find(name).compose(group -> unused(name)
                .compose(unused -> groups.end(name))
                .compose(ended -> unused(name))
                .compose(unused -> erase(group)));
    }

    private Future<Void> unused(String name) {
        return stores.leases()
                .sync(name, List.of())
                .compose(view -> view.members().isEmpty()
                        ? Future.succeededFuture()
                        : Future.failedFuture(Problem.GROUP_IN_USE
                                .because("The group " + name + " has "
                                        + view.members().size()
                                        + " connections, or had until a moment ago: close them first")
                                .asException()));
    }

    private Future<Void> erase(Group group) {
        return mirroring
                .forget(group.name())
                .compose(forgotten -> forget(group.name(), group.spec().topics()))
                .compose(forgotten -> groups.remove(group.name()));
    }

    /** Deletes the whole state of a group, registered or not. */
    Future<Void> forget(String name, List<String> topics) {
        List<Future<?>> steps = new ArrayList<>();
        steps.add(stores.cursors().forget(name));
        steps.add(stores.deadLetters().forget(name));
        topics.forEach(topic -> steps.add(eraseTopic(name, topic)));
        return Future.join(steps).compose(erased -> stores.leases().forget(name));
    }

    private Future<Void> eraseTopic(String name, String topicName) {
        return stores.topics().findIfThere(topicName).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(); // what is left is kept by the topic's id, and goes when it is old
            }
            return eraseTopic(name, found.get());
        });
    }

    private Future<Void> eraseTopic(String name, Topic topic) {
        List<Future<?>> steps = new ArrayList<>();
        steps.add(stores.confirmations().forget(name, topic));
        topic.all().forEach(partition -> {
            steps.add(stores.attempts().forgetAll(name, partition));
            steps.add(stores.redrives().asked(name, partition).compose(asked -> stores.redrives()
                    .done(name, partition, asked)));
        });
        return Future.join(steps).mapEmpty();
    }

    /** The names of the groups that read the topic. */
    public Future<List<String>> groupsOf(String topic) {
        return groups.list().map(all -> all.stream()
                .filter(group -> group.spec().topics().contains(topic))
                .map(Group::name)
                .sorted()
                .toList());
    }

    /** Deletes the state that all groups have of a deleted topic. */
    public Future<Void> forgetTopic(Topic topic) {
        return groupsOf(topic.name())
                .compose(names -> Future.join(names.stream()
                        .flatMap(name -> Stream.of(
                                stores.cursors().forget(name, topic),
                                stores.deadLetters().forget(name, topic),
                                eraseTopic(name, topic)))
                        .toList()))
                .mapEmpty();
    }
}
