package dev.playhead.load.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Owns a flight recording of another JVM, from its making to its closing, by {@code jcmd}. */
public final class Recording implements AutoCloseable {
    private static final long LIMIT_SECONDS = 60;

    private final long pid;
    private final Path file;

    private Recording(long pid, Path file) {
        this.pid = pid;
        this.file = file;
    }

    public static Recording start(ProcessHandle process, Path file) throws IOException {
        Recording recording = new Recording(process.pid(), file.toAbsolutePath());
        recording.jcmd("JFR.start", "name=load", "settings=profile");
        return recording;
    }

    private void jcmd(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 2];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        command[1] = String.valueOf(pid);
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() throws IOException {
        jcmd("JFR.stop", "name=load", "filename=" + file);
    }
}
