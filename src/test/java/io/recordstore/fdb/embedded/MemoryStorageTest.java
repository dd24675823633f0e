package io.recordstore.fdb.embedded;

class MemoryStorageTest extends StorageContract {
    @Override
    Storage openEmpty() {
        return new MemoryStorage();
    }
}
