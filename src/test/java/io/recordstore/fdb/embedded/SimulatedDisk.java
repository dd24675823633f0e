package io.recordstore.fdb.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk with a cache that forgets at power loss what was not synced. Power can fail inside a write, before or after the
 * sync. A fault can be planted: syncs that do nothing, or batches of which a part gets lost.
 */
final class SimulatedDisk {
    enum Fault {
        NONE,
        SYNC_SKIPPED,
        BATCH_HALF_APPLIED
    }

    /** The power has failed. */
    static final class PowerLoss extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Random random;
    private final Fault fault;
    private final List<StorageBatch> durable = new ArrayList<>();
    private int writesUntilLoss = Integer.MAX_VALUE;

    SimulatedDisk(Random random, Fault fault) {
        this.random = random;
        this.fault = fault;
    }

    /** Lets the power fail at one of the next writes. */
    void failSoon() {
        writesUntilLoss = random.nextInt(20);
    }

    /** Starts on what the disk holds. */
    Storage powerOn() {
        writesUntilLoss = Integer.MAX_VALUE;
        MemoryStorage content = new MemoryStorage();
        durable.forEach(content::apply);
        return new Powered(content);
    }

    private final class Powered implements Storage {
        private final MemoryStorage content;

        Powered(MemoryStorage content) {
            this.content = content;
        }

        @Override
        public long reservedVersion() {
            return content.reservedVersion();
        }

        @Override
        public StorageSnapshot snapshot() {
            return content.snapshot();
        }

        @Override
        public void apply(StorageBatch batch) {
            boolean losing = writesUntilLoss-- <= 0;
            if (losing && random.nextBoolean()) {
                throw new PowerLoss();
            }
            sync(batch);
            if (losing) {
                throw new PowerLoss();
            }
            content.apply(batch);
        }

        private void sync(StorageBatch batch) {
            switch (fault) {
                case NONE -> durable.add(copy(batch, batch.writes().size()));
                case BATCH_HALF_APPLIED ->
                    durable.add(copy(batch, batch.writes().size() / 2));
                case SYNC_SKIPPED -> {
                    if (random.nextInt(4) > 0) {
                        durable.add(copy(batch, batch.writes().size()));
                    }
                }
            }
        }

        @Override
        public long approximateBytes(byte[] begin, byte[] end) {
            return content.approximateBytes(begin, end);
        }

        @Override
        public void close() {
            content.close();
        }
    }

    private static StorageBatch copy(StorageBatch batch, int parts) {
        TreeMap<byte[], byte[]> writes = new TreeMap<>(Keys.ORDER);
        for (Map.Entry<byte[], byte[]> write : batch.writes().entrySet()) {
            if (writes.size() == parts) {
                break;
            }
            writes.put(write.getKey(), write.getValue());
        }
        return new StorageBatch(batch.reservedVersion(), List.copyOf(batch.clears()), writes);
    }
}
