package dev.playhead.http;

import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.group.report.GroupRemoval;
import dev.playhead.log.Topic;
import dev.playhead.log.Topics;
import dev.playhead.replay.Replays;
import dev.playhead.replay.job.ReplayJob;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes topics, with the cursors, confirmations and parked events that groups have of them. It refuses a used topic,
 * unless the caller forces it. Any thread.
 *
 * <p>It deletes the topic first: otherwise a group that still reads it could write deleted data again. The remains of a
 * failed removal have the id of the deleted topic, so a new topic of this name does not get them.
 */
final class TopicRemoval {
    private static final Logger LOG = LoggerFactory.getLogger(TopicRemoval.class);
    private static final int MOST_NAMED = 20;

    private final Topics topics;
    private final GroupRemoval groups;
    private final Replays replays;

    TopicRemoval(Topics topics, GroupRemoval groups, Replays replays) {
        this.topics = topics;
        this.groups = groups;
        this.replays = replays;
    }

    /**
     * Fails with {@code topic_in_use} while groups or replays use the topic.
     *
     * @param force deletes the topic all the same
     */
    Future<Void> remove(String name, boolean force) {
        return topics.current(name)
                .compose(found -> force ? Future.succeededFuture() : unused(name))
                .compose(unused -> topics.delete(name))
                .compose(this::forget);
    }

    private Future<Void> forget(Topic topic) {
        return groups.forgetTopic(topic).recover(failure -> {
            LOG.atWarn()
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("id", topic.id())
                    .addKeyValue("reason", String.valueOf(failure.getMessage()))
                    .log("the topic is deleted, but some cursors and parked events of it remain");
            return Future.succeededFuture();
        });
    }

    private Future<Void> unused(String name) {
        Future<List<String>> reading = groups.groupsOf(name);
        Future<List<String>> running = replays.list().map(jobs -> jobs.stream()
                .filter(job -> !job.state().hasEnded() && job.request().topics().contains(name))
                .map(ReplayJob::id)
                .sorted()
                .toList());
        return Future.all(reading, running).compose(all -> {
            List<Fault> users = new ArrayList<>();
            reading.result().forEach(group -> users.add(Fault.at("", "the group " + group + " reads the topic")));
            running.result().forEach(id -> users.add(Fault.at("", "the replay " + id + " reads the topic")));
            return users.isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture(new Refusal(
                                    Problem.TOPIC_IN_USE,
                                    "The topic " + name + " is in use by "
                                            + reading.result().size() + " groups and "
                                            + running.result().size()
                                            + " replays: delete or end them, or add ?force=true",
                                    users.subList(0, Math.min(users.size(), MOST_NAMED)))
                            .asException());
        });
    }
}
