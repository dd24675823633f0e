package io.recordstore.bench.peer;

import io.recordstore.bench.load.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the disk does by itself: a kilobyte appended to a file and synced with {@code fdatasync}. */
public final class SyncFloor implements Peer {
    private static final int BYTES = 1_000;

    private final Path directory;

    public SyncFloor(Path directory) {
        this.directory = directory;
        Server.deleteAtExit(directory);
    }

    @Override
    public String name() {
        return "fdatasync";
    }

    @Override
    public Processes processes() {
        return Processes.NONE;
    }

    @Override
    public Session session(int client) {
        Path file = directory.resolve("log-" + client);
        return new Session() {
            private final FileChannel channel = open(file);

            @Override
            public void put(YcsbRecord row) throws IOException {
                channel.write(ByteBuffer.allocate(BYTES));
                channel.force(false);
            }
        };
    }

    private static FileChannel open(Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Server.delete(directory);
    }
}
