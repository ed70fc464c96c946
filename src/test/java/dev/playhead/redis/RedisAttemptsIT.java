package dev.playhead.redis;

import dev.playhead.group.Attempts;
import dev.playhead.group.AttemptsContract;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RedisAttemptsIT extends AttemptsContract {
    @RegisterExtension
    final SharedRedis redis = new SharedRedis();

    @Override
    protected Attempts attempts() {
        return new RedisAttempts(redis.link());
    }
}
