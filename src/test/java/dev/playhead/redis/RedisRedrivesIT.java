package dev.playhead.redis;

import dev.playhead.group.Redrives;
import dev.playhead.group.RedrivesContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisRedrivesIT extends RedrivesContract {
    @RegisterExtension
    final SharedRedis redis = new SharedRedis();

    @Override
    protected Redrives redrives() {
        return new RedisRedrives(redis.link());
    }
}
