package dev.playhead.redis;

import dev.playhead.event.Partition;
import dev.playhead.group.Attempts;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps attempts in Redis: a hash for each group and partition, by offset {@code "<number> <first at>"}; any thread. A
 * hash has the events in retry, and {@code maxAhead} bounds it.
 */
public final class RedisAttempts implements Attempts {
    private final RedisLink link;

    public RedisAttempts(RedisLink link) {
        this.link = link;
    }

    @Override
    public Future<Void> put(String group, Partition partition, List<Attempt> attempts) {
        return Chunks.each(attempts, chunk -> {
                    Request put = on(Command.HSET, group, partition);
                    for (Attempt attempt : chunk) {
                        put.arg(attempt.offset()).arg(attempt.number() + " " + attempt.firstAt());
                    }
                    return link.ask(put);
                })
                .mapEmpty();
    }

    @Override
    public Future<List<Attempt>> load(String group, Partition partition) {
        return link.ask(on(Command.HGETALL, group, partition)).map(RedisAttempts::attempts);
    }

    private static List<Attempt> attempts(Response answer) {
        List<Attempt> attempts = new ArrayList<>();
        for (String offset : answer.getKeys()) {
            String text = answer.get(offset).toString();
            int space = text.indexOf(' ');
            attempts.add(new Attempt(
                    Long.parseLong(offset),
                    Integer.parseInt(text.substring(0, space)),
                    Long.parseLong(text.substring(space + 1))));
        }
        attempts.sort(Comparator.comparingLong(Attempt::offset));
        return attempts;
    }

    @Override
    public Future<Void> forget(String group, Partition partition, List<Long> offsets) {
        return Chunks.each(offsets, chunk -> {
                    Request forget = on(Command.HDEL, group, partition);
                    chunk.forEach(forget::arg);
                    return link.ask(forget);
                })
                .mapEmpty();
    }

    @Override
    public Future<Void> forgetAll(String group, Partition partition) {
        return link.ask(on(Command.UNLINK, group, partition)).mapEmpty();
    }

    private static Request on(Command command, String group, Partition partition) {
        return Request.cmd(command).arg(new GroupKeys(group).attempts(partition));
    }
}
