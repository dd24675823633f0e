package io.recordstore;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A small file system that really fills up: a tmpfs in a mount namespace of its own, for which nobody needs to be root where
 * users may make namespaces. It is gone when the process is that holds the namespace.
 */
final class SmallDisk implements AutoCloseable {
    private final Process holder;
    private final Path mountPoint;

    private SmallDisk(Process holder, Path mountPoint) {
        this.holder = holder;
        this.mountPoint = mountPoint;
    }

    /** Empty where this machine lets nobody mount one. */
    static Optional<SmallDisk> mount(Path mountPoint, int megabytes) throws IOException {
        return mount(mountPoint, "size=" + megabytes + "m");
    }

    /** @param options of mount(8) */
    static Optional<SmallDisk> mount(Path mountPoint, String options) throws IOException {
        String script = "mount -t tmpfs -o " + options + " tmpfs \"$0\" && echo mounted && exec sleep infinity";
        Process holder;
        try {
            holder = new ProcessBuilder(
                            "unshare",
                            "--user",
                            "--map-root-user",
                            "--mount",
                            "sh",
                            "-c",
                            script,
                            mountPoint.toString())
                    .start();
        } catch (IOException noSuchCommand) {
            return Optional.empty();
        }
        if ("mounted".equals(holder.inputReader(StandardCharsets.UTF_8).readLine())) {
            return Optional.of(new SmallDisk(holder, mountPoint));
        }
        holder.destroyForcibly();
        return Optional.empty();
    }

    /** What runs a command that sees the disk. */
    List<String> shell() {
        return List.of(
                "nsenter", "--preserve-credentials", "--user", "--mount", "-t", Long.toString(holder.pid()), "--");
    }

    /** A file of the disk, as this process sees it. */
    private Path seen(String name) {
        Path root = Path.of("/proc", Long.toString(holder.pid()), "root");
        return root.resolve(mountPoint.resolve(name).toString().substring(1));
    }

    /** Takes room away. */
    void fill(String name, int megabytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(seen(name).toFile(), "rw")) {
            byte[] piece = new byte[1 << 20];
            for (int i = 0; i < megabytes; i++) {
                file.write(piece);
            }
        }
    }

    /** Gives it back. */
    void free(String name) throws IOException {
        Files.delete(seen(name));
    }

    long freeBytes() {
        return seen("").toFile().getUsableSpace();
    }

    @Override
    public void close() {
        holder.destroyForcibly().onExit().join();
    }
}
