package dev.playhead.e2e.harness;

import static dev.playhead.testing.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An ext4 file system in a file, mounted where a node keeps its data, so that its power can fail: all that was not forced to
 * the disk is gone then, as in a machine. Needs root. One thread.
 */
public final class LoopDisk implements AutoCloseable {
    /** {@code EXT4_IOC_SHUTDOWN}, without a flush of the journal. */
    private static final String POWER_FAILS = "import fcntl,os,struct,sys;"
            + "fcntl.ioctl(os.open(sys.argv[1],os.O_RDONLY),0x8004587d,struct.pack('I',2))";

    /** The free space cannot be allocated at once: some of it goes to the file's own index. */
    private static final String FILL = """
            import os, sys
            ballast = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
            at = 0
            for step in (1 << 26, 1 << 20, 1 << 12):
                try:
                    while True:
                        os.posix_fallocate(ballast, at, step)
                        at += step
                except OSError:
                    pass
            """;

    private final Path image;
    private final Path mount;

    private LoopDisk(Path image, Path mount) {
        this.image = image;
        this.mount = mount;
    }

    /** Why there can be none here; empty where there can. */
    public static Optional<String> missing() {
        if (!System.getProperty("user.name").equals("root")) {
            return Optional.of("faults of disks are injected by root alone");
        }
        try (LoopDisk disk = of(Files.createTempDirectory("playhead-probe-"), 64)) {
            disk.powerFails();
            return Optional.empty();
        } catch (Exception cannot) {
            return Optional.of("there is no loop-mounted ext4 whose power can fail here: " + cannot.getMessage());
        }
    }

    public static LoopDisk of(Path mount, int mebibytes) throws Exception {
        Path image = Files.createTempFile("playhead-disk-", ".img");
        LoopDisk disk = new LoopDisk(image, mount);
        run("truncate", "-s", mebibytes + "M", image.toString());
        run("mkfs.ext4", "-q", "-m", "0", image.toString());
        disk.attach();
        return disk;
    }

    /** Where it is mounted. */
    public Path folder() {
        return mount;
    }

    /** From now on nothing reaches the disk, and whoever writes is told so. */
    public void powerFails() throws Exception {
        run("python3", "-c", POWER_FAILS, mount.toString());
    }

    /** Mounts what reached the disk; nobody may have a file of it open. */
    public void powerReturns() throws Exception {
        detach();
        attach();
    }

    /** Takes all that is free; {@link #free} gives it back. */
    public void fill() throws IOException, InterruptedException {
        run("python3", "-c", FILL, mount.resolve("ballast").toString());
    }

    public void free() throws IOException {
        Files.delete(mount.resolve("ballast"));
    }

    private void attach() throws IOException, InterruptedException {
        run("mount", "-o", "loop", image.toString(), mount.toString());
    }

    private void detach() {
        eventually("nobody has a file of the disk open", () -> {
            run("umount", mount.toString());
            return true;
        });
    }

    @Override
    public void close() throws Exception {
        detach();
        Files.delete(image);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.strip());
        }
    }
}
