package dev.playhead.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.testing.MemoryLog;
import io.vertx.core.Future;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TopicsTest {
    @Test
    void shouldFindTheTopicWhenItIsThere() {
        MemoryLog log = new MemoryLog();
        Topic orders = log.topic("orders", 2);

        assertThat(log.findIfThere("orders").result()).contains(orders);
        assertThat(log.findIfThere("others").result()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Problem.class,
            names = {"UNAVAILABLE", "RESERVED_TOPIC", "INTERNAL"})
    void shouldFailWhenTheTopicIsNotKnownToBeMissing(Problem problem) {
        Future<Optional<Topic>> found = failing(problem).findIfThere("orders");

        assertThat(RefusedException.of(found.cause()).problem()).isEqualTo(problem);
    }

    private static Topics failing(Problem problem) {
        InvocationHandler handler = (proxy, method, arguments) -> method.isDefault()
                ? InvocationHandler.invokeDefault(proxy, method, arguments)
                : Future.failedFuture(problem.because("a test").asException());
        return (Topics) Proxy.newProxyInstance(Topics.class.getClassLoader(), new Class<?>[] {Topics.class}, handler);
    }
}
