package dev.playhead;

import dev.playhead.config.Settings;
import java.util.Locale;

/** What a node says when it is ready: where it listens and what to try first. */
final class Greeting {
    private Greeting() {}

    static String of(Settings settings, long nanosToStart) {
        // With tokens a call without one is refused
        String bearer = settings.access().tokens().isPresent() ? " -H 'authorization: Bearer TOKEN'" : "";
        int http = settings.http().port();
        return String.format(
                Locale.ROOT,
                """
                Playhead is ready after %.1f s.
                  HTTP and WebSockets  http://localhost:%d   lines over TCP  localhost:%d
                  Kafka                %s   data in  %s
                Try an event in, and out:
                  curl -s localhost:%d/v1/topics/greetings/events%s -H 'content-type: application/cloudevents+json' \\
                    -d '{"specversion":"1.0","id":"1","source":"/me","type":"hello"}'
                  curl -s 'localhost:%d/v1/topics/greetings/events?from=earliest&to=now'%s
                Stop it with Ctrl-C; what it stored is there again at the next start.""",
                nanosToStart / 1e9,
                http,
                settings.tcp().port(),
                settings.kafka()
                        .bootstrapServers()
                        .orElse("localhost:" + settings.sandbox().kafkaPort()),
                settings.sandbox().dataDirectory(),
                http,
                bearer,
                http,
                bearer);
    }
}
