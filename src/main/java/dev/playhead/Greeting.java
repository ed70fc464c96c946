package dev.playhead;

import dev.playhead.config.Settings;
import java.util.Locale;

/** Writes the greeting of a ready node: its addresses, and calls that work with its settings. Main thread. */
final class Greeting {
    private Greeting() {}

    /**
     * Writes it.
     *
     * @param httpPort the bound port; it differs from the settings if they select a free port
     */
    static String of(Settings settings, int httpPort, int tcpPort, long nanosToStart) {
        // With tokens a call without one is refused
        String bearer = settings.access().tokens().isPresent() ? " -H 'authorization: Bearer TOKEN'" : "";
        String http = address(settings.access().httpHost(), httpPort);
        String create = settings.topics().autoCreate()
                ? ""
                : "  curl -s -X PUT '" + http + "/v1/topics/greetings'" + bearer
                        + " -H 'content-type: application/json' -d '{}'\n";
        return String.format(
                Locale.ROOT,
                """
                Playhead is ready after %.1f s.
                  HTTP and WebSockets  http://%s   lines over TCP  %s
                  Kafka                %s   data in  %s
                Try an event in, and out:
                %s  curl -s '%s/v1/topics/greetings/events'%s -H 'content-type: application/cloudevents+json' \\
                    -d '{"specversion":"1.0","id":"1","source":"/me","type":"hello"}'
                  curl -s '%s/v1/topics/greetings/events?from=earliest&to=now'%s
                Stop it with Ctrl-C. The next start on the same data has every stored event.""",
                nanosToStart / 1e9,
                http,
                address(settings.access().tcpHost(), tcpPort),
                settings.kafka()
                        .bootstrapServers()
                        .orElse("localhost:" + settings.sandbox().kafkaPort()),
                settings.sandbox().dataDirectory(),
                create,
                http,
                bearer,
                http,
                bearer);
    }

    /** An address for a client on this machine. */
    private static String address(String host, int port) {
        String plain = host.replaceAll("[\\[\\]]", "");
        boolean local = plain.equals("127.0.0.1") || plain.equals("0.0.0.0") || plain.matches("[0:]+");
        String reached = plain.contains(":") && !local ? "[" + plain + "]" : plain;
        return (local ? "localhost" : reached) + ":" + port;
    }
}
