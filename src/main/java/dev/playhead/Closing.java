package dev.playhead;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the steps of a node's shutdown. It logs a step that fails or takes too long, and goes on with the next. */
final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private Closing() {}

    /** A step that may block. */
    interface Step {
        void run() throws Exception;
    }

    static void step(String what, Step step) {
        try {
            step.run();
        } catch (Exception failure) {
            LOG.atWarn()
                    .addKeyValue("step", what)
                    .addKeyValue("reason", failure.toString())
                    .log("a step of the shutdown failed");
        }
    }

    static void await(String what, Supplier<Future<?>> closing, Duration patience) {
        step(what, () -> {
            try {
                closing.get().await(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException late) {
                LOG.atWarn()
                        .addKeyValue("step", what)
                        .addKeyValue("patience", patience.toString())
                        .log("a step of the shutdown exceeds its time limit");
            }
        });
    }
}
