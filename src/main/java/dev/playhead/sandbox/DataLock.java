package dev.playhead.sandbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Holds a data directory for this process alone; the system lets go of it when the process ends. Any thread. */
final class DataLock implements AutoCloseable {
    private final Path directory;
    private final FileChannel channel;

    private DataLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Makes the directory if need be, and locks it or refuses. */
    static DataLock take(Path directory) {
        Path file = directory.resolve("playhead.lock");
        FileChannel channel = open(directory, file);
        try {
            if (lock(channel) == null) {
                String owner = Files.readString(file).strip();
                channel.close();
                throw new StartRefusedException("The data directory " + directory + " is in use by "
                        + (owner.isEmpty() ? "another process" : "process " + owner)
                        + ": stop that process, or choose another directory with data.dir");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new DataLock(directory, channel);
        } catch (IOException failure) {
            throw unusable(directory, failure);
        }
    }

    /** The file stays: removing it would let two processes hold locks on two files of one name. */
    @Override
    public void close() {
        try {
            if (channel.isOpen()) {
                channel.truncate(0);
                channel.close();
            }
        } catch (IOException failure) {
            throw unusable(directory, failure);
        }
    }

    private static FileChannel open(Path directory, Path file) {
        try {
            Durable.createFolders(directory);
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException failure) {
            throw unusable(directory, failure);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException here) {
            return null;
        }
    }

    private static StartRefusedException unusable(Path directory, IOException failure) {
        return new StartRefusedException("The data directory " + directory + " cannot be used (" + failure
                + "): choose another directory with data.dir");
    }
}
