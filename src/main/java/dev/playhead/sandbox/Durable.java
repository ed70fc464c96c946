package dev.playhead.sandbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Writes files and directories to the disk, so that they survive a power failure; stateless, blocking, any thread. */
public final class Durable {
    private Durable() {}

    /** Creates the folder and those above it, so that each survives a power failure. */
    static void createFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Path above = folder.toAbsolutePath().getParent();
            if (above != null) {
                createFolders(above);
            }
            Files.createDirectories(folder);
            if (above != null) {
                force(above);
            }
        }
    }

    /**
     * Gives a folder its final name once all that is in it is on the disk: under that name it is whole, or not there. Nothing
     * but an empty folder may bear the name already.
     */
    static void publish(Path folder, Path name) throws IOException {
        Files.walkFileTree(folder, new Forcing());
        Files.move(folder, name, StandardCopyOption.ATOMIC_MOVE);
        Path above = name.toAbsolutePath().getParent();
        if (above != null) {
            force(above);
        }
    }

    /** Gives a written file its final name: under that name is the file of before or this one, whole, also after a power failure. */
    public static void replace(Path written, Path name) throws IOException {
        force(written);
        Files.move(written, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path above = name.toAbsolutePath().getParent();
        if (above != null) {
            force(above);
        }
    }

    /** Deletes a directory with its contents, if it exists. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            Files.walkFileTree(folder, new Deleting());
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static final class Forcing extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            force(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            force(folder);
            return super.postVisitDirectory(folder, failure);
        }
    }

    private static final class Deleting extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            Files.delete(folder);
            return super.postVisitDirectory(folder, failure);
        }
    }
}
