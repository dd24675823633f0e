package io.recordstore.fdb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/**
 * Keeps a directory to one opener. Across processes the operating system's file lock decides, so a killed process leaves
 * none behind; within one process a table of system properties does, because file locks are the process's and classes
 * may be loaded twice. The lock file names its holder for the error message.
 */
final class DirectoryLock implements AutoCloseable {
    private static final String FILE = "LOCK-HOLDER";
    private static final String PROPERTY_PREFIX = "io.recordstore.fdb.embedded.open.";

    private final String property;
    private final FileChannel channel;

    private DirectoryLock(String property, FileChannel channel) {
        this.property = property;
        this.channel = channel;
    }

    /**
     * Locks a directory.
     *
     * @throws IllegalStateException when it is open already; the message names the holder
     */
    static DirectoryLock acquire(Path directory) {
        try {
            Path file = directory.toRealPath().resolve(FILE);
            String property = PROPERTY_PREFIX + file;
            String holder = holder();
            if (System.getProperties().putIfAbsent(property, holder) != null) {
                throw inUse(directory, System.getProperty(property));
            }
            try {
                return new DirectoryLock(property, lock(directory, file, holder));
            } catch (IOException | RuntimeException e) {
                System.getProperties().remove(property);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock the directory " + directory, e);
        }
    }

    private static FileChannel lock(Path directory, Path file, String holder) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
            if (lock == null) {
                throw inUse(directory, Files.readString(file));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
            return channel;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse(directory, Files.readString(file));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static IllegalStateException inUse(Path directory, String holder) {
        return new IllegalStateException("the directory " + directory.toAbsolutePath() + " is open in another place ("
                + holder + "); one process at a time can open it");
    }

    private static String holder() {
        ProcessHandle self = ProcessHandle.current();
        Instant started = self.info().startInstant().orElse(Instant.now());
        return "process " + self.pid() + " on " + host() + ", started " + started;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "this host";
        }
    }

    @Override
    public void close() {
        try {
            channel.truncate(0);
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unlock " + property, e);
        } finally {
            System.getProperties().remove(property);
        }
    }
}
