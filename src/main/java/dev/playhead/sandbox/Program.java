package dev.playhead.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Describes a program to its supervisor: its files, its command and its check of service. */
interface Program {
    Child child();

    /** The directory of its data and files: absolute, for the command names it, and a left process is known by that. */
    Path directory();

    /** The ports that it listens on, by the setting that chooses each. */
    Map<String, Integer> ports();

    /** Brings the directory into the shape that the command needs; called before every start, on the child's thread. */
    void prepare() throws IOException, InterruptedException;

    /** The command line; it names {@link #configurationFile()}. */
    List<String> command();

    Map<String, String> environment();

    Path configurationFile();

    /** Asks the running program whether it is ready; returns false without an answer. */
    boolean serves();

    default Path pidFile() {
        return directory().resolve(child().label() + ".pid");
    }

    default Path outputFile() {
        return directory().resolve(child().label() + ".out");
    }
}
