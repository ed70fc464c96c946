package dev.playhead.load.machine;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells what a node's heap holds after a full collection, and how much was ever allocated on it; used by one thread. */
public final class Heap {
    private static final Pattern USED = Pattern.compile("(?m)^ *(\\S+).* used (\\d+)K");
    private static final Pattern ALLOCATED = Pattern.compile("(?m)^jvm_gc_memory_allocated_bytes_total\\S* (\\S+)$");
    private static final double MEBIBYTE = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newHttpClient();
    private final long pid;
    private final URI metrics;

    Heap(long pid, URI metrics) {
        this.pid = pid;
        this.metrics = metrics;
    }

    /** Collects it fully. */
    public void collect() throws IOException, InterruptedException {
        jcmd("GC.run");
    }

    /** What is still used after a full collection, in MiB. */
    public double liveMebibytes() throws IOException, InterruptedException {
        collect();
        return used(jcmd("GC.heap_info")) / MEBIBYTE;
    }

    /** Sums the parts of the heap, whatever the collector calls them, in bytes. */
    static double used(String heapInfo) {
        double bytes = 0;
        Matcher line = USED.matcher(heapInfo);
        while (line.find()) {
            boolean ofHeap =
                    !line.group(1).equals("Metaspace") && !line.group(1).equals("class");
            bytes += ofHeap ? Long.parseLong(line.group(2)) * 1024.0 : 0;
        }
        return bytes;
    }

    /** Bytes allocated since the start, as of the last collection; empty where the node does not tell. */
    public OptionalDouble allocated() throws IOException, InterruptedException {
        HttpRequest get = HttpRequest.newBuilder(metrics).timeout(PATIENCE).build();
        return allocated(client.send(get, BodyHandlers.ofString()).body());
    }

    static OptionalDouble allocated(String metrics) {
        Matcher line = ALLOCATED.matcher(metrics);
        return line.find() ? OptionalDouble.of(Double.parseDouble(line.group(1))) : OptionalDouble.empty();
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(tool.toString(), String.valueOf(pid), command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + command + " says " + output);
        }
        return output;
    }
}
