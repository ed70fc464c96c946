package dev.playhead.config;

import java.util.StringJoiner;

/** Writes down every setting from the records that declare them: for the terminal, and as the file that is shipped. */
public final class Reference {
    private Reference() {}

    /** Writes the text of {@code --help}. */
    public static String help(Class<? extends Record> type) {
        StringBuilder text = new StringBuilder();
        for (Key key : Keys.of(type).all()) {
            text.append("  ").append(key.name());
            text.append(key.defaultValue().isEmpty() ? "" : " = " + key.defaultValue());
            text.append("\n      ").append(key.meaning()).append('\n');
        }
        return """
                Usage: java -jar playhead.jar [--config FILE] [--KEY=VALUE ...]
                       java -jar playhead.jar sandbox [...]   runs only the Kafka and Redis that nodes share, same settings
                       java -jar playhead.jar token NAME      makes a bearer token and its line for auth.tokens
                       java -jar playhead.jar --help          says this
                       java -jar playhead.jar --print-config  writes a settings file with all defaults, commented out

                A setting comes from the command line, else from the environment (http.port: PLAYHEAD_HTTP_PORT), else from
                the file: --config FILE, else PLAYHEAD_CONFIG, else conf/playhead.yaml if it is there. A file may hold the
                value of any setting: --redis.url.file=/run/secrets/redis, or PLAYHEAD_REDIS_URL_FILE.

                Settings and their defaults:
                """ + text;
    }

    /** The settings file: every key with its meaning and default, commented out. */
    public static String file(Class<? extends Record> type) {
        StringJoiner text = new StringJoiner("\n", "", "");
        text.add(
                "# Settings of Playhead, with their defaults. The environment wins over this file (there, http.port is");
        text.add("# PLAYHEAD_HTTP_PORT), and the command line (--http.port=8080) wins over both.");
        for (Key key : Keys.of(type).all()) {
            text.add("");
            text.add("# " + key.meaning());
            text.add("# " + (key.name() + ": " + key.defaultValue()).strip());
        }
        return text.add("").toString();
    }
}
