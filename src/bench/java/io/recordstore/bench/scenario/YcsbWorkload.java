package io.recordstore.bench.scenario;

import io.recordstore.bench.load.Call;
import io.recordstore.bench.peer.Session;
import io.recordstore.bench.peer.YcsbRecord;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** YCSB's core workloads. An update writes the whole record. */
enum YcsbWorkload implements Work.Calls {
    /** Half reads, half updates. */
    A(0.5, 0.5, 0, 0),
    /** Mostly reads. */
    B(0.95, 0.05, 0, 0),
    /** Reads only. */
    C(1, 0, 0, 0),
    /** Reads of what was inserted last. */
    D(0.95, 0, 0.05, 0),
    /** Short ranges, and inserts. */
    E(0, 0, 0.05, 0.95),
    /** Half reads, half read-modify-writes. */
    F(0.5, 0, 0, 0);

    private static final int LONGEST_SCAN = 100;

    /** Beyond what was loaded, so that no peer has them; shared, so that what was inserted last is known. */
    private static final AtomicLong INSERTED = new AtomicLong();

    private final double reads;
    private final double updates;
    private final double inserts;
    private final double scans;

    YcsbWorkload(double reads, double updates, double inserts, double scans) {
        this.reads = reads;
        this.updates = updates;
        this.inserts = inserts;
        this.scans = scans;
    }

    @Override
    public Call of(Session session, long records) {
        LongSupplier zipfian = ZipfianOfRecords.of(records);
        AtomicLong inserted = new AtomicLong(); // by this client, so that it is there in this peer
        return number -> {
            double kind = ThreadLocalRandom.current().nextDouble();
            long key = zipfian.getAsLong();
            if (kind < reads) {
                session.get(this == D && inserted.get() > 0 ? inserted.get() : key);
            } else if (kind < reads + updates) {
                session.put(YcsbRecord.of(key, number));
            } else if (kind < reads + updates + inserts) {
                long next = records + INSERTED.incrementAndGet();
                session.put(YcsbRecord.of(next, 0));
                inserted.set(next);
            } else if (kind < reads + updates + inserts + scans) {
                session.scan(key, 1 + ThreadLocalRandom.current().nextInt(LONGEST_SCAN), () -> {});
            } else {
                session.readModifyWrite(key);
            }
        };
    }

    /** Its sum over all keys is made once. */
    private static final class ZipfianOfRecords {
        private static LongSupplier last;
        private static long lastRecords;

        static synchronized LongSupplier of(long records) {
            if (last == null || lastRecords != records) {
                last = Keys.zipfian(records);
                lastRecords = records;
            }
            return last;
        }
    }
}
