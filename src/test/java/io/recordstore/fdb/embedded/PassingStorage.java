package io.recordstore.fdb.embedded;

/** Passes on what a storage does, for a test to change one thing. */
abstract class PassingStorage implements Storage {
    final Storage storage;

    PassingStorage(Storage storage) {
        this.storage = storage;
    }

    @Override
    public long reservedVersion() {
        return storage.reservedVersion();
    }

    @Override
    public StorageSnapshot snapshot() {
        return storage.snapshot();
    }

    @Override
    public void apply(StorageBatch batch) {
        storage.apply(batch);
    }

    @Override
    public long approximateBytes(byte[] begin, byte[] end) {
        return storage.approximateBytes(begin, end);
    }

    @Override
    public void close() {
        storage.close();
    }
}
