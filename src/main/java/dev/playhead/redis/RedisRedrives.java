package dev.playhead.redis;

import dev.playhead.event.Partition;
import dev.playhead.group.Redrives;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps redrive requests in Redis: a set of offsets for each group and partition; any thread. The number of parked
 * events bounds it.
 */
public final class RedisRedrives implements Redrives {
    private final RedisLink link;

    public RedisRedrives(RedisLink link) {
        this.link = link;
    }

    @Override
    public Future<Void> ask(String group, Partition partition, List<Long> offsets) {
        return each(Command.SADD, group, partition, offsets);
    }

    @Override
    public Future<List<Long>> asked(String group, Partition partition) {
        return link.ask(on(Command.SMEMBERS, group, partition)).map(answer -> {
            List<Long> offsets = new ArrayList<>(answer.size());
            answer.forEach(offset -> offsets.add(Long.parseLong(offset.toString())));
            offsets.sort(null);
            return offsets;
        });
    }

    @Override
    public Future<Void> done(String group, Partition partition, List<Long> offsets) {
        return each(Command.SREM, group, partition, offsets);
    }

    private Future<Void> each(Command command, String group, Partition partition, List<Long> offsets) {
        return Chunks.each(offsets, chunk -> {
                    Request request = on(command, group, partition);
                    chunk.forEach(request::arg);
                    return link.ask(request);
                })
                .mapEmpty();
    }

    private static Request on(Command command, String group, Partition partition) {
        return Request.cmd(command).arg(new GroupKeys(group).redrives(partition));
    }
}
