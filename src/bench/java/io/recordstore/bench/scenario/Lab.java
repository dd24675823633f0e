package io.recordstore.bench.scenario;

import io.recordstore.bench.peer.EtcdPeer;
import io.recordstore.bench.peer.Peer;
import io.recordstore.bench.peer.PostgresPeer;
import io.recordstore.bench.peer.RecordStorePeer;
import io.recordstore.bench.peer.RocksFloor;
import io.recordstore.bench.peer.Session;
import io.recordstore.bench.peer.SyncFloor;
import io.recordstore.bench.peer.YcsbRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/** The peers, each started when it is first asked for, with the same records, and stopped at the end. */
public final class Lab implements AutoCloseable {
    private static final Set<Kind> HAVE_ALL_RECORDS =
            EnumSet.of(Kind.RECORD_STORE, Kind.ETCD, Kind.POSTGRES, Kind.POSTGRES_JSONB, Kind.RAW_ROCKSDB);

    private static final int LOADERS = 4;

    private final Path directory;
    private final long records;
    private final int spaces;
    private final Duration duration;
    private final List<String> javaOptions;
    private final Map<Kind, Peer> peers = new EnumMap<>(Kind.class);
    private Path archiveOfClasses;

    /** Who is there. */
    public enum Kind {
        RECORD_STORE,
        RECORD_STORE_LITTLE,
        RECORD_STORE_SPACES,
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
     * @param spaces how many RecordSpaces a server with many has
     * @param duration of each load
     * @param javaOptions of record-store's JVM
     */
    public Lab(Path directory, long records, int spaces, Duration duration, List<String> javaOptions) {
        this.directory = directory;
        this.records = records;
        this.spaces = spaces;
        this.duration = duration;
        this.javaOptions = javaOptions;
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
            System.out.println("      filling " + there.name());
            if (HAVE_ALL_RECORDS.contains(kind)) {
                fill(there);
            }
        }
        return there;
    }

    /** By several at once, each with its part of the keys. */
    private void fill(Peer peer) throws Exception {
        List<Callable<Void>> parts = new ArrayList<>();
        for (int part = 0; part < LOADERS; part++) {
            Session session = peer.session(part);
            long first = records * part / LOADERS;
            long end = records * (part + 1) / LOADERS;
            parts.add(() -> {
                session.load(() -> LongStream.range(first, end)
                        .mapToObj(key -> YcsbRecord.of(key, 0))
                        .iterator());
                return null;
            });
        }
        ExecutorService loaders = Executors.newFixedThreadPool(LOADERS);
        try {
            for (Future<Void> part : loaders.invokeAll(parts)) {
                part.get();
            }
        } finally {
            loaders.shutdown();
        }
    }

    private Peer start(Kind kind) throws Exception {
        return switch (kind) {
            case RECORD_STORE -> recordStore("record-store");
            case RECORD_STORE_LITTLE -> GrowthScenario.filled(recordStore("little"), 1);
            case RECORD_STORE_SPACES -> GrowthScenario.filled(recordStore("spaces"), spaces);
            case ETCD -> new EtcdPeer(newDirectory("etcd"));
            case POSTGRES -> new PostgresPeer(newDirectory("postgres"), PostgresPeer.Layout.COLUMNS);
            case POSTGRES_JSONB -> new PostgresPeer(newDirectory("postgres-jsonb"), PostgresPeer.Layout.DOCUMENTS);
            case RAW_ROCKSDB -> new RocksFloor(newDirectory("rocksdb"));
            case FDATASYNC -> new SyncFloor(newDirectory("fdatasync"));
            case EMPTY_RPC -> ((RecordStorePeer) peer(Kind.RECORD_STORE)).emptyCalls();
        };
    }

    /** One of its own, with nothing in it; started as the image for the JVM starts it. */
    RecordStorePeer recordStore(String name) {
        if (archiveOfClasses == null) {
            archiveOfClasses = RecordStorePeer.archiveOfClasses(newDirectory("classes"));
        }
        List<String> options = new ArrayList<>(javaOptions);
        options.add("-XX:SharedArchiveFile=" + archiveOfClasses);
        return new RecordStorePeer(newDirectory(name), options);
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
