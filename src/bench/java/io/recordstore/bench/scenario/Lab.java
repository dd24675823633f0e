package io.recordstore.bench.scenario;

import io.recordstore.bench.peer.EtcdPeer;
import io.recordstore.bench.peer.Peer;
import io.recordstore.bench.peer.PostgresPeer;
import io.recordstore.bench.peer.RecordStorePeer;
import io.recordstore.bench.peer.RocksFloor;
import io.recordstore.bench.peer.SyncFloor;
import io.recordstore.bench.peer.YcsbRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.LongStream;

/** The peers, each started when it is first asked for, with the same records, and stopped at the end. */
public final class Lab implements AutoCloseable {
    private final Path directory;
    private final long records;
    private final Duration duration;
    private final Map<Kind, Peer> peers = new EnumMap<>(Kind.class);

    /** Who is there. */
    public enum Kind {
        RECORD_STORE,
        ETCD,
        POSTGRES,
        POSTGRES_JSONB,
        RAW_ROCKSDB,
        FDATASYNC,
        EMPTY_RPC
    }

    /**
     * @param directory where they store
     * @param records how many each has
     * @param duration of each load
     */
    public Lab(Path directory, long records, Duration duration) {
        this.directory = directory;
        this.records = records;
        this.duration = duration;
    }

    long records() {
        return records;
    }

    Duration duration() {
        return duration;
    }

    Peer peer(Kind kind) throws Exception {
        Peer there = peers.get(kind);
        if (there == null) {
            there = start(kind);
            peers.put(kind, there);
            if (kind != Kind.EMPTY_RPC && kind != Kind.FDATASYNC) {
                there.session(0).load(() -> LongStream.range(0, records)
                        .mapToObj(key -> YcsbRecord.of(key, 0))
                        .iterator());
            }
        }
        return there;
    }

    private Peer start(Kind kind) throws Exception {
        return switch (kind) {
            case RECORD_STORE -> new RecordStorePeer(newDirectory("record-store"));
            case ETCD -> new EtcdPeer(newDirectory("etcd"));
            case POSTGRES -> new PostgresPeer(newDirectory("postgres"), PostgresPeer.Layout.COLUMNS);
            case POSTGRES_JSONB -> new PostgresPeer(newDirectory("postgres-jsonb"), PostgresPeer.Layout.DOCUMENTS);
            case RAW_ROCKSDB -> new RocksFloor(newDirectory("rocksdb"));
            case FDATASYNC -> new SyncFloor(newDirectory("fdatasync"));
            case EMPTY_RPC -> ((RecordStorePeer) peer(Kind.RECORD_STORE)).emptyCalls();
        };
    }

    /** A directory that servers which run as another user can reach. */
    Path newDirectory(String name) {
        try {
            return Files.createTempDirectory(
                    directory,
                    "record-store-bench-" + name,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        peers.values().forEach(Peer::close);
    }
}
