package dev.playhead.testing;

import static dev.playhead.testing.Eventually.eventually;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A Redis Cluster of three masters, to be hung, killed and brought back; a fourth node may join it. Close it. */
public final class RedisCluster implements AutoCloseable {
    private static final int MASTERS = 3;
    private static final int MOST = MASTERS + 1;
    private static final int SLOTS = 16_384;

    private final Path directory;
    private final Path program;
    private final List<Integer> ports = TestPorts.free(2 * MOST);
    private final List<Process> nodes = new ArrayList<>();

    /** @param directory empty, and its own */
    public RedisCluster(Path directory) throws Exception {
        this.directory = directory;
        this.program = program(directory);
        for (int master = 0; master < MASTERS; master++) {
            nodes.add(start(master));
            int first = SLOTS * master / MASTERS;
            int last = SLOTS * (master + 1) / MASTERS - 1;
            ask(master, "CLUSTER ADDSLOTSRANGE " + first + " " + last);
            ask(master, "CLUSTER SET-CONFIG-EPOCH " + (master + 1));
        }
        for (int master = 1; master < MASTERS; master++) {
            meet(master);
        }
        awaitWhole();
    }

    private void meet(int node) throws IOException {
        ask(0, "CLUSTER MEET 127.0.0.1 " + ports.get(node) + " " + ports.get(MOST + node));
    }

    /** Lets the fourth node join, as a master without slots, and returns its number. */
    public int join() throws Exception {
        nodes.add(start(MASTERS));
        meet(MASTERS);
        awaitWhole();
        return MASTERS;
    }

    /** Makes a node the replica of a master, and waits until it has all that the master has. */
    public void replicate(int node, int master) throws IOException {
        ask(node, "CLUSTER REPLICATE " + id(master));
        eventually("the replica is whole", () -> {
            String info = ask(node, "INFO replication");
            return info.contains("role:slave") && info.contains("master_link_status:up");
        });
    }

    /** Waits until the replica of a master has all that it has: it copies with a delay. */
    public void awaitReplicated(int master) {
        eventually("its replica has all", () -> {
            String info = ask(master, "INFO replication");
            return value(info, "slave0:.*offset=").equals(value(info, "master_repl_offset:"));
        });
    }

    private static String value(String info, String before) {
        Matcher found = Pattern.compile(before + "(\\d+)").matcher(info);
        return found.find() ? found.group(1) : "no " + before;
    }

    /** Waits until a replica serves the slots of its lost master. */
    public void awaitPromoted(int node) {
        eventually(
                "the replica is promoted", () -> ask(node, "INFO replication").contains("role:master"));
        eventually("the cluster serves", () -> ask(node, "CLUSTER INFO").contains("cluster_state:ok"));
    }

    public String id(int node) throws IOException {
        return ask(node, "CLUSTER MYID").split("\n")[1];
    }

    /** The system's Redis server, such as that of Debian; without one, that of the sandbox. */
    private static Path program(Path directory) throws IOException {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path found = Path.of(folder, "redis-server");
            if (Files.isExecutable(found)) {
                return found;
            }
        }
        String platform = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        String name = "redis-server-7.0.15-" + (System.getProperty("os.name").startsWith("Mac") ? "darwin-" : "linux-")
                + platform;
        try (InputStream server = RedisCluster.class.getResourceAsStream("/" + name)) {
            if (server == null) {
                throw new IOException("no " + name + " in the class path, and no redis-server in PATH");
            }
            Path program = directory.resolve(name);
            Files.copy(server, program);
            if (!program.toFile().setExecutable(true)) {
                throw new IOException(program + " cannot be made executable");
            }
            return program;
        }
    }

    private Process start(int master) throws Exception {
        Path home = Files.createDirectories(directory.resolve("master-" + master));
        List<String> command = new ArrayList<>(List.of(program.toString(), "--dir", home.toString(), "--save", ""));
        command.addAll(List.of("--port", ports.get(master).toString()));
        command.addAll(List.of("--cluster-port", ports.get(MOST + master).toString()));
        command.addAll(List.of("--bind", "127.0.0.1", "--maxmemory-policy", "noeviction"));
        // With everysec, Redis writes up to two seconds late while the disk is busy, and a killed master loses them
        command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always"));
        command.addAll(List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "1000"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
        eventually("master " + master + " serves", () -> ask(master, "PING").equals("+PONG"));
        return process;
    }

    private void awaitWhole() {
        for (int node = 0; node < nodes.size(); node++) {
            int asked = node;
            eventually("node " + node + " knows all", () -> {
                String info = ask(asked, "CLUSTER INFO");
                return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + nodes.size());
            });
        }
    }

    /** The addresses of the first three. */
    public String urls() {
        return ports.subList(0, MASTERS).stream()
                .map(port -> "redis://127.0.0.1:" + port)
                .collect(Collectors.joining(","));
    }

    public long keys(int master) throws IOException {
        return Long.parseLong(ask(master, "DBSIZE").substring(1));
    }

    public int masters() {
        return MASTERS;
    }

    /** {@code kill -9}. */
    public void kill(int master) throws Exception {
        nodes.get(master).destroyForcibly().waitFor(60, TimeUnit.SECONDS);
    }

    /** Starts a killed master with its data. */
    public void restart(int master) throws Exception {
        nodes.set(master, start(master));
        awaitWhole();
    }

    /** Sends {@code -STOP}, {@code -CONT} or {@code -KILL}. */
    public void signal(int master, String signal) throws Exception {
        new ProcessBuilder("kill", signal, Long.toString(nodes.get(master).pid()))
                .start()
                .waitFor();
    }

    /** Moves a slot with all its keys, as an operator's tool does it. */
    public void move(int slot, int from, int to) throws IOException {
        beginToMove(slot, from, to);
        while (!ask(from, "CLUSTER COUNTKEYSINSLOT " + slot).equals(":0")) {
            String keys = ask(from, "CLUSTER GETKEYSINSLOT " + slot + " 100")
                    .lines()
                    .filter(line -> line.startsWith("ph:"))
                    .collect(Collectors.joining(" "));
            migrate(from, to, keys);
        }
        for (int node : new int[] {to, from}) {
            ask(node, "CLUSTER SETSLOT " + slot + " NODE " + id(to));
        }
    }

    public void beginToMove(int slot, int from, int to) throws IOException {
        ask(to, "CLUSTER SETSLOT " + slot + " IMPORTING " + id(from));
        ask(from, "CLUSTER SETSLOT " + slot + " MIGRATING " + id(to));
    }

    /** @param keys of a slot that moves, separated by spaces */
    public void migrate(int from, int to, String keys) throws IOException {
        ask(from, "MIGRATE 127.0.0.1 " + ports.get(to) + " \"\" 0 5000 KEYS " + keys);
    }

    public int slot(String key) throws IOException {
        return Integer.parseInt(ask(0, "CLUSTER KEYSLOT " + key).substring(1));
    }

    /** The node that has keys of the slot. */
    public int owner(int slot) throws IOException {
        for (int node = 0; node < nodes.size(); node++) {
            if (!ask(node, "CLUSTER COUNTKEYSINSLOT " + slot).equals(":0")) {
                return node;
            }
        }
        throw new AssertionError("no node has keys of the slot " + slot);
    }

    /** Returns the lines of an answer: one, a bulk text, or an array of bulk texts with their lengths. */
    public String ask(int master, String command) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", ports.get(master))) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String first = String.valueOf(lines.readLine());
            if (first.startsWith("-")) {
                throw new IOException(command + ": " + first);
            }
            if (first.startsWith("*")) {
                return lines.lines()
                        .limit(2L * Integer.parseInt(first.substring(1)))
                        .collect(Collectors.joining("\n"));
            }
            StringBuilder text = new StringBuilder(first);
            int left = first.startsWith("$") ? Integer.parseInt(first.substring(1)) : 0;
            while (left > 0) {
                String line = String.valueOf(lines.readLine());
                left -= line.length() + 2;
                text.append('\n').append(line);
            }
            return text.toString();
        }
    }

    @Override
    public void close() {
        nodes.forEach(Process::destroyForcibly);
        nodes.forEach(node -> node.onExit().join());
    }
}
